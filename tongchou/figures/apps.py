"""The figures find what each register and pillar declares in its `figures.py`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FiguresConfig(AppConfig):
    """Declared questions to the journal, the cube that answers them, and the boards."""

    name = "tongchou.figures"
    label = "figures"

    def ready(self) -> None:
        from tongchou.figures import county  # noqa: F401

        autodiscover_modules("figures")
