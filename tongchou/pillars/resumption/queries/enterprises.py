"""Enterprises as a reader may see them: the list, one of them, its way, its checklist."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongchou.base.refusals import NotFound, words
from tongchou.intake import vouchers
from tongchou.journal.chart import chart
from tongchou.journal.models import Claim, Entry, Settles
from tongchou.journal.standing import Chain
from tongchou.pillars.resumption import dated, rules
from tongchou.pillars.resumption.models import Answer, Step
from tongchou.pillars.resumption.queries.narrowing import among, fetched, narrowed
from tongchou.registers.orgs.identity import folded
from tongchou.registers.staff.access import Scope, require


@dataclass(frozen=True)
class EnterpriseRow:
    """One enterprise as a list shows it. `group` is its size or kind of venue, `state` how far it is."""

    case: int
    organisation: int
    name: str
    code: str
    group: str
    state: str
    place: int
    sector: str
    is_leading: bool
    is_key: bool
    planned_on: date | None
    cell: int | None
    plan: tuple[str, ...]
    flags: int


_COLUMNS = (
    'e."case", e.organisation, o.name, o.code, s.account, s.place, e.sector, e.is_leading, e.is_key, e.planned_on, '
    "e.cell_id, e.plan, s.flags"
)
_FROM = (
    'FROM resumption_enterprise e JOIN standing s ON s."case" = e."case" '
    "JOIN organisation o ON o.id = e.organisation WHERE s.account > 0"
)


@dataclass(frozen=True)
class Wanted:
    """Which enterprises a list is of; an empty one asks for all."""

    group: str = "*"
    state: str = "*"
    sector: str = ""
    leading: bool = False
    text: str = ""
    cell: int | None = None


def enterprises(
    scope: Scope, wanted: Wanted | None = None, *, place: int | None = None, after: int = 0, limit: int = 50
) -> list[EnterpriseRow]:
    """Return enterprises the reader may see, by case number, after case `after`."""
    require(scope, "resumption.read")
    wanted = wanted or Wanted()
    within, params = narrowed(scope, place)
    parts, given = [f'e."case" > %s AND {within}'], [after, *params]
    if (wanted.group, wanted.state) != ("*", "*"):
        parts.append(f"s.account IN ({among(chart().matching(f'resumption:{wanted.group}:{wanted.state}'))})")
    for column, value in (("sector", wanted.sector), ("cell_id", wanted.cell)):
        if value:
            parts.append(f"e.{column} = %s")
            given.append(value)
    if wanted.leading:
        parts.append("e.is_leading")
    if wanted.text:
        parts.append("(o.folded LIKE %s OR o.code = %s)")
        given += [f"%{folded(wanted.text)}%", wanted.text.strip().upper()]
    sql = f'SELECT {_COLUMNS} {_FROM} AND {" AND ".join(parts)} ORDER BY e."case" LIMIT %s'
    return [_row(row) for row in fetched(sql, [*given, limit])]


def _row(row: tuple[Any, ...]) -> EnterpriseRow:
    case, organisation, name, code, account, place, sector, leading, key, planned, cell, plan, flags = row
    book_of = chart()
    measures = plan if isinstance(plan, list) else _listed(plan)
    return EnterpriseRow(
        case, organisation, name, code, book_of.case_class(account), book_of.state(account), place, sector,
        bool(leading), bool(key), date.fromordinal(planned) if planned else None, cell, tuple(measures), flags,
    )  # fmt: skip


def _listed(text: str | None) -> list[str]:
    """Return a list that SQLite keeps as text."""
    return list(json.loads(text)) if text else []


def enterprise(scope: Scope, case: int) -> EnterpriseRow:
    """Return one enterprise.

    Raises:
        NotFound("enterprise_unknown"): not there, or neither in the reader's places nor their own.
    """
    require(scope, "resumption.read")
    within, params = narrowed(scope)
    rows = fetched(f'SELECT {_COLUMNS} {_FROM} AND e."case" = %s AND {within}', [case, *params])
    if not rows:
        raise NotFound("enterprise_unknown", words("在您負責的範圍內沒有這家企業。"))
    return _row(rows[0])


def own(scope: Scope) -> list[EnterpriseRow]:
    """Return the enterprises of the organisations the reader works for."""
    require(scope, "resumption.own")
    sql = f'SELECT {_COLUMNS} {_FROM} AND e.organisation IN ({among(scope.organisations)}) ORDER BY e."case"'
    return [_row(row) for row in fetched(sql, [])]


@dataclass(frozen=True)
class Count:
    """How many enterprises of a class stand in a state, in the reader's places."""

    group: str
    state: str
    count: int


