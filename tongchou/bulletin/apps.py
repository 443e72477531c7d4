"""The bulletin finds the sections that each pillar registers in its `bulletin.py`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class BulletinConfig(AppConfig):
    """Situation report, map, department forms, public notice."""

    name = "tongchou.bulletin"
    label = "bulletin"

    def ready(self) -> None:
        from tongchou.bulletin import county

        county.register()
        autodiscover_modules("bulletin", "rosters")
