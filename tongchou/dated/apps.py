"""The app of dated rule data."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DatedConfig(AppConfig):
    """Finds every pillar's `dated.py` when Django is ready."""

    name = "tongchou.dated"
    label = "dated"

    def ready(self) -> None:
        autodiscover_modules("dated")
