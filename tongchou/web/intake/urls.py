"""Intake's routes."""

from __future__ import annotations

from django.urls import path

from tongchou.web.intake import views

urlpatterns = [
    path("intake/", views.intake, name="intake"),
    path("intake/<uuid:number>/", views.upload, name="upload"),
    path("intake/<uuid:number>/columns/", views.columns, name="upload-columns"),
    path("intake/<uuid:number>/settle/", views.settle, name="upload-settle"),
    path("intake/<uuid:number>/commit/", views.commit, name="upload-commit"),
    path("intake/<uuid:number>/progress/", views.progress, name="upload-progress"),
    path("intake/<uuid:number>/forget/", views.forget, name="upload-forget"),
    path("intake/<uuid:number>/answer/", views.answer, name="intake-answer"),
]
