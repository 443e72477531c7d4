"""Home: what is to be done next in the reader's places."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.web.shell.access import SIGNED_IN, page
from tongchou.web.shell.spot import spot


@page(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Show what is pending in the reader's places."""
    return render(request, "web/home/home.html", {"spot": spot(request)})
