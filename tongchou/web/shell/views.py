"""Sign in, sign out, language: the pages that need no county behind them."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from tongchou.web.shell.access import ANYONE, page


class SignIn(auth.LoginView):
    """The sign-in page; whoever is signed in already goes on to their work."""

    template_name = "web/sign_in.html"
    redirect_authenticated_user = True


sign_in = page(ANYONE)(SignIn.as_view())
sign_out = page(ANYONE)(auth.LogoutView.as_view())
language = page(ANYONE)(require_POST(set_language))


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: object = None) -> HttpResponse:
    """Answer the sign-in that came after too many wrong passwords, in place of the usual answer."""
    return render(request, "web/locked.html", status=429)
