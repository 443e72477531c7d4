"""Routes of day sheets."""

from __future__ import annotations

from django.urls import path

from tongchou.web.paper import keying, views

urlpatterns = [
    path("day-sheets/", views.sheets, name="day-sheets"),
    path("day-sheets/make/", views.make, name="day-sheet-make"),
    path("day-sheets/<int:number>/", keying.sheet, name="day-sheet"),
    path("day-sheets/<int:number>/paper/", views.paper, name="day-sheet-paper"),
    path("day-sheets/<int:number>/key/", keying.key, name="day-sheet-key"),
]
