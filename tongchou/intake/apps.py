"""The intake engine: one hallway for three doors."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class IntakeConfig(AppConfig):
    """Finds every register's and pillar's `intake.py` when Django is ready."""

    name = "tongchou.intake"
    label = "intake"

    def ready(self) -> None:
        autodiscover_modules("intake")
