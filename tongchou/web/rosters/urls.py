"""Routes of outward rosters."""

from __future__ import annotations

from django.urls import path

from tongchou.web.people.panels import register_paper
from tongchou.web.rosters import views

register_paper(views.paper)

urlpatterns = [
    path("outward-rosters/", views.rosters, name="outward-rosters"),
    path("outward-rosters/ask/", views.ask, name="outward-roster-ask"),
    path("outward-rosters/<int:number>/approve/", views.approve, name="outward-roster-approve"),
    path("outward-rosters/<int:number>/<slug:fmt>/", views.fetch, name="outward-roster-fetch"),
]
