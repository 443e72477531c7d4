"""The field page in Django."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    """Devices, what they were given, and what they sent."""

    name = "tongchou.field"
    label = "field"

    def ready(self) -> None:
        from tongchou.field import told

        told.announce()
