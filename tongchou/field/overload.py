"""Thirty thousand phones come back at once: what cannot be taken now is told when to come again, before anything else.

Only so many requests of the phones' heavy doors are worked on at a time in one process; the others are answered 429
without touching the store, each with a waiting time of its own, so that they do not all come back together. The more
are sent away for each that is taken, the longer they are told to stay away: asking costs the server something too.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from tongchou.base.refusals import words

#: The doors that are held.
DOORS = frozenset({"/field/api/sync", "/field/api/bundle"})
#: Seconds after which a phone is told to come again: up to 30 as a rule, a quarter of an hour at the very most.
SOONEST, LATEST, AT_MOST = 1, 30, 900
TEXT = words("現在發送的人多，稍後會自動再送。內容仍在本機。")

Respond = Callable[[HttpRequest], HttpResponse]


class Crowd:
    """How long those who are sent away are told to wait at most, from one half minute's counts to the next.

    Whoever was told to wait up to `latest` comes back after half of that on average, so `refused` times half of it
    are waiting; told to wait as long as it takes to serve them all, twice as many come back as can be taken.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.latest = LATEST
        self.since, self.taken, self.refused = clock(), 0, 0

    def count(self, *, taken: bool) -> None:
        """Note one who was taken, or sent away."""
        if self.clock() - self.since >= LATEST:
            self.latest = round(min(max(LATEST, self.refused / max(self.taken, 1) * self.latest / 2), AT_MOST))
            self.since, self.taken, self.refused = self.clock(), 0, 0
        self.taken += taken
        self.refused += not taken


class OverloadMiddleware:
    """Let `FIELD_AT_ONCE` requests of the doors in, and tell the others when to come again."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.places = BoundedSemaphore(settings.FIELD_AT_ONCE)
        self.crowd = Crowd()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in DOORS:
            return self.get_response(request)
        taken = self.places.acquire(blocking=False)
        self.crowd.count(taken=taken)
        if not taken:
            return come_again(self.crowd.latest)
        try:
            return self.get_response(request)
        finally:
            self.places.release()


def come_again(latest: int = LATEST) -> HttpResponse:
    """Return the answer that asks to come again after a while, `latest` seconds at most."""
    after = str(random.randint(SOONEST, latest))
    response = JsonResponse({"code": "busy", "text": gettext(TEXT)}, status=429, headers={"Retry-After": after})
    # Said a thousand times a second while thirty thousand come back: a line of log for each would cost more than it.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
