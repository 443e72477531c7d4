"""What units say of themselves: levels, periods, cumulatives, and silence."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journal.facts import undone
from tests.journal.test_properties import EXAMPLES, examples
from tongchou.base.clock import local
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused
from tongchou.journal import recount
from tongchou.journal.chart import chart
from tongchou.journal.coverage import Coverage, Reported, coverage, reported, units_in, word_of
from tongchou.journal.entries import Entry, Named, claims, move, reversal
from tongchou.journal.models import Claim, Line, ReturnCase, Standing
from tongchou.journal.posting import post
from tongchou.journal.rebuilding import rebuild
from tongchou.journal.returns import (
    CUMULATIVE,
    LEVEL,
    PERIOD,
    Answers,
    Return,
    column_account,
    declare_return,
    excuse,
    expect,
    mark_silent,
    say,
)

declare_return(Return("trial-daily", {"workers": LEVEL, "passages": PERIOD, "ploughed": CUMULATIVE}))
declare_return(Return("trial-zero"))
D1, D2, D3 = (date(2020, 3, day) for day in (20, 21, 22))
NONE = -(1 << 63)


def by(reason: str = "") -> Entry:
    return Entry(new_id(), "return", 5, "enterprise", local(D3, 9), reason=reason)


def one(on, unit=7, place=101, entry=None, corrects=None, reason="", **values):
    sent = Answers(
        np.array([unit]),
        np.array([place]),
        {name: np.array([value]) for name, value in values.items()},
        {(name, 0): corrects for name in values} if corrects else {},
    )
    return say(entry or by(reason), "trial-daily", on, sent)


def many(units, place=101):
    return {"units": np.array(units, np.int64), "places": np.full(len(units), place, np.int64)}


def posted(column, *, by_day="occurred_on") -> dict[int, int]:
    """Return what a column posted, by day of March."""
    total: Counter[int] = Counter()
    for line in Line.objects.filter(to_account=column_account("trial-daily", column)):
        total[getattr(line, by_day).day] += line.quantity
    return {day: n for day, n in sorted(total.items()) if n}


def stock(column) -> dict[int, int]:
    """Return what stands in a column's account, by place."""
    total: Counter[int] = Counter()
    for line in Line.objects.filter(to_account=column_account("trial-daily", column)):
        total[line.to_place] += line.quantity
    return {place: n for place, n in sorted(total.items()) if n}


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def test_a_level_corrected_late_reposts_the_next_days_change():
    first = by()
    one(D1, workers=100, entry=first)
    one(D2, workers=120)
    assert posted("workers") == {20: 100, 21: 20}
    one(D1, workers=110, corrects=Named(first.id, 0))
    assert posted("workers") == {20: 110, 21: 10}
    assert stock("workers") == {101: 120}


def test_a_level_that_comes_after_the_next_day_reposts_that_days_change():
    one(D2, workers=120)
    one(D1, workers=110)
    assert posted("workers") == {20: 110, 21: 10}
    assert stock("workers") == {101: 120}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_levels_and_corrections_end_the_same_in_every_order(order):
    first, second = by(), by()
    sent = [
        lambda: one(D1, workers=100, entry=first),
        lambda: one(D3, workers=90, entry=second),
        lambda: one(D1, workers=110, corrects=Named(first.id, 0)),
        lambda: one(D2, workers=120),
    ]
    for i in order:
        sent[i]()
    assert posted("workers") == {20: 110, 21: 10, 22: -30}


def test_a_late_level_of_a_closed_day_is_booked_on_the_open_one(close):
    one(D1, workers=100)
    one(D2, workers=120)
    close("P", "03-21")
    one(D1, unit=8, workers=7)
    assert posted("workers", by_day="booked_on") == {20: 100, 21: 20, 22: 7}


def test_a_period_posts_whole():
    one(D1, passages=45)
    one(D2, passages=50)
    assert posted("passages") == {20: 45, 21: 50}
    assert reported("trial-daily", "passages", D2) == Reported(1, 50, 0, 0)


def test_a_cumulative_posts_what_was_added():
    one(D1, ploughed=300)
    one(D2, ploughed=500)
    assert posted("ploughed") == {20: 300, 21: 200}


def test_a_cumulative_that_falls_asks_why():
    one(D2, ploughed=500)
    assert refusal(one, D3, ploughed=499) == "cumulative_fell"
    assert refusal(one, D1, ploughed=501) == "cumulative_fell"
    assert Claim.objects.filter(chain=0, account=column_account("trial-daily", "ploughed")).count() == 1
    assert one(D3, ploughed=499, reason="measured-again").answer == "created"
    assert posted("ploughed") == {21: 500, 22: -1}


