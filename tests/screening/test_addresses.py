"""An address that leads to no one village is asked around; only those asked may claim it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.screening.conftest import NOW
from tests.screening.test_conclude import refusal
from tongchou.pillars.screening import queries
from tongchou.pillars.screening.models import Unclaimed
from tongchou.pillars.screening.services import claim_address, decline_address


@pytest.fixture
def waiting(listed, place):
    """Put one check at the county, asked of two villages in two towns."""
    (case,) = listed("罗定市")
    Unclaimed.objects.create(
        case=case, certainty="ambiguous", candidates=[place("罗镜社区"), place("云龙村")], asked_at=NOW
    )
    return case


def test_both_candidates_are_asked_and_a_third_village_is_not(waiting, acting, post_as):
    third = post_as("third", "village_lead", "新西村")
    assert [w.case for w in queries.unclaimed(acting("village"), at=NOW)] == [waiting]
    assert [w.case for w in queries.unclaimed(acting("neighbour"), at=NOW)] == [waiting]
    assert queries.unclaimed(third, at=NOW) == []


def test_a_village_claims_an_address_and_the_check_moves_there(waiting, acting, place, standing):
    claim_address(acting("village"), waiting, place=place("罗镜社区"), at=NOW)
    assert standing(waiting) == "pending @ 罗镜社区"
    assert queries.unclaimed(acting("neighbour"), at=NOW) == []


def test_a_village_that_was_not_asked_cannot_claim(waiting, acting, place, post_as):
    third = post_as("third", "village_lead", "新西村")
    assert refusal(claim_address, third, waiting, place=place("新西村"), at=NOW).code == "not_asked"
    assert refusal(claim_address, acting("village"), waiting, place=place("云龙村"), at=NOW).code


def test_when_all_have_declined_nobody_is_left_to_ask(waiting, acting, place):
    assert decline_address(acting("village"), waiting, place=place("罗镜社区"), at=NOW) is True
    assert decline_address(acting("neighbour"), waiting, place=place("云龙村"), at=NOW) is False


def test_an_address_nobody_claims_escalates_after_thirty_minutes(waiting, acting):
    (now,) = queries.unclaimed(acting("officer"), at=NOW + timedelta(minutes=30))
    (later,) = queries.unclaimed(acting("officer"), at=NOW + timedelta(minutes=31))
    assert (now.escalated, later.escalated) == (False, True)
