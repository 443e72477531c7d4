"""One access rule per route: a view says who may, one middleware holds it, and a view that says nothing answers nobody.

    @page("screening.read")          a verb of some part's `rights.py`
    @page(SIGNED_IN)                 whoever has signed in
    @page(ANYONE)                    the sign-in page, the language switch

The rule only opens the door. What a reader sees behind it is narrowed to their places by the `queries.py` it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext

from tongchou.base.refusals import NotAllowed, Refused, words
from tongchou.journal.rows import asking_once
from tongchou.registers.staff.session import as_scope
from tongchou.web.shell import basic, copies, who
from tongchou.web.shell.refusals import PROGRAMS, answer
from tongchou.web.shell.seen import SAFE

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = "anyone"
SIGNED_IN = "signed_in"


def page(rule: str) -> Callable[[View], View]:
    """Say which verb a reader must have for this view."""

    def declare(view: View) -> View:
        view.rule = rule  # type: ignore[attr-defined]
        return view

    return declare


def rule_of(view: Callable[..., Any], method: str) -> str | None:
    """Return the rule of a route's view for an HTTP method, or None where nobody wrote one."""
    rules = getattr(view, "rules", None)
    if rules is not None:
        return cast(dict[str, str], rules).get(method)
    return cast(str | None, getattr(view, "rule", None))


class AccessMiddleware:
    """Hold every route to its rule before its view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return None to let the view run, a redirect to the sign-in page, a refusal, or the page."""
        rule = rule_of(view, request.method or "GET")
        if rule is None and (allowed := getattr(view, "rules", None)):
            return HttpResponseNotAllowed(sorted(allowed))
        if rule is None:
            return answer(request, NotAllowed("no_rule", words("此頁尚未規定誰可以查看，請告知管理員。")))
        if rule == ANYONE:
            return None
        with copies.in_line(view):
            return self._held_to(
                rule, request, lambda: copies.given(request, view, lambda: _read(request, view, args, kwargs))
            )

    def _held_to(self, rule: str, request: HttpRequest, page: Callable[[], HttpResponse]) -> HttpResponse | None:
        if not request.user.is_authenticated and not _signed_by_header(request):
            return sign_in(request)
        if rule != SIGNED_IN and not who.of(request).may(rule):
            return answer(
                request, NotAllowed("not_your_role", words("您的崗位不能使用此頁。需要時請與上級負責人聯繫。"))
            )
        if request.user.must_change and rule != SIGNED_IN:  # type: ignore[union-attr]
            return _change_first(request)
        if request.method not in SAFE:
            return None
        return page()


def _change_first(request: HttpRequest) -> HttpResponse:
    """Send whoever signed in with a temporary password to change it; a program is told so."""
    if request.path.startswith(PROGRAMS):
        return answer(request, NotAllowed("change_password", words("密碼是臨時的，請先在網頁上登錄並更改。")))
    return HttpResponseRedirect("/password/")


def _read(
    request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    """Answer a page that only reads with the store itself hiding what lies outside the reader's places."""
    try:
        with asking_once(), as_scope(who.of(request).scope):
            return cast(HttpResponse, view(request, *args, **kwargs))
    except Refused as refusal:
        return answer(request, refusal)


def _signed_by_header(request: HttpRequest) -> bool:
    """Sign a program in for this one request, by the name and password of its header; only the API takes them so."""
    if not request.path.startswith("/api/"):
        return False
    user = basic.user_of(request)
    if user is None:
        return False
    request.user = user
    request.signed_by_header = True  # type: ignore[attr-defined]
    return True


def sign_in(request: HttpRequest) -> HttpResponse:
    """Send the reader to the sign-in page and back; scripts and the API get a plain 401."""
    if request.path.startswith(PROGRAMS):
        said = {"code": "signed_out", "text": gettext("請先登錄。")}
        # The field page signs in by the sign-in page alone; asked for a name, its browser would show a box of its own.
        asks = {"WWW-Authenticate": 'Basic realm="tongchou"'} if request.path.startswith("/api/") else {}
        return JsonResponse(said, status=401, headers=asks)
    if "text/html" not in request.headers.get("Accept", "text/html") or request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': back})}")