def test_a_silent_enterprise_is_seen_and_its_workers_are_carried_forward():
    for day in (D1, D2):
        expect(by(), "trial-daily", day, **many([7, 8]))
    one(D1, unit=7, workers=100)
    one(D1, unit=8, workers=40)
    one(D2, unit=7, workers=110)
    mark_silent(by(), "trial-daily", D2)
    assert coverage("trial-daily", D1) == Coverage(received=2)
    assert coverage("trial-daily", D2) == Coverage(received=1, silent=1)
    assert reported("trial-daily", "workers", D2) == Reported(1, 110, 1, 40)
    assert units_in("trial-daily", D2, "silent")[0].tolist() == [8]
    assert stock("workers") == {101: 150}


def test_who_answers_after_silence_is_late_and_who_answers_unasked_is_received():
    expect(by(), "trial-daily", D1, **many([7]))
    mark_silent(by(), "trial-daily", D1)
    one(D1, unit=7, workers=3)
    one(D1, unit=9, workers=4)
    assert coverage("trial-daily", D1) == Coverage(late=1, received=1)


def test_a_form_that_does_not_apply_expects_nothing_until_the_unit_answers():
    expect(by(), "trial-daily", D1, **many([7, 8]))
    excuse(by(), "trial-daily", D1, units=np.array([7]))
    mark_silent(by(), "trial-daily", D1)
    assert coverage("trial-daily", D1) == Coverage(not_applicable=1, silent=1)
    one(D1, unit=7, workers=3)
    assert coverage("trial-daily", D1) == Coverage(received=1, silent=1)


def test_to_be_expected_twice_changes_nothing():
    assert expect(by(), "trial-daily", D1, **many([7, 8])) is not None
    assert expect(by(), "trial-daily", D1, **many([7, 8])) is None
    one(D1, unit=9, workers=1)
    expect(by(), "trial-daily", D1, **many([9, 10]))
    assert coverage("trial-daily", D1) == Coverage(expected=3, received=1)


def test_coverage_is_asked_by_place():
    expect(by(), "trial-daily", D1, **many([7, 8], place=101))
    expect(by(), "trial-daily", D1, **many([9], place=102))
    assert coverage("trial-daily", D1, places=np.array([102])) == Coverage(expected=1)
    assert coverage("trial-daily", D2) == Coverage()


def test_zero_is_an_answer():
    expect(by(), "trial-zero", D1, **many([7, 8, 9]))
    one(D1, workers=0)
    assert reported("trial-daily", "workers", D1) == Reported(1, 0, 0, 0)
    said = by()
    answers = Answers(np.array([7, 8]), np.array([101, 101]))
    assert say(said, "trial-zero", D1, answers).answer == "created"
    assert say(said, "trial-zero", D1, answers).answer == "exists"
    assert coverage("trial-zero", D1) == Coverage(expected=1, received=2)


def test_the_same_return_sent_again_exists_and_other_content_is_a_conflict():
    said = by()
    assert one(D1, workers=100, entry=said).answer == "created"
    assert one(D1, workers=100, entry=said).answer == "exists"
    assert one(D1, workers=101, entry=said).answer == "conflict"
    assert one(D1, unit=8, workers=100, entry=said).answer == "conflict"
    assert stock("workers") == {101: 100}


def test_two_who_say_different_things_are_disputed_and_nothing_is_counted():
    a, b = by(), by()
    one(D1, workers=100, entry=a)
    one(D1, workers=104, entry=b)
    found = word_of("trial-daily", "workers", D1, 7)
    assert (found.value, found.flags) == (None, Standing.DISPUTED)
    assert posted("workers") == {}
    taken_back = claims(reversal(case=found.case, of=Named(b.id, 0), on=D1))
    post(Entry(new_id(), "reversal", 1, "county_officer", local(D3, 9), taken_back, reason="mistyped"))
    assert posted("workers") == {20: 100}
    assert word_of("trial-daily", "workers", D1, 7).value == 100


def test_the_same_word_from_two_is_a_confirmation():
    one(D1, workers=100)
    one(D1, workers=100)
    assert posted("workers") == {20: 100}
    assert word_of("trial-daily", "workers", D1, 7).flags == 0


def test_a_unit_that_moved_takes_its_level_with_it():
    one(D1, workers=100, place=101)
    one(D2, workers=120, place=102)
    assert stock("workers") == {102: 120}


def test_a_value_that_is_handed_over_is_counted_where_it_went():
    one(D1, workers=100, place=101)
    found = word_of("trial-daily", "workers", D1, 7)
    handed = claims(move(case=found.case, place=103, predecessor=found.claim, on=D2))
    post(Entry(new_id(), "hand-over", 1, "county_officer", local(D3, 9), handed))
    assert stock("workers") == {103: 100}


