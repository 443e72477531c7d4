"""The real server behind its doors, in this process and on the test's store; it can be killed at any statement."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from tongchou.base.refusals import Refused
from tongchou.registers.staff.models import User
from tongchou.web.shell.access import AccessMiddleware
from tongchou.web.shell.refusals import answer

Answer = tuple[int, dict[str, Any], dict[str, str]]

_requests = RequestFactory()


class Killed(BaseException):
    """The process is gone: nothing after this statement happens, and what was not committed never did."""


@contextmanager
def killed_at(statement: int) -> Iterator[None]:
    """Kill the server before its statement of a number, counted from 1."""
    seen = 0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def ask(user: User, method: str, path: str, body: bytes = b"", *, kill_at: int = 0) -> Answer | None:
    """Let the server answer a request of a signed-in user; None where it was killed meanwhile."""
    request = _requests.generic(method, path, body, content_type="application/json")
    request.user = user
    view, args, kwargs = resolve(request.path_info)
    try:
        # What the server did in a transaction of its own is undone, and nothing else is: as when a process is killed.
        with killed_at(kill_at):
            response = _answer(request, view, args, kwargs)
    except Killed:
        return None
    return response.status_code, json.loads(response.content), dict(response.headers)


def _answer(request: Any, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse:
    early = AccessMiddleware(lambda request: HttpResponse()).process_view(request, view, args, kwargs)
    if early is not None:
        return early
    try:
        return view(request, *args, **kwargs)
    except Refused as refusal:
        return answer(request, refusal)
