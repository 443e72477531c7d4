"""Closing's routes."""

from __future__ import annotations

from django.urls import path

from tongchou.web.closing import audit, retention, views

urlpatterns = [
    path("retention/", retention.retention, name="retention"),
    path("closing/", views.closing, name="closing"),
    path("closing/place/", views.close_place, name="close-place"),
    path("closing/day/", views.close_day, name="close-day"),
    path("seals/", audit.seals, name="seals"),
    path("seals/audit/", audit.audit, name="audit"),
]