def test_a_unit_answers_once_in_an_entry():
    twice = Answers(np.array([7, 7]), np.array([101, 101]))
    assert refusal(say, by(), "trial-zero", D1, twice) == "return_repeats_unit"
    assert refusal(say, by(), "trial-nothing", D1, twice) == "return_repeats_unit"
    assert refusal(say, by(), "trial-nothing", D1, Answers(np.array([7]), np.array([101]))) == "account_unknown"


def test_a_column_left_empty_says_nothing():
    sent = Answers(np.array([7, 8]), np.array([101, 101]), {"workers": np.array([5, NONE])})
    say(by(), "trial-daily", D1, sent)
    assert reported("trial-daily", "workers", D1) == Reported(1, 5, 0, 0)
    assert coverage("trial-daily", D1) == Coverage(received=2)


def test_a_case_of_another_register_has_no_value(books):
    b = books("a  03-20  open  trial:below:pending  at P  case 1")
    b.post("a")
    account = chart().number("trial:below:pending")
    wrong = Named(*b.entries["a"])
    sent = claims(move(case=b.cases["1"], place=102, predecessor=wrong, on=D1))
    valued = type(sent)(
        sent.case, sent.chain * 0 + 5, sent.predecessor, sent.account, sent.place, sent.occurred_on, sent.sheet,
        sent.row, names=sent.names, values=((0, 9),),
    )  # fmt: skip
    assert post(Entry(new_id(), "act", 1, "field_worker", local(D3, 9), valued)).flags == ((0, Standing.CONFLICT),)
    opening = type(sent)(
        sent.case, sent.chain * 0, sent.predecessor * 0, sent.account + account, sent.place, sent.occurred_on,
        sent.sheet, sent.row, values=((0, 9),),
    )  # fmt: skip
    assert refusal(post, Entry(new_id(), "act", 1, "field_worker", local(D3, 9), opening)) == "claim_malformed"


@examples(EXAMPLES // 2)
@given(data=st.data())
def test_what_a_level_posts_is_a_function_of_what_is_agreed(data):
    """Random first words, corrections and takings back of two units in any order, several in one entry."""
    with undone():
        said: list[tuple[Entry, int, int]] = []
        for _ in range(data.draw(st.integers(2, 9))):
            day, unit = data.draw(st.integers(18, 22)), data.draw(st.integers(7, 8))
            place = data.draw(st.sampled_from([101, 101, 102]))
            earlier = [s for s in said if s[1:] == (day, unit)]
            entry, on = by(), date(2020, 3, day)
            before = data.draw(st.sampled_from(earlier))[0] if earlier and data.draw(st.booleans()) else None
            values = {"workers": data.draw(st.integers(0, 3)), "passages": data.draw(st.integers(0, 3))}
            if earlier and before is None and data.draw(st.booleans()):
                found = word_of("trial-daily", "workers", on, unit)
                gone = claims(reversal(case=found.case, of=Named(data.draw(st.sampled_from(earlier))[0].id, 0), on=on))
                post(Entry(new_id(), "reversal", 1, "county_officer", local(D3, 9), gone, reason="mistyped"))
                continue
            corrects = {(name, 0): Named(before.id, i) for i, name in enumerate(values)} if before else {}
            sent = Answers(np.array([unit]), np.array([place]), {n: np.array([v]) for n, v in values.items()}, corrects)
            say(entry, "trial-daily", on, sent)
            said.append((entry, day, unit))
        _check_posted()
        assert recount.audit() == []
        assert rebuild() == 0


def _check_posted() -> None:
    levels: Counter[tuple[int, int]] = Counter()
    periods: Counter[int] = Counter()
    for unit in (7, 8):
        before: tuple[int, int] | None = None
        for day in range(18, 23):
            on = date(2020, 3, day)
            level, period = (word_of("trial-daily", column, on, unit) for column in ("workers", "passages"))
            periods[day] += period.value or 0
            if level.value is not None:
                place = Standing.objects.get(case=level.case).place
                levels[(day, place)] += level.value
                if before:
                    levels[(day, before[1])] -= before[0]
                before = level.value, place
    found: Counter[tuple[int, int]] = Counter()
    for line in Line.objects.filter(to_account=column_account("trial-daily", "workers")):
        found[(line.occurred_on.day, line.to_place)] += line.quantity
    assert {k: n for k, n in found.items() if n} == {k: n for k, n in levels.items() if n}
    assert posted("passages") == {day: n for day, n in sorted(periods.items()) if n}


def test_what_was_agreed_is_put_right_when_somebody_changed_it():
    one(D1, workers=100)
    one(D2, workers=120)
    ReturnCase.objects.filter(day=D1, value=100).update(value=7, place=0)
    assert rebuild() == 1
    assert reported("trial-daily", "workers", D1) == Reported(1, 100, 0, 0)
    assert rebuild() == 0
