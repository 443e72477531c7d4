"""The journal finds the accounts that each app declares, and numbers them when the store is made ready."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "tongchou.journal"
    label = "journal"

    def ready(self) -> None:
        autodiscover_modules("accounts")
        post_migrate.connect(_number_accounts, sender=self)


def _number_accounts(using: str = "default", **_: Any) -> None:
    # Here and not at first use: a number given inside a transaction that fails would be known but not kept.
    from tongchou.journal import chart

    if using == "default":
        chart.forget()
        chart.chart()
