"""The places register as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "tongchou.registers.places"
    label = "places"
