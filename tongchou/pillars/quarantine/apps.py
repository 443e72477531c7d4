"""Quarantine announces itself by its file names; the engines find them."""

from django.apps import AppConfig


class QuarantineConfig(AppConfig):
    name = "tongchou.pillars.quarantine"
    label = "quarantine"
