"""The procedures in Django: those that follow what a pillar does are made known to it at the start."""

from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Acts that touch two pillars."""

    name = "tongchou.procedures"
    label = "procedures"

    def ready(self) -> None:
        from tongchou.pillars.resumption.services.health import follow
        from tongchou.procedures.abnormal_workers import check

        follow(check)
