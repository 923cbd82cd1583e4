"""Every address of 日历."""

from django.urls import path

from kezhang.calendar import pages

urlpatterns = [
    path("", pages.calendar, name="calendar"),
    path("address/renew/", pages.renew_feed, name="calendar-renew"),
    path("address/end/", pages.end_feed, name="calendar-end"),
    path("feed/<int:key>/<str:secret>.ics", pages.feed, name="calendar-feed"),
]
