"""The field page in Django."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    """Devices, what they were given, and what they sent."""

    name = "tongchou.field"
    label = "field"

    def ready(self) -> None:
        """Let disputes ask what phones said, and say how long it is kept."""
        from tongchou.field import retention, told

        told.announce()
        retention.announce()
