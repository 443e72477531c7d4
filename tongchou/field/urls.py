"""The routes of the field page."""

from __future__ import annotations

from django.urls import include, path

from tongchou.field import api, desk

urlpatterns = [
    path("", include("tongchou.field.page_urls")),
    path("devices/", desk.devices, name="field-devices"),
    path("devices/<uuid:device>/withdraw", desk.withdraw, name="field-withdraw"),
    path("aside/", desk.aside, name="field-aside"),
    path("aside/<int:acknowledgement>/settle", desk.settle, name="field-settle"),
    path("outbox/", desk.file, name="field-outbox"),
    path("api/cells", api.cells, name="field-cells"),
    path("api/device", api.device, name="field-device"),
    path("api/bundle", api.bundle, name="field-bundle"),
    path("api/photo/<uuid:number>", api.photo, name="field-photo"),
    path("api/sync", api.synchronise, name="field-sync"),
]
