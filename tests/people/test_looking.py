"""Who sees whom, masked or not, and what is logged of it. Three villages of two towns; everyone has a neighbour."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people.conftest import AT, number
from tests.staff.conftest import ELSEWHERE, NEIGHBOUR, TOWN, VILLAGE, scope
from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.registers.people.models import Look
from tongchou.registers.people.queries import (
    cards,
    cases_of,
    find_number,
    find_phone,
    look,
    look_at_assigned,
    looks_of,
    persons_of,
)
from tongchou.registers.people.services import leave, link, locate

pytestmark = pytest.mark.django_db

OURS, THEIRS, FAR = number(), number(sequence="003"), number(sequence="005")


@pytest.fixture
def people(take):
    """One person each in the village, the neighbouring village and another town; the three share a name and a phone."""
    taken = take(
        ("陳大文", OURS, "13800001234"),
        ("陳大文", THEIRS, "13800001234"),
        ("陳大文", FAR, "13800001234"),
        place=[VILLAGE, NEIGHBOUR, ELSEWHERE],
        address=["羅鏡鎮龍岩村12號", "羅鏡鎮新西村3號", "附城街道雲龍村9號"],
    )
    return taken.person.tolist()


def test_a_card_is_masked(people):
    ours = people[0]
    card = cards(scope("village_lead", VILLAGE), people)[ours]
    shown = (card.name, card.id_number, card.phones, card.addresses, card.birth_year)
    assert shown == ("陳**", "4453****" + OURS[-4:], ("138****1234",), ("羅鏡鎮龍岩村****",), 1985)


def test_cards_stop_at_the_border_of_the_village(people):
    ours, theirs, far = people
    assert set(cards(scope("village_lead", VILLAGE), people)) == {ours}
    assert set(cards(scope("town_lead", TOWN), people)) == {ours, theirs}
    assert set(cards(scope("county_command", 1), people)) == {ours, theirs, far}


def test_no_post_sees_no_card(people):
    with pytest.raises(NotAllowed):
        cards(scope("", 0), people)


def test_looking_shows_everything_and_is_logged(people):
    ours = people[0]
    seen = look(scope("village_lead", VILLAGE, user=7), ours, purpose="care", at=AT)
    assert (seen.name, seen.id_number, seen.phones, seen.addresses, seen.born_on) == (
        "陳大文", OURS, ("13800001234",), ("羅鏡鎮龍岩村12號",), date(1985, 3, 12)
    )  # fmt: skip
    assert list(Look.objects.values_list("user", "person", "purpose", "at")) == [(7, ours, "care", AT)]


def test_a_neighbour_is_not_there(people):
    with pytest.raises(NotFound) as refused:
        look(scope("village_lead", VILLAGE), people[1], purpose="care", at=AT)
    with pytest.raises(NotFound) as unknown:
        look(scope("village_lead", VILLAGE), 10**9, purpose="care", at=AT)
    assert refused.value.code == unknown.value.code == "person_unknown"
    assert not Look.objects.exists()


@pytest.mark.parametrize("role", ["auditor", "county_command"])
def test_a_role_that_may_not_look_sees_masks_only(people, role):
    reader = scope(role, 1)
    assert cards(reader, people).keys() == set(people)
    with pytest.raises(NotAllowed, match="not_allowed"):
        look(reader, people[0], purpose="care", at=AT)
    assert not Look.objects.exists()


def test_a_lead_of_one_village_who_works_in_another_leads_only_the_one(people):
    both = scope("village_lead", NEIGHBOUR, more=[("auditor", VILLAGE)])
    assert look(both, people[1], purpose="tracing", at=AT).id_number == THEIRS
    with pytest.raises(NotAllowed, match="not_allowed"):
        look(both, people[0], purpose="tracing", at=AT)


def test_a_check_is_looked_at_by_whom_it_is_assigned_to(people):
    worker = scope("field_worker", VILLAGE)
    with pytest.raises(NotAllowed, match="not_assigned"):
        look(worker, people[0], purpose="check", at=AT)
    assert look(worker, people[0], purpose="check", at=AT, assigned=frozenset({people[0]})).name == "陳大文"


def test_a_worker_may_not_trace(people):
    with pytest.raises(NotAllowed, match="not_allowed"):
        look(scope("field_worker", VILLAGE), people[0], purpose="tracing", at=AT)


def test_purposes_are_closed_and_dated(people):
    lead = scope("village_lead", VILLAGE)
    with pytest.raises(Refused, match="purpose_unknown"):
        look(lead, people[0], purpose="curiosity", at=AT)
    with pytest.raises(Refused, match="purpose_not_in_force"):
        look(lead, people[0], purpose="care", at=AT.replace(year=2019))


def test_a_team_sees_its_own_and_each_look_is_logged(people):
    worker = scope("field_worker", VILLAGE, user=9)
    seen = look_at_assigned(worker, people, purpose="check", at=AT)
    assert {person: one.id_number for person, one in seen.items()} == {people[0]: OURS}
    assert list(Look.objects.values_list("user", "person", "purpose")) == [(9, people[0], "check")]


def test_the_person_can_be_given_the_list(people):
    ours = people[0]
    look(scope("village_lead", VILLAGE, user=7), ours, purpose="care", at=AT)
    look(scope("town_lead", TOWN, user=8), ours, purpose="transfer", at=AT.replace(hour=2))
    given = looks_of(scope("auditor", 1), ours)
    assert [(one.user, one.purpose) for one in given] == [(8, "transfer"), (7, "care")]
    with pytest.raises(NotFound):
        looks_of(scope("village_lead", NEIGHBOUR), ours)
    with pytest.raises(NotAllowed):
        looks_of(scope("field_worker", VILLAGE), ours)


def test_what_others_said_is_shown_beside_it(people, take):
    take(("陳大雯", OURS, "13900009999"), source="upload:2", sex=["female"], address=["龍岩村13號"])
    reader = scope("village_lead", VILLAGE)
    assert cards(reader, [people[0]])[people[0]].differs == {"name", "sex", "address", "phone"}
    seen = look(reader, people[0], purpose="correction", at=AT)
    assert {(one.kind, one.value, one.source) for one in seen.said if one.kind in ("name", "phone")} == {
        ("name", "陳大文", "upload:1"),
        ("name", "陳大雯", "upload:2"),
        ("phone", "13800001234", "upload:1"),
        ("phone", "13900009999", "upload:2"),
    }


def test_finding_stops_at_the_border_too(people):
    reader = scope("village_lead", VILLAGE)
    old_form = f"{OURS[:6]} {OURS[8:14]} {OURS[14:17]}"
    assert find_number(reader, old_form) == people[0]
    assert find_number(reader, THEIRS) is None
    assert find_phone(reader, "13800001234") == [people[0]]


def test_handed_over_means_seen_there_and_no_longer_here(people):
    ours = people[0]
    locate([ours], ELSEWHERE)
    leave([ours], VILLAGE)
    assert cards(scope("village_lead", VILLAGE), [ours]) == {}
    assert set(cards(scope("village_lead", ELSEWHERE), [ours])) == {ours}


def test_cases_follow_whom_a_row_turns_out_to_be(people, take):
    other = take(("李小妹", "", "13700001111"), source="upload:2", row=[1])
    link([501, 502], [people[0], int(other.own[0])])
    numbered = take(("李小妹", number(sequence="002"), "13700001111"), source="upload:3", row=[1]).person[0]
    assert persons_of([501, 502, 503]).tolist() == [people[0], numbered, 0]
    assert cases_of([int(numbered)]) == [502]
