"""The routes of the field page."""

from __future__ import annotations

from django.urls import include, path

from tongchou.field import api

urlpatterns = [
    path("", include("tongchou.field.page_urls")),
    path("api/cells", api.cells, name="field-cells"),
    path("api/device", api.device, name="field-device"),
    path("api/bundle", api.bundle, name="field-bundle"),
    path("api/photo/<uuid:number>", api.photo, name="field-photo"),
    path("api/sync", api.synchronise, name="field-sync"),
]
