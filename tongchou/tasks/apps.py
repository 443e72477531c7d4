"""The tasks engine finds what each pillar has left to do in its `tasks.py`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TasksConfig(AppConfig):
    name = "tongchou.tasks"
    label = "tasks"

    def ready(self) -> None:
        autodiscover_modules("tasks")
