"""The bulletin's routes."""

from __future__ import annotations

from django.urls import path

from tongchou.web.bulletin import views

urlpatterns = [
    path("bulletin/", views.bulletin, name="bulletin"),
    path("bulletin/file/", views.download, name="bulletin-file"),
    path("bulletin/cut/", views.freeze, name="bulletin-cut"),
]
