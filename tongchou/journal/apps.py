"""The journal finds the accounts that each app declares."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "tongchou.journal"
    label = "journal"

    def ready(self) -> None:
        autodiscover_modules("accounts")
