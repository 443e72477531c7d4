"""What a reader has seen of the books, carried by their browser from page to page.

Pages that readers share may be a second old. A reader who just acted, or was just shown a newer number elsewhere, must
not be given such a page: each page of the desk therefore says how far the books were, and each act when it was done.
Who changes the cookie only has their own pages rendered anew.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tongchou.base import clock
from tongchou.figures.sharing import NOTHING, Seen
from tongchou.journal import reading
from tongchou.web.shell.refusals import PROGRAMS

#: Methods that change nothing.
SAFE = frozenset(("GET", "HEAD"))
COOKIE = "seen"


def seen_by(request: HttpRequest) -> Seen:
    """Return what the reader of a page has seen before; nothing where the browser does not say."""
    n, _, acted = request.COOKIES.get(COOKIE, "").partition("-")
    try:
        return Seen(int(n), float(acted))
    except ValueError:
        return NOTHING


def tell(request: HttpRequest, response: HttpResponse, n: int) -> None:
    """Tell the browser how far the books are that its reader has seen."""
    acted = seen_by(request).acted if request.method in SAFE else clock.now().timestamp()
    response.set_cookie(COOKIE, f"{n}-{acted}", httponly=True, samesite="Lax")


class SeenMiddleware:
    """Tell the browser of whoever has signed in how far the books are, behind every page but those of programs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not request.path.startswith(PROGRAMS):
            # Who was shown a copy has seen what that knows, and no more.
            n = getattr(request, "shown", None)
            tell(request, response, reading.tip().n if n is None else n)
        return response
