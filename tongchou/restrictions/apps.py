"""Restrictions in Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RestrictionsConfig(AppConfig):
    """Orders, determinations, objections, joint approvals."""

    name = "tongchou.restrictions"
    label = "restrictions"

    def ready(self) -> None:
        """Read every pillar's `restrictions.py`, where it says what it orders."""
        autodiscover_modules("restrictions")
