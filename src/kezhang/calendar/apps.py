"""The calendar app."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "kezhang.calendar"
    verbose_name = "日历"
