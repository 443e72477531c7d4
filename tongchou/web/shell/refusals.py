"""A refusal becomes an answer in one table: which HTTP status, which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tongchou.base.refusals import NotAllowed, NotFound, Refused, words


class Malformed(Refused):
    """What the framework itself could not read."""


#: The first line that fits answers. A plain refusal of a question is a bad question (400); of an act, a conflict (409).
STATUS: tuple[tuple[type[Refused], int | None], ...] = (
    (Malformed, 400),
    (NotFound, 404),
    (NotAllowed, 403),
    (Refused, None),
)

TITLES = {
    400: words("無法按此要求查詢"),
    403: words("沒有權限"),
    404: words("沒有找到"),
    409: words("未能辦理"),
    500: words("系統出錯"),
}


def status_of(refusal: Refused, method: str | None) -> int:
    """Return the HTTP status that a refusal answers with."""
    for kind, status in STATUS:
        if isinstance(refusal, kind) and status is not None:
            return status
    return 400 if method in ("GET", "HEAD") else 409


def sentence(refusal: Refused) -> str:
    """Return a refusal's words in the reader's language, with its parameters filled in."""
    text = gettext(refusal.text)
    return text % refusal.params if refusal.params else text


def answer(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return the page, or the JSON object, that says no and what to do."""
    status = status_of(refusal, request.method)
    said = sentence(refusal)
    if wants_json(request):
        return JsonResponse({"code": refusal.code, "text": said}, status=status)
    context = {"status": status, "heading": gettext(TITLES[status]), "said": said, "code": refusal.code}
    return render(request, "web/refused.html", context, status=status)


#: What stands under these is read by programs.
PROGRAMS = ("/api/", "/field/api/")


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the answer is read by a program."""
    return request.path.startswith(PROGRAMS) or request.headers.get("Accept", "").startswith("application/json")


class RefusalMiddleware:
    """Turn what services and queries refuse into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; let everything else go on to the error page."""
        return answer(request, error) if isinstance(error, Refused) else None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what the framework itself found malformed."""
    return answer(request, Malformed("bad_request", words("請求的格式不對。請返回上一頁再試。")))


def forbidden(request: HttpRequest, exception: Exception | None = None, **more: Any) -> HttpResponse:
    """Answer a request that the framework forbids, a form without its token among them."""
    return answer(request, NotAllowed("forbidden", words("此頁已過期或無權辦理。請返回上一頁，刷新後再試。")))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that is none of ours, without repeating it."""
    return answer(request, NotFound("no_such_page", words("沒有這一頁。請從上方菜單進入，或返回首頁。")))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer our own mistake. The page needs no database and no sign-in, for either may be what broke."""
    if wants_json(request):
        return JsonResponse({"code": "broken", "text": gettext("系統出錯，所錄內容未入賬。請稍後再試。")}, status=500)
    return render(None, "web/broken.html", status=500)
