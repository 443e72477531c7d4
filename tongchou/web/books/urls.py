"""The books explorer's routes."""

from __future__ import annotations

from django.urls import path

from tongchou.web.books import conflicts, views

urlpatterns = [
    path("", views.balances, name="books"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/<int:number>/settle/", conflicts.settle, name="conflict-settle"),
    path("account/<str:account>/", views.account, name="account"),
    path("entry/<uuid:ident>/", views.entry, name="entry"),
    path("case/<int:case>/", views.case, name="case"),
]
