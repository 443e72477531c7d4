"""The register of organisations in Django."""

from __future__ import annotations

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Enterprises, venues, makers, donors, receiving bodies, departments."""

    name = "tongchou.registers.orgs"
    label = "orgs"