def counts(scope: Scope, *, place: int | None = None, leading: bool = False) -> list[Count]:
    """Return how many enterprises stand where, in the reader's places."""
    require(scope, "resumption.survey")
    within, params = narrowed(scope, place)
    only = "AND e.is_leading" if leading else ""
    rows = fetched(f"SELECT s.account, count(*) {_FROM} AND {within} {only} GROUP BY s.account", params)
    return [Count(chart().case_class(number), chart().state(number), count) for number, count in rows]


@dataclass(frozen=True)
class Way:
    """One step of an enterprise's way: what it became, by whom, under which regime, why; `settled` is taken back."""

    claim: int
    state: str
    actor: int
    occurred_at: datetime
    on: date
    settled: bool
    regime: str
    rule: str
    reason: str
    workshops: str


def way(scope: Scope, case: int) -> list[Way]:
    """Return the steps of an enterprise in the order the books learnt them."""
    enterprise(scope, case)
    rows = list(Claim.objects.filter(case=case, chain__in=(Chain.OPEN, Chain.STATE)).order_by("id"))
    entries = {e.number: e for e in Entry.objects.filter(number__in={row.entry for row in rows})}
    settled = set(Settles.objects.filter(target__in=[row.id for row in rows]).values_list("target", flat=True))
    steps = Step.objects.in_bulk([row.id for row in rows])
    found = []
    for row in rows:
        step, entry = steps.get(row.id), entries[row.entry]
        regime, rule, reason, shops = (
            (step.regime, step.rule, step.reason, step.workshops) if step else ("", "", "", "")
        )
        found.append(
            Way(
                row.id, chart().state(row.account), entry.actor, entry.occurred_at, row.occurred_on, row.id in settled,
                regime, rule, reason, shops,
            )
        )  # fmt: skip
    return found


def regime_of(scope: Scope, case: int, on: date) -> rules.Regime:
    """Return the regime that an enterprise was under on a day.

    Raises:
        NotFound("enterprise_unknown"), Refused("rule_not_begun").
    """
    return dated.regime(enterprise(scope, case).group, on)


@dataclass(frozen=True)
class Told:
    """A question of the checklist with its answers, first to last; whether the regime of the day asks for the paper."""

    question: rules.Question
    answers: tuple[Answer, ...]
    is_wanted: bool

    @property
    def is_answered(self) -> bool:
        return bool(self.answers)

    @property
    def repeats(self) -> int:
        return sum(1 for one in self.answers if one.is_repeat)


def checklist(scope: Scope, case: int, *, on: date) -> tuple[list[Told], list[Answer]]:
    """Return the checklist of an enterprise with what was answered, and when it was told as a whole."""
    row = enterprise(scope, case)
    given: dict[str, list[Answer]] = {}
    for one in Answer.objects.filter(case=case).order_by("pk"):
        given.setdefault(one.question, []).append(one)
    wanted = dated.regime(row.group, on).papers
    questions = dated.checklist(on)
    told = [Told(q, tuple(given.get(q.code, ())), q.kind != "paper" or q.code in wanted) for q in questions]
    return told, given.get("checklist", [])


def papers_missing(scope: Scope, case: int, *, on: date) -> Sequence[str]:
    """Return the papers that the regime of a day still asks of an enterprise."""
    row = enterprise(scope, case)
    held = set(Answer.objects.filter(case=case).values_list("question", flat=True))
    return rules.missing_papers(dated.regime(row.group, on), held)


def paper(scope: Scope, number: int) -> tuple[Answer, bytes]:
    """Return a paper that was handed in, opened.

    Raises:
        NotFound("paper_missing"): not there, or of an enterprise the reader may not see.
    """
    missing = NotFound("paper_missing", words("企業還沒有交過這份材料。"))
    one = Answer.objects.filter(pk=number).exclude(voucher="").first()
    if one is None:
        raise missing
    try:
        enterprise(scope, one.case)
    except NotFound:
        raise missing from None
    return one, vouchers.open_voucher(one.voucher)
