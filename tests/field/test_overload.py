"""What cannot be taken now is told when to come again, before any work is done."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tongchou.field.overload import AT_MOST, LATEST, Crowd, OverloadMiddleware, come_again


def test_a_full_process_answers_429_without_touching_the_store(settings):
    settings.FIELD_AT_ONCE = 1
    request = RequestFactory().post("/field/api/sync")
    inside: list[HttpResponse] = []

    def respond(_: object) -> HttpResponse:
        if not inside:
            inside.append(HttpResponse())
            inside.append(held(request))
        return HttpResponse("done")

    held = OverloadMiddleware(respond)
    assert held(request).content == b"done"
    assert inside[1].status_code == 429
    assert 1 <= int(inside[1].headers["Retry-After"]) <= 30
    assert held(request).status_code == 200


def test_a_place_is_given_back_after_a_failure(settings):
    settings.FIELD_AT_ONCE = 1

    def fail(_: object) -> HttpResponse:
        raise RuntimeError

    held = OverloadMiddleware(fail)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            held(RequestFactory().post("/field/api/sync"))


def test_other_pages_are_not_held(settings):
    settings.FIELD_AT_ONCE = 1
    held = OverloadMiddleware(lambda _: HttpResponse())
    held.places.acquire()
    assert held(RequestFactory().get("/")).status_code == 200


def test_a_busy_answer_is_not_logged(caplog):
    from django.utils.log import log_response

    response = come_again()
    log_response("busy", response=response, request=RequestFactory().post("/field/api/sync"))
    assert caplog.records == []


def test_a_larger_crowd_is_told_to_stay_away_for_longer():
    now = [0.0]
    crowd = Crowd(lambda: now[0])

    def half_a_minute(*, taken: int, refused: int) -> int:
        for n in range(taken + refused):
            crowd.count(taken=n < taken)
        now[0] += 30
        crowd.count(taken=True)
        return crowd.latest

    assert half_a_minute(taken=200, refused=100) == LATEST
    assert half_a_minute(taken=200, refused=4000) == 299
    assert half_a_minute(taken=200, refused=400_000) == AT_MOST
    assert half_a_minute(taken=200, refused=0) == LATEST
