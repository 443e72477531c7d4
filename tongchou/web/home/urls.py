"""The home page's route."""

from __future__ import annotations

from django.urls import path

from tongchou.web.home import views

urlpatterns = [path("", views.home, name="home")]
