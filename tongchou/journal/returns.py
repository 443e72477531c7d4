"""Returns: what units say of themselves, kept as said, and who has said nothing.

A form has columns; each is a level, a period or a cumulative (`levels.Kind`). The value of a unit, column and day is a
case, so that two who say different things are a dispute, a correction names what it corrects, and nothing is written
over. Whether a unit answered is a case of the register `returns`, so that silence is a balance:

    03-20  expect   outside:returns                  -> returns:enterprise-daily:expected    1
    03-20  say      returns:enterprise-daily:expected -> returns:enterprise-daily:received   1
    03-20  say      outside:returns                  -> enterprise-daily:workers:said        1, quantity 120

A form without columns only asks for an answer: 零報告 is one, and zero is an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid5

import numpy as np
from django.db import connection, transaction

from tongchou.base.canonical import digest
from tongchou.base.refusals import Refused, words
from tongchou.journal import keeping, levels
from tongchou.journal.booking import NOTHING
from tongchou.journal.chart import Register, chart, declare, widen
from tongchou.journal.entries import NO_CLAIMS, Claims, Column, Entry, Mask, Named, Receipt, named
from tongchou.journal.levels import Kind
from tongchou.journal.models import Entry as EntryRow
from tongchou.journal.posting import new_cases, post, post_batch
from tongchou.journal.rows import columns, listed, on_postgresql
from tongchou.journal.standing import Chain

WORLD, REGISTER = "outside:returns", "returns"
EXPECTED, RECEIVED, SILENT, NOT_APPLICABLE, LATE = "expected", "received", "silent", "not-applicable", "late"
STATES = (EXPECTED, RECEIVED, SILENT, NOT_APPLICABLE, LATE)
SAID = "said"

LEVEL, PERIOD, CUMULATIVE = Kind.LEVEL, Kind.PERIOD, Kind.CUMULATIVE
_COVERAGE = UUID("6d1f3f0e-9a55-5d0b-8c3e-20200123fa11")


@dataclass(frozen=True)
class Return:
    """A form that units answer: its columns by name, and how the values of each follow each other."""

    name: str
    columns: Mapping[str, Kind] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """What units say, by columns of one length: `values[column][i]` is what `unit[i]` says, at `place[i]`.

    A value of `levels` `NOTHING` is none: that column was left empty. `corrects` names, by (column, index), the claim
    that a value corrects; without it the value is the unit's first word.
    """

    unit: Column
    place: Column
    values: Mapping[str, Column] = field(default_factory=dict)
    corrects: Mapping[tuple[str, int], int | Named] = field(default_factory=dict)


_forms: dict[str, Return] = {}


def declare_return(form: Return) -> Return:
    """Add a form to the chart. Called once, from an app's `accounts.py`."""
    known = _forms.get(form.name)
    assert known is None or known == form, f"{form.name} is declared twice, differently"
    _forms[form.name] = form
    widen(Register(REGISTER, WORLD, STATES, (form.name,)))
    if form.columns:
        declare(Register(form.name, WORLD, (SAID,), tuple(form.columns), valued=True))
        levels.KINDS.update({f"{form.name}:{column}:{SAID}": kind for column, kind in form.columns.items()})
    return form


def column_account(form: str, column: str) -> int:
    """Return the account of a column.

    Raises:
        Refused("account_unknown"): no such form or column.
    """
    return chart().number(f"{form}:{column}:{SAID}")


def coverage_account(form: str, state: str) -> int:
    """Return the account of a form's units in one state of answering."""
    return chart().number(f"{REGISTER}:{form}:{state}")


def expect(entry: Entry, form: str, on: date, *, units: Column, places: Column) -> Receipt | None:
    """Expect units to answer a form on a day. Those expected before, or heard already, stay as they are.

    `entry` says who expects; its claims are made here. Returns None if nobody new is expected.
    """
    with transaction.atomic():
        cases, new = _cases(coverage_account(form, EXPECTED), units, on)
        if not new.any():
            return None
        table = _claims(cases[new], Chain.OPEN, on, account=coverage_account(form, EXPECTED), place=places[new])
        return post(replace(entry, claims=table))


