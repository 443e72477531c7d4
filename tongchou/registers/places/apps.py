"""The places register as a Django app: the journal asks it which place numbers there are."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "tongchou.registers.places"
    label = "places"

    def ready(self) -> None:
        from tongchou.journal.door import know_places
        from tongchou.registers.places.queries import are_places

        know_places(are_places)
