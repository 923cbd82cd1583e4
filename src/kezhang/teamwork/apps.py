"""The app of comments and saved views."""

from django.apps import AppConfig


class TeamworkConfig(AppConfig):
    name = "kezhang.teamwork"
    verbose_name = "协作"
