"""The routes of the phone page itself; what it says to the server is in `urls.py`."""

from __future__ import annotations

from django.urls import path

from tongchou.field import page

urlpatterns = [
    path("", page.shell, name="field"),
    path("worker.js", page.worker, name="field-worker"),
    path("manifest.webmanifest", page.manifest, name="field-manifest"),
    path("words.<slug:language>.json", page.spoken, name="field-words"),
    path("session", page.session, name="field-session"),
]
