"""Resumption announces itself by its file names; the engines find them."""

from django.apps import AppConfig


class ResumptionConfig(AppConfig):
    name = "tongchou.pillars.resumption"
    label = "resumption"
