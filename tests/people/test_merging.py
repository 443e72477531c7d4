"""Two persons turn out one: readers follow, nothing is moved, and it can be taken back."""

from __future__ import annotations

import pytest

from tests.people.conftest import AT, number
from tests.staff.conftest import COUNTY, NEIGHBOUR, VILLAGE, scope
from tongchou.base.refusals import NotFound, Refused
from tongchou.registers.people.models import Fact, Link, Look, Merge, Person, Phone, Whereabouts
from tongchou.registers.people.queries import cards, cases_of, look, persons_of
from tongchou.registers.people.services import erase, link, merge, unlink, unmerge

pytestmark = pytest.mark.django_db

ONE, TWO = number(), number(sequence="003")


def join(kept: int, gone: int):
    return merge(kept, gone, user=1, reason="said-so", at=AT)


@pytest.fixture
def two(take) -> list[int]:
    """A person with a number and one without, unlike in name, each with a case."""
    taken = take(("陳大文", ONE, "13800001111"), ("陳阿文", "", "13700002222"), place=[VILLAGE, NEIGHBOUR])
    link([501, 502], taken.own.tolist())
    return taken.person.tolist()


def test_cases_and_cards_follow(two):
    kept, gone = two
    join(kept, gone)
    assert persons_of([501, 502]).tolist() == [kept, kept]
    assert cases_of([gone]) == [501, 502]
    assert {p: card.person for p, card in cards(scope("county_command", COUNTY), two).items()} == {
        kept: kept,
        gone: kept,
    }
    seen = look(scope("county_officer", COUNTY), gone, purpose="care", at=AT)
    assert {(said.kind, said.value) for said in seen.said if said.kind in ("name", "phone")} == {
        ("name", "陳大文"), ("name", "陳阿文"), ("phone", "13800001111"), ("phone", "13700002222"),
    }  # fmt: skip


def test_whoever_has_the_one_in_their_places_has_the_other(two):
    kept, gone = two
    assert set(cards(scope("village_lead", NEIGHBOUR), two)) == {gone}
    join(kept, gone)
    assert set(cards(scope("village_lead", NEIGHBOUR), two)) == {kept, gone}


def test_the_one_with_a_number_is_kept(two):
    kept, gone = two
    decided = join(gone, kept)
    assert (decided.kept_id, decided.gone_id) == (kept, gone)


def test_the_number_of_one_gone_finds_who_was_kept(take):
    one, two = take(("陳大文", ONE), ("陳大文", TWO)).person.tolist()
    join(one, two)
    assert take(("陳大文", TWO), source="upload:2").person.tolist() == [one]
    assert Person.objects.count() == 2


def test_merging_twice_or_with_nobody_is_refused(two):
    kept, gone = two
    join(kept, gone)
    with pytest.raises(Refused, match="same_person"):
        join(kept, gone)
    with pytest.raises(NotFound, match="person_unknown"):
        join(kept, 10**9)


def test_a_merge_taken_back_leaves_both_as_they_were(two):
    kept, gone = two
    decided = join(kept, gone)
    unmerge(decided, user=2, at=AT)
    assert persons_of([501, 502]).tolist() == [kept, gone]
    with pytest.raises(Refused, match="merge_undone"):
        unmerge(decided, user=2, at=AT)
    assert join(kept, gone).pk != decided.pk


def test_merging_clears_the_doubt_of_who_might_be_either(take):
    rows = [("陳大文", ONE, "13800001111"), ("陳大文", TWO, "13800001111"), ("陳大文", "", "13800001111")]
    one, two, either = take(*rows).person.tolist()
    assert len({one, two, either}) == 3
    decided = join(one, two)
    assert Person.objects.get(pk=either).same_as_id == one
    assert not Fact.objects.filter(kind="possible_duplicate").exists()
    unmerge(decided, user=1, at=AT)
    assert Person.objects.get(pk=either).same_as_id is None
    assert Fact.objects.filter(kind="possible_duplicate", person=either).count() == 2


def test_merges_in_turn_end_at_one(take):
    one, two, three = take(("陳大文", ONE), ("陳大文", TWO), ("陳三",)).person.tolist()
    first = join(two, three)
    join(one, two)
    assert dict(Person.objects.values_list("pk", "same_as")) == {one: None, two: one, three: one}
    unmerge(first, user=1, at=AT)
    assert dict(Person.objects.values_list("pk", "same_as")) == {one: None, two: one, three: None}


def test_an_unlinked_case_is_nobodys(two):
    unlink([502])
    assert persons_of([501, 502]).tolist() == [two[0], 0]


def test_the_erased_leave_nothing_and_their_neighbours_stay(two, take):
    kept, gone = two
    other = int(take(("李小妹", TWO, "13900001111"), address=["新西村2號"], place=[VILLAGE], source="upload:2").own[0])
    link([503], [other])
    look(scope("county_officer", COUNTY), kept, purpose="care", at=AT)
    join(kept, gone)
    assert erase([gone]) == 2
    left = {model: set(model.objects.values_list(field, flat=True)) for model, field in HANGING.items()}
    assert left == {
        Person: {other},
        Phone: {other},
        Fact: {other},
        Whereabouts: {other},
        Link: {other},
        Look: set(),
        Merge: set(),
    }
    assert persons_of([501, 502, 503]).tolist() == [0, 0, other]
    assert take(("陳大文", ONE), source="upload:3").is_new.tolist() == [True]


HANGING = {
    Person: "pk", Phone: "person", Fact: "person", Whereabouts: "person", Link: "person", Look: "person", Merge: "kept",
}  # fmt: skip