def say(entry: Entry, form: str, on: date, answers: Answers) -> Receipt:
    """Let units answer a form for a day: one entry, whether of one unit or of thousands.

    `entry` says who says it, when and by which voucher; its claims are made here. Whoever was expected is received,
    whoever was silent is late, and whoever answers unasked is received too. Sent again it answers `exists`.

    Raises:
        Refused("cumulative_fell"): a sum so far is less than before, or more than after, and `entry` gives no reason.
        Refused("return_repeats_unit"): a unit answers twice in one entry.
        Refused("account_unknown"): no such form or column.
    """
    with transaction.atomic():
        return post_batch(say_entries(entry, form, on, answers))[0]


def say_entries(entry: Entry, form: str, on: date, answers: Answers) -> list[Entry]:
    """Return what `say` posts, to be posted in this transaction with more: the entry itself comes first.

    The units' cases are numbered and locked. Raises what `say` raises.
    """
    if len(np.unique(answers.unit)) != len(answers.unit):
        raise Refused("return_repeats_unit", words("同一單位在一張表中出現了兩次，未入賬。"))
    heard, _ = _cases(coverage_account(form, EXPECTED), answers.unit, on)
    coverage = keeping.lock_standings(np.sort(heard))
    said = replace(entry, claims=_value_claims(form, on, answers), basis=_basis(form, on, answers))
    if EntryRow.objects.filter(id=entry.id).exists():
        return [said]
    if not entry.reason:
        _refuse_falling(form, said.claims)
    about = replace(entry, id=uuid5(_COVERAGE, entry.id.hex), code="answer", reason="")
    answered = _answered(form, on, heard, answers.place, coverage)
    return [said, *([replace(about, claims=answered)] if len(answered) else [])]


def mark_silent(entry: Entry, form: str, on: date, *, units: Column | None = None) -> Receipt | None:
    """Note that who is still expected to answer was silent that day: all of them, or some units."""
    return _settle_expected(entry, form, on, SILENT, units)


def excuse(entry: Entry, form: str, on: date, *, units: Column) -> Receipt | None:
    """Note that a form does not apply to units on a day; only those still expected are excused."""
    return _settle_expected(entry, form, on, NOT_APPLICABLE, units)


def _settle_expected(entry: Entry, form: str, on: date, state: str, units: Column | None) -> Receipt | None:
    with transaction.atomic():
        account = coverage_account(form, EXPECTED)
        unit, case = columns(
            'SELECT unit, "case" FROM return_case WHERE account = %s AND day = %s', [account, on.toordinal()], 2
        )
        chosen = case if units is None else case[np.isin(unit, units)]
        standing = keeping.lock_standings(np.unique(chosen))
        waiting = (standing.account == account) & (standing.flags == 0)
        if not waiting.any():
            return None
        table = _claims(
            standing.case[waiting],
            Chain.STATE,
            on,
            account=coverage_account(form, state),
            predecessor=standing.state_tip[waiting],
        )
        return post(replace(entry, claims=table))


def _cases(account: int, units: Column, on: date) -> tuple[Column, Mask]:
    """Return the case of each unit for an account and a day, and which of them are new. New ones get their numbers."""
    day = on.toordinal()
    found = _find(account, units, day)
    new = found == 0
    if not new.any():
        return found, new
    fresh = np.sort(units[new])
    first = new_cases(len(fresh))
    _create(account, fresh, day, first)
    created = _find(account, units, day)
    # Another sender may have numbered some of them meanwhile.
    return created, new & (created >= first) & (created < first + len(fresh))


def _find(account: int, units: Column, day: int) -> Column:
    with listed(units) as (among, params):
        sql = f'SELECT unit, "case" FROM return_case WHERE account = %s AND day = %s AND unit {among} ORDER BY unit'
        unit, case = columns(sql, [account, day, *params], 2)
    cases = np.zeros(len(units), np.int64)
    if len(unit):
        at = np.minimum(np.searchsorted(unit, units), len(unit) - 1)
        cases = np.where(unit[at] == units, case[at], 0)
    return cases


def _create(account: int, units: Column, day: int, first: int) -> None:
    numbers = range(first, first + len(units))
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute(
                'INSERT INTO return_case ("case", account, unit, day, place)'
                " SELECT id, %s, unit, %s, 0 FROM unnest(%s::bigint[], %s::bigint[]) AS new(id, unit)"
                " ON CONFLICT DO NOTHING",
                [account, day, list(numbers), units.tolist()],
            )
        else:
            cursor.cursor.connection.executemany(
                f'INSERT OR IGNORE INTO return_case ("case", account, unit, day, place)'
                f" VALUES (?, {account:d}, ?, {day:d}, 0)",
                zip(numbers, units.tolist(), strict=True),
            )


