"""The items register in Django."""

from __future__ import annotations

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    """Items, their packs and lots."""

    name = "tongchou.registers.items"
    label = "items"
