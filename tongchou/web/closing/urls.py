"""Closing's routes."""

from __future__ import annotations

from django.urls import path

from tongchou.web.closing import audit, views

urlpatterns = [
    path("closing/", views.closing, name="closing"),
    path("closing/place/", views.close_place, name="close-place"),
    path("closing/day/", views.close_day, name="close-day"),
    path("seals/", audit.seals, name="seals"),
    path("seals/audit/", audit.audit, name="audit"),
]