def _claims(
    case: Column,
    chain: int | Column,
    on: date,
    *,
    account: int | Column = 0,
    place: int | Column = 0,
    predecessor: int | Column = 0,
    row: int | Column = 0,
) -> Claims:
    none = np.zeros(len(case), np.int64)
    return Claims(
        case, none + chain, none + predecessor, none + account, none + place, none + on.toordinal(), none, none + row
    )


def _joined(parts: Sequence[Claims]) -> Claims:
    """Return several tables of claims as one."""
    case, chain, predecessor, account, place, on, sheet, row = (
        np.concatenate([getattr(part, name) for part in parts]) for name in Claims.COLUMNS
    )
    return Claims(case, chain, predecessor, account, place, on, sheet, row)


def _value_claims(form: str, on: date, answers: Answers) -> Claims:
    """Return what is said as claims: an opening for a first word, a step of the value for a correction."""
    parts: list[Claims] = []
    values: list[tuple[int, int]] = []
    names: dict[Named, int] = {}
    size = 0
    for column, said in answers.values.items():
        given = np.flatnonzero(said != NOTHING)
        account = column_account(form, column)
        cases, _ = _cases(account, answers.unit[given], on)
        before = [answers.corrects.get((column, i), 0) for i in given.tolist()]
        ids = [named(names.setdefault(b, len(names))) if isinstance(b, Named) else b for b in before]
        predecessor = np.array(ids, np.int64)
        chain = np.where(predecessor == 0, int(Chain.OPEN), int(Chain.VALUE))
        opens = predecessor == 0
        parts.append(
            _claims(
                cases,
                chain,
                on,
                account=np.where(opens, account, 0),
                place=np.where(opens, answers.place[given], 0),
                predecessor=predecessor,
                row=given,
            )
        )
        values += zip(range(size, size + len(given)), said[given].tolist(), strict=True)
        size += len(given)
    if not parts:
        return NO_CLAIMS
    return replace(_joined(parts), names=tuple(names), values=tuple(values))


def _answered(form: str, on: date, heard: Column, places: Column, coverage: keeping.Standings) -> Claims:
    """Return the coverage claims of units that answer, given where their cases stand."""
    at = np.searchsorted(coverage.case, heard)
    account, tip = coverage.account[at], coverage.state_tip[at]
    unasked = coverage.blank[at]
    expected = np.isin(account, [coverage_account(form, EXPECTED), coverage_account(form, NOT_APPLICABLE)])
    silent = account == coverage_account(form, SILENT)
    steps = [(expected, RECEIVED), (silent, LATE)]
    parts = [
        _claims(heard[unasked], Chain.OPEN, on, account=coverage_account(form, RECEIVED), place=places[unasked]),
        *(
            _claims(heard[who], Chain.STATE, on, account=coverage_account(form, state), predecessor=tip[who])
            for who, state in steps
        ),
    ]
    return _joined(parts)


def _basis(form: str, on: date, answers: Answers) -> bytes:
    """Return the digest of the answers as they were sent: a form without columns says nothing else of its units."""
    columns_said = [[name, said.astype("<i8").tobytes()] for name, said in sorted(answers.values.items())]
    sent = [form, on.toordinal(), answers.unit.astype("<i8").tobytes(), answers.place.astype("<i8").tobytes()]
    return digest([*sent, columns_said])


def _refuse_falling(form: str, said: Claims) -> None:
    """Ask why a cumulative falls.

    Raises:
        Refused("cumulative_fell").
    """
    falling = {column_account(form, c) for c, kind in _forms[form].columns.items() if kind is Kind.CUMULATIVE}
    if not falling:
        return
    values = np.full(len(said), NOTHING, np.int64)
    values[[i for i, _ in said.values]] = [value for _, value in said.values]
    cases, value = said.case[np.argsort(said.case)], values[np.argsort(said.case)]
    near, about = levels.neighbours(np.unique(cases)), levels.values_of(np.unique(cases))
    fell = (near.before != NOTHING) & (value < near.before) | (near.after != NOTHING) & (value > near.after)
    fell &= np.isin(about.account, list(falling))
    if fell.any():
        column = chart().case_class(int(about.account[fell][0]))
        text = words("「%(column)s」是累計數，少於前日（或多於後日）時請寫明事由。")
        raise Refused("cumulative_fell", text, column=column, units=about.unit[fell].tolist())
