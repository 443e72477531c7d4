"""Routes of people's own announcements."""

from __future__ import annotations

from django.urls import path

from tongchou.web.announcing import desk, public

urlpatterns = [
    path("announce/", public.announce, name="announce"),
    path("announcements/", desk.announcements, name="announcements"),
    path("announcements/receipt/", desk.trace, name="announcement-receipt"),
    path("announcements/take/", desk.take, name="announcements-take"),
    path("announcements/<uuid:number>/let-in/", desk.let_in, name="announcement-let-in"),
    path("announcements/<uuid:number>/throw-out/", desk.throw_out, name="announcement-throw-out"),
]
