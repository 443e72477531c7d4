"""Every route of the desk, part by part."""

from __future__ import annotations

from django.urls import include, path

from tongchou.web.shell import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("books/", include("tongchou.web.books.urls")),
]

handler400 = "tongchou.web.shell.refusals.bad_request"
handler403 = "tongchou.web.shell.refusals.forbidden"
handler404 = "tongchou.web.shell.refusals.not_found"
handler500 = "tongchou.web.shell.refusals.broken"
