"""What gets in, what is refused at the door, and how a claim is named before it arrives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tongchou.base.clock import local
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused
from tongchou.journal import door
from tongchou.journal.chart import Store, chart, declare
from tongchou.journal.entries import (
    Claims,
    Entry,
    Named,
    Transfers,
    claims,
    deciding,
    move,
    opening,
    own,
    reversal,
    step,
)
from tongchou.journal.models import INDEX_BITS, Claim, Commit, Line
from tongchou.journal.models import Entry as EntryRow
from tongchou.journal.posting import claim_id, new_cases, post, post_batch

DAY = date(2020, 3, 20)
declare(Store("discrepancy", ("gain", "loss")))


def entry(*rows, **changes) -> Entry:
    sent = Entry(new_id(), "act", 1, "field_worker", local(DAY, 9), claims(*rows))
    return replace(sent, **changes)


def an_opening(case=None, **changes):
    said = {"account": "trial:below:pending", "place": 101, "on": DAY}
    return opening(case=case or new_cases(1), **(said | changes))


def refusal(sent) -> str:
    with pytest.raises(Refused) as refused:
        post(sent)
    assert (EntryRow.objects.count(), Claim.objects.count(), Line.objects.count()) == (0, 0, 0)
    return refused.value.code


def test_a_claim_is_named_by_its_entry_and_index_before_that_entry_arrives():
    case, first = new_cases(1), entry()
    outcome = step(case=case, account="trial:below:cleared", predecessor=Named(first.id, 1), on=DAY)
    assert post(entry(outcome)).flags == ((0, 2),)
    post(replace(first, claims=claims(an_opening(), an_opening(case))))
    said = Claim.objects.get(case=case, predecessor__gt=0)
    assert said.predecessor == claim_id(first.id, 1)


def test_an_entry_of_two_cases_says_which_of_its_claims_waits():
    waits = step(case=new_cases(1), account="trial:below:cleared", predecessor=Named(new_id(), 0), on=DAY)
    assert post(entry(an_opening(), waits)).flags == ((1, 2),)


def test_an_entry_that_exists_answers_with_the_commit_of_its_first_arrival():
    first, second = entry(an_opening()), entry(an_opening())
    receipts = [*post_batch([first, first]), post(second), post(first)]
    assert [r.answer for r in receipts] == ["created", "exists", "created", "exists"]
    assert [r.commit for r in receipts] == [1, 1, 2, 1]
    assert Commit.objects.count() == 2


def test_the_same_instant_in_another_zone_is_the_same_content():
    sent = entry(an_opening())
    assert replace(sent, occurred_at=sent.occurred_at.astimezone()).digest() == sent.digest()


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "Something said"},
        {"role": ""},
        {"reason": "他說弄錯了"},
        {"voucher": "x" * 81},
        {"occurred_at": local(DAY).replace(tzinfo=None)},
    ],
)
def test_an_entry_whose_fields_are_no_codes_is_refused(changes):
    assert refusal(entry(an_opening(), **changes)) == "entry_malformed"


def columns(**changes) -> Claims:
    row = {"case": 1, "chain": 0, "predecessor": 0, "account": chart().number("trial:below:pending"), "place": 101}
    row |= {"occurred_on": DAY.toordinal(), "sheet": 0, "row": 0} | changes
    return Claims(**{name: np.array([value], np.int64) for name, value in row.items()})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"case": 0}, "claim_malformed"),
        ({"place": 0}, "claim_malformed"),
        ({"account": 0}, "claim_malformed"),
        ({"occurred_on": 0}, "claim_malformed"),
        ({"chain": 9}, "claim_malformed"),
        ({"chain": 2}, "claim_malformed"),  # names no predecessor
        ({"chain": 2, "predecessor": own(1)}, "claim_malformed"),
        ({"chain": 2, "predecessor": -(1 << 30)}, "claim_malformed"),
        ({"chain": 4}, "claim_malformed"),  # settles nothing
        ({"chain": 5, "predecessor": own(0)}, "claim_malformed"),  # says no value
        ({"account": 1 << 20}, "account_unknown"),
        ({"chain": 2, "predecessor": (1 << 40) << INDEX_BITS}, "claim_unknown"),
    ],
)
def test_a_claim_that_says_nothing_is_refused(changes, code):
    assert refusal(entry(claims=columns(**changes))) == code


def test_an_account_where_no_case_can_stand_is_refused():
    assert refusal(entry(claims=columns(account=chart().number("trialstock:usable")))) == "account_unknown"


def test_an_account_that_nobody_declared_is_refused():
    with pytest.raises(Refused) as refused:
        chart().number("trial:below:nowhere")
    assert (refused.value.code, refused.value.params) == ("account_unknown", {"account": "trial:below:nowhere"})


def test_a_place_that_its_register_does_not_know_is_refused(monkeypatch):
    monkeypatch.setattr(door, "_known_places", lambda places: np.isin(places, [101, 102]))
    assert refusal(entry(an_opening(place=999))) == "place_unknown"
    assert post(entry(an_opening(place=102))).answer == "created"


def test_a_state_of_another_register_is_a_conflict_of_that_claim_alone(books):
    other = chart().number("othertrial:all:done")
    case = new_cases(1)
    receipt = post(entry(an_opening(case), an_opening()))
    before = receipt.first_claim
    wrong = columns(case=case, chain=2, predecessor=before, account=other)
    assert post(entry(claims=wrong)).flags == ((0, 4),)


def test_a_reversal_may_name_a_claim_of_its_own_entry():
    case = new_cases(1)
    post(entry(an_opening(case), reversal(case=case, of=own(0), on=DAY)))
    assert Line.objects.count() == 0


def moved(**changes) -> Transfers:
    row = {"from_account": chart().number("outside:trial"), "from_place": 101}
    row |= {"to_account": chart().number("trialstock:usable"), "to_place": 101}
    row |= {"item": 7, "quantity": 300, "occurred_on": DAY.toordinal()} | changes
    return Transfers(**{name: np.array([value], np.int64) for name, value in row.items()})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"item": 0}, "transfer_malformed"),
        ({"quantity": 0}, "transfer_malformed"),
        ({"to_place": 0}, "transfer_malformed"),
        ({"to_account": 1 << 20}, "account_unknown"),
    ],
)
def test_a_transfer_that_moves_nothing_is_refused(changes, code):
    assert refusal(entry(transfers=moved(**changes))) == code


def test_goods_do_not_go_where_cases_stand():
    where = chart().number("trial:below:pending")
    assert refusal(entry(transfers=moved(to_account=where))) == "transfer_malformed"


def test_only_a_stocktake_posts_a_discrepancy():
    lost = moved(from_account=chart().number("discrepancy:loss"))
    assert refusal(entry(transfers=lost)) == "stocktake_only"
    assert post(entry(transfers=lost, code="stocktake")).answer == "created"


def test_a_decision_and_a_hand_over_may_share_an_entry_with_what_they_build_on():
    case = new_cases(1)
    post(
        entry(
            an_opening(case),
            step(case=case, account="trial:below:watch", predecessor=own(0), on=DAY),
            deciding(step(case=case, account="trial:below:cleared", predecessor=own(0), on=DAY), settles=[own(1)]),
            move(case=case, place=102, predecessor=own(0), on=DAY),
        )
    )
    ends = Line.objects.order_by("id").values_list("to_account", "to_place", "count")
    assert (chart().number("trial:below:cleared"), 102, 1) in ends
