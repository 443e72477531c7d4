"""The project's settings with the journal alone: a store of its own is ready in a second, whatever the rest needs."""

from tongchou.config.settings import *  # noqa: F403

INSTALLED_APPS = ["django.contrib.contenttypes", "tongchou.journal"]
MIDDLEWARE: list[str] = []
TEMPLATES: list[dict[str, object]] = []
LOGGING_CONFIG = None
