"""Screening announces itself by its file names; the engines find them."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "tongchou.pillars.screening"
    label = "screening"
