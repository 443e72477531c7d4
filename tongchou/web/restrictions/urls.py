"""Routes of restrictions."""

from __future__ import annotations

from django.urls import path

from tongchou.web.home import leads
from tongchou.web.restrictions import appeals, approvals, determinations

urlpatterns = [
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/<int:number>/answer/", appeals.answer, name="appeal-answer"),
    path("joint-approvals/", approvals.approvals, name="approvals"),
    path("determinations/", determinations.determinations, name="determinations"),
    path("determinations/<int:number>/text/", determinations.text, name="determination-text"),
    path("determinations/<int:number>/withdraw/", determinations.withdraw, name="determination-withdraw"),
    path("people/<int:person>/determine/", determinations.sign, name="determine"),
]

for kind in ("appeals", "appeals_escalated", "appeals_overdue"):
    leads.register(kind, "appeals")
