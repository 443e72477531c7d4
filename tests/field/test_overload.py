"""What cannot be taken now is told when to come again, before any work is done."""

from __future__ import annotations

from random import Random

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tongchou.field.overload import AT_MOST, EAGER, OverloadMiddleware, Turns, come_again


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

    response = come_again(3)
    log_response("busy", response=response, request=RequestFactory().post("/field/api/sync"))
    assert caplog.records == []


def turns_of(seconds: float, *, places: int = 4) -> tuple[Turns, list[float]]:
    now = [0.0]
    turns = Turns(places, lambda: now[0], lambda: 0.5)
    for _ in range(200):
        turns.served(seconds)
    return turns, now


def test_turns_are_given_out_at_the_pace_of_the_server():
    turns, _ = turns_of(0.4)
    given = [turns.next() for _ in range(3000)]
    assert given == sorted(given)
    assert given[0] == 1
    assert abs(given[-1] - 3000 * 0.4 / 4 / EAGER) <= 1


def test_a_slower_server_sends_the_same_crowd_away_for_longer():
    (slow_turns, _), (quick_turns, _) = turns_of(1.0), turns_of(0.1)
    assert [slow_turns.next() for _ in range(2000)][-1] > 5 * [quick_turns.next() for _ in range(2000)][-1]


def test_the_last_of_a_crowd_are_told_to_come_soon():
    turns, now = turns_of(0.4)
    longest = max(turns.next() for _ in range(3000))
    now[0] = longest + 1
    assert turns.next() == 1


def test_nobody_is_sent_away_for_longer_than_a_quarter_of_an_hour_and_not_all_for_the_same_time():
    turns = Turns(1, lambda: 0.0, Random(1).random)
    given = [turns.next() for _ in range(20_000)]
    assert max(given) <= AT_MOST
    late = given[10_000:]
    assert min(late) >= AT_MOST // 2 - 1
    assert len(set(late)) > 100
