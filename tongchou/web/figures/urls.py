"""The figures' routes."""

from __future__ import annotations

from django.urls import path

from tongchou.web.figures import views

urlpatterns = [
    path("", views.figures, name="figures"),
    path("<slug:name>/", views.figure, name="figure"),
    path("<slug:name>/rows/", views.rows, name="figure-rows"),
]
