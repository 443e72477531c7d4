"""A page that only reads puts the same question of slow registers to the store once; the next page asks anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.questions import asked
from tests.web import county, days
from tongchou.journal.rows import asking_once, often, once
from tongchou.registers.places.models import Edition
from tongchou.registers.places.queries import tree

pytestmark = pytest.mark.django_db(databases="__all__")

COUNT = "SELECT COUNT(*) FROM place_edition"


def test_a_bulletin_asks_for_the_editions_of_places_twice_at_most(desk: Callable[[str], Client]) -> None:
    days.play(last=county.TODAY, days=2)
    client = desk("command")
    client.get("/bulletin/")
    with asked() as questions:
        assert client.get("/bulletin/").status_code == 200
    # Who reads, before the page; and the page.
    assert 1 <= sum("FROM place_edition" in question for question in questions) <= 2


def test_within_a_page_the_answer_stays_and_the_next_page_has_the_new_one(desk: Callable[[str], Client]) -> None:
    first = Edition.objects.order_by("from_on").first()
    assert first is not None
    with asking_once():
        before = once(COUNT)
        Edition.objects.create(from_on=first.from_on + timedelta(days=900), title="後來的", stamp="another")
        assert once(COUNT) == before
        assert often(COUNT) == [(before[0][0] + 1,)]
    with asking_once():
        assert once(COUNT) == [(before[0][0] + 1,)]
    assert once(COUNT) == [(before[0][0] + 1,)]


def test_an_act_sees_an_edition_that_came_since_the_last_question(desk: Callable[[str], Client]) -> None:
    known = tree(county.TODAY)
    Edition.objects.filter(pk=known.edition).update(stamp="corrected")
    assert tree(county.TODAY).stamp == "corrected"
