"""The desk as a Django application: templates, tags and built static files; it has no models of its own."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The desk's pages."""

    name = "tongchou.web"
    verbose_name = "統籌"
