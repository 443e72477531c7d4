"""The same rows, in any order and in any parts, give the same persons and keep the same facts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.people.conftest import AT, number, table
from tongchou.registers.people.models import Fact, Person, Phone
from tongchou.registers.people.services import take_in

# Few of each, so that rows meet: two men of one birthday, a woman, one number in its old form.
MAN, OTHER, WOMAN = number(), number(sequence="003"), number(sequence="002")
NUMBERS = ["", "", "", MAN, MAN[:6] + MAN[8:17], OTHER, WOMAN, "E12345678"]
NAMES = ["陳大文", "陈大文", "陳大文", "李小妹"]
PHONES = [("13800001111",), ("13800001111",), (), ("13800002222", "13800001111")]
SEXES = ["", "", "male", "female"]
BIRTHS = [None, None, None, date(1985, 3, 12), date(1990, 1, 1)]

row = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(NUMBERS),
    st.sampled_from(PHONES),
    st.sampled_from(SEXES),
    st.sampled_from(BIRTHS),
    st.sampled_from(["", "龍岩村1號", "新西村2號"]),
)


class Undone(Exception):
    """Takes a trial back."""


def outcome(parts: list[list[tuple[int, tuple]]]) -> Any:
    """Return who the rows are and all that is kept of them, in words that do not depend on ids or order."""
    persons: dict[int, int] = {}
    kept: dict[int, set] = {}
    try:
        with transaction.atomic():
            for part in parts:
                columns = list(zip(*(r for _, r in part), strict=True))
                rows = list(zip(*columns[:3], strict=True))
                take_in(
                    table(*rows, row=[n for n, _ in part], sex=columns[3], born_on=columns[4], address=columns[5]),
                    source="upload:1",
                    at=AT,
                )
            for part in parts:
                rows = [r[:3] for _, r in part]
                columns = list(zip(*(r for _, r in part), strict=True))
                again = take_in(
                    table(*rows, row=[n for n, _ in part], sex=columns[3], born_on=columns[4], address=columns[5]),
                    source="upload:1",
                    at=AT,
                )
                assert not again.is_new.any()
                persons |= dict(zip([n for n, _ in part], again.person.tolist(), strict=True))
            kept = _kept()
            raise Undone
    except Undone:
        pass
    together: dict[int, set[int]] = defaultdict(set)
    for n, person in persons.items():
        together[person].add(n)
    return {(frozenset(rows), frozenset(kept[person])) for person, rows in together.items()}


def _kept() -> dict[int, set]:
    roots = {p.pk: p.same_as_id or p.pk for p in Person.objects.all()}
    kept: dict[int, set] = defaultdict(set)
    for p in Person.objects.all():
        kept[roots[p.pk]] |= {("name", p.name.replace("陳", "陈")), ("sex", p.sex), ("birth", str(p.born_on or ""))}
    for f in Fact.objects.exclude(kind="possible_duplicate"):
        kept[roots[f.person_id]].add((f.kind, f.value.replace("陳", "陈")))
    for person in Fact.objects.filter(kind="possible_duplicate").values_list("person", flat=True):
        kept[roots[person]].add(("possible_duplicate", ""))
    for person, mark in Phone.objects.values_list("person", "mark"):
        kept[roots[person]].add(("phone", bytes(mark)))
    return {person: {f for f in said if f[1] or f[0] == "possible_duplicate"} for person, said in kept.items()}


class AnyOrder(TestCase):
    @settings(max_examples=200, deadline=None)
    @given(st.lists(row, min_size=1, max_size=7), st.data())
    def test_any_order_and_any_parts_give_the_same_persons(self, rows, data):
        numbered = list(enumerate(rows))
        shuffled = data.draw(st.permutations(numbered))
        cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(rows) - 1)), max_size=3)))
        parts = [p for p in (shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)) if p]
        assert outcome([numbered]) == outcome(parts)
