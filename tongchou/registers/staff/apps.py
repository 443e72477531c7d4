"""The staff register in Django."""

from __future__ import annotations

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Users, posts, units, teams."""

    name = "tongchou.registers.staff"
    label = "staff"
