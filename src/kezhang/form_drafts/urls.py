"""Every address of 表单暂存."""

from django.urls import path

from kezhang.form_drafts import pages

urlpatterns = [
    path("", pages.keep, name="form-draft"),
    path("give-up/", pages.give_up, name="form-draft-give-up"),
]
