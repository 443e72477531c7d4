"""The people register in Django."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, phones, households, what was said of them, and who looked."""

    name = "tongchou.registers.people"
    label = "people"
