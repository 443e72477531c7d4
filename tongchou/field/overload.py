"""Thirty thousand phones come back at once: what cannot be taken now is told when to come again, before anything else.

Only so many requests of the phones' heavy doors are worked on at a time in one process; the others are answered 429
without touching the store, each with a waiting time of its own, so that they do not all come back together.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from tongchou.base.refusals import words

#: The doors that are held.
DOORS = frozenset({"/field/api/sync", "/field/api/bundle"})
#: Seconds after which a phone is told to come again.
SOONEST, LATEST = 1, 30
TEXT = words("現在發送的人多，稍後會自動再送。內容仍在本機。")

Respond = Callable[[HttpRequest], HttpResponse]


class OverloadMiddleware:
    """Let `FIELD_AT_ONCE` requests of the doors in, and tell the others when to come again."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.places = BoundedSemaphore(settings.FIELD_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in DOORS:
            return self.get_response(request)
        if not self.places.acquire(blocking=False):
            return come_again()
        try:
            return self.get_response(request)
        finally:
            self.places.release()


def come_again() -> HttpResponse:
    """Return the answer that asks to come again after a while."""
    after = str(random.randint(SOONEST, LATEST))
    response = JsonResponse({"code": "busy", "text": gettext(TEXT)}, status=429, headers={"Retry-After": after})
    # Said a thousand times a second while thirty thousand come back: a line of log for each would cost more than it.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
