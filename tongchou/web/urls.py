"""Every route of the desk, part by part."""

from __future__ import annotations

from django.urls import include, path

from tongchou.web.api import urls as api
from tongchou.web.shell import views

#: Django tries one after the other, 2 µs each: what many read at once, and whole folders, stand before the rest.
#: Behind 130 others, the bulletin's address took a fifth of the processor time of a page from a copy.
urlpatterns = [
    path("", include("tongchou.web.home.urls")),
    path("", include("tongchou.web.bulletin.urls")),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("figures/", include("tongchou.web.figures.urls")),
    path("api/", api.URLS),
    path("books/", include("tongchou.web.books.urls")),
    path("supplies/", include("tongchou.web.supplies.urls")),
    path("", include("tongchou.web.screening.urls")),
    path("", include("tongchou.web.announcing.urls")),
    path("", include("tongchou.web.paper.urls")),
    path("", include("tongchou.web.quarantine.urls")),
    path("", include("tongchou.web.restrictions.urls")),
    path("", include("tongchou.web.rules.urls")),
    path("", include("tongchou.web.resumption.urls")),
    path("", include("tongchou.web.people.urls")),
    path("", include("tongchou.web.rosters.urls")),
    path("", include("tongchou.web.closing.urls")),
    path("", include("tongchou.web.intake.urls")),
]
