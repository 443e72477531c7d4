"""Supplies announces itself by its file names; the engines find them."""

from django.apps import AppConfig


class SuppliesConfig(AppConfig):
    name = "tongchou.pillars.supplies"
    label = "supplies"
