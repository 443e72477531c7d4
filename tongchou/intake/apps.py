"""The intake engine: one hallway for three doors."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class IntakeConfig(AppConfig):
    """Finds every pillar's `intake.py` when Django is ready; registers lie below, so theirs stand in `registers/`."""

    name = "tongchou.intake"
    label = "intake"

    def ready(self) -> None:
        autodiscover_modules("intake")
        import_module("tongchou.intake.registers")
