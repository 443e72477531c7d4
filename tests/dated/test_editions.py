"""Rule data by date: shipped editions, those that two officers add, and which of them decides a day."""

from __future__ import annotations

from datetime import date

import pytest

from tongchou.base import clock
from tongchou.base.dated import Edition, in_force
from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.closing.rules_digest import rules_digest
from tongchou.dated.kinds import kinds
from tongchou.dated.queries import editions, rule_on, waiting
from tongchou.dated.services import approve_rule, propose_rule

AT = clock.local(date(2020, 3, 20), 9)
THE_20TH, THE_1ST = date(2020, 3, 20), date(2020, 4, 1)
KIND = "screening.source_areas"
OURS = {"areas": ["湖北", "境外", "甲市"]}


def propose(scope, body=OURS, *, kind=KIND, source="縣指揮部第9號通知"):
    return propose_rule(scope, kind, body, from_on=THE_1ST, source=source, at=AT)


def test_of_two_editions_of_one_day_the_later_one_is_in_force():
    first, second = Edition(THE_20TH, "a", {}), Edition(THE_20TH, "b", {})
    assert in_force([first, second], THE_1ST) is second


def test_nothing_is_in_force_before_the_first_edition():
    with pytest.raises(Refused) as refused:
        in_force([Edition(THE_20TH, "a", {})], date(2020, 3, 19))
    assert refused.value.code == "rule_not_begun"


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_every_shipped_edition_is_of_its_kinds_shape_and_can_be_said(kind):
    assert kind.shipped
    for edition in kind.shipped:
        kind.check(edition)
        assert edition.source and all(kind.lines(edition))


def test_an_edition_holds_from_its_day_once_another_officer_approved_it(acting):
    row = propose(acting("officer"))
    assert rule_on(KIND, THE_1ST).body != OURS
    assert [one.pk for one in waiting()] == [row.pk]
    approve_rule(acting("command"), row.pk, at=AT)
    assert rule_on(KIND, THE_1ST).body == OURS
    assert rule_on(KIND, THE_20TH).body != OURS
    assert (editions(KIND)[-1].source, waiting()) == ("縣指揮部第9號通知", [])


def test_nobody_approves_their_own_edition(acting):
    row = propose(acting("officer"))
    with pytest.raises(Refused) as refused:
        approve_rule(acting("officer"), row.pk, at=AT)
    assert refused.value.code == "same_person"


def test_an_approved_edition_is_not_approved_again(acting):
    row = propose(acting("officer"))
    approve_rule(acting("command"), row.pk, at=AT)
    with pytest.raises(NotFound) as refused:
        approve_rule(acting("command"), row.pk, at=AT)
    assert refused.value.code == "rule_unknown"


@pytest.mark.parametrize("username", ["town", "village", "worker"])
def test_whoever_is_no_officer_of_the_county_neither_writes_nor_approves(acting, username):
    row = propose(acting("officer"))
    for act in (lambda: propose(acting(username)), lambda: approve_rule(acting(username), row.pk, at=AT)):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("screening.source_areas", {"areas": []}),
        ("screening.source_areas", {"areas": "湖北"}),
        ("screening.observation", {"days": 61, "legal_ground": "x", "concludes": "police"}),
        ("screening.observation", {"days": 14}),
        ("screening.outcomes", {"outcome": [{"code": "vanished", "title": "不見", "groups": ["met"]}]}),
        ("screening.outcomes", {}),
    ],
)
def test_a_body_of_another_shape_is_refused(acting, kind, body):
    with pytest.raises(Refused) as refused:
        propose(acting("officer"), body, kind=kind)
    assert refused.value.code == "rule_unreadable"


def test_an_edition_without_a_source_is_refused(acting):
    with pytest.raises(Refused) as refused:
        propose(acting("officer"), source="  ")
    assert refused.value.code == "source_missing"


def test_what_two_officers_added_is_sealed_with_the_day(acting, settings):
    before = rules_digest(settings.HOME)
    row = propose(acting("officer"))
    assert rules_digest(settings.HOME) == before
    approve_rule(acting("command"), row.pk, at=AT)
    assert rules_digest(settings.HOME) != before
