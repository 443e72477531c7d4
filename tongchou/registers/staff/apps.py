"""The staff register in Django: it finds the rights that every part declares."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class StaffConfig(AppConfig):
    """Users, posts, units, teams."""

    name = "tongchou.registers.staff"
    label = "staff"

    def ready(self) -> None:
        """Read every `rights.py`, so that the table of rights is whole before the first request."""
        autodiscover_modules("rights")
