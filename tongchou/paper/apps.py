"""Day sheets in Django: what must be forgotten of them is made known at the start."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    """Sheets, their rows, what was keyed of them."""

    name = "tongchou.paper"
    label = "paper"

    def ready(self) -> None:
        from tongchou.paper import forgetting, telling

        forgetting.announce()
        telling.announce()
