"""Routes of the dated rules."""

from __future__ import annotations

from django.urls import path

from tongchou.web.rules import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/<str:name>/propose/", views.propose, name="rule-propose"),
    path("rules/<int:number>/approve/", views.approve, name="rule-approve"),
]
