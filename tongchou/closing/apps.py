"""The closing finds what each pillar registers in its `checks.py`: what may be pending, and what must hold."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ClosingConfig(AppConfig):
    """Cut, checks, carry-over, seal, verify."""

    name = "tongchou.closing"
    label = "closing"

    def ready(self) -> None:
        from tongchou.closing import standard

        standard.register()
        autodiscover_modules("checks")
