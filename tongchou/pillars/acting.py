"""What every verb of a pillar does first and last: fetch the cases within the actor's reach, and post one entry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.ids import new_id
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import NO_TRANSFERS, Claims, Column, Entry, Mask, Named, Receipt, Transfers, named
from tongchou.journal.finding import distinct
from tongchou.journal.keeping import lock_standings
from tongchou.journal.models import Commit
from tongchou.journal.models import Entry as EntryRow
from tongchou.journal.posting import new_cases, post, post_batch
from tongchou.journal.rows import columns, listed
from tongchou.journal.standing import Chain
from tongchou.registers.staff.access import Scope, may, require

Args = ParamSpec("Args")


@dataclass(frozen=True)
class Reached:
    """Cases that an actor may act on, with where they stand. Columns in the order of `case`, which is sorted."""

    case: Column
    account: Column
    place: Column
    class_tip: Column
    state_tip: Column
    place_tip: Column
    flags: Column

    def __len__(self) -> int:
        return len(self.case)

    def state(self, i: int) -> str:
        return chart().state(int(self.account[i]))

    def group(self, i: int) -> str:
        return chart().case_class(int(self.account[i]))

    def __getitem__(self, chosen: Mask) -> Reached:
        """Return some of the cases."""
        return Reached(*(getattr(self, field.name)[chosen] for field in fields(self)))


def locked(cases: Collection[int]) -> tuple[Reached, bool]:
    """Return where cases stand, locked, whatever their places, and whether all of them are there."""
    found = lock_standings(distinct(np.array(list(cases), np.int64)))
    return Reached(*(getattr(found, field.name) for field in fields(Reached))), bool(found.exists.all())


def standing_in(cases: Collection[int], *codes: str) -> Reached:
    """Return those of some cases that stand in some accounts, locked: for what the system does by itself."""
    found, _ = locked(cases)
    return found[np.isin(found.account, [chart().number(code) for code in codes])]


def repeated(scope: Scope, entry: UUID | None, code: str = "") -> Receipt | None:
    """Return the receipt of an act of the actor's that is in the books already; None where there is none.

    A verb whose content follows from what stands now (which lots, who gets how much) asks this first: sent again, it
    would not decide the same.

    Raises:
        Refused("entry_id_used"): the id is another actor's, or another kind of act's.
    """
    row = EntryRow.objects.filter(id=entry).first() if entry else None
    if row is None:
        return None
    if row.actor != scope.user_id or (code and row.code != code):
        raise Refused("entry_id_used", words("這一編號已用於另一筆錄入，請重新填寫。"))
    commit = Commit.objects.filter(batch=row.batch).values_list("n", flat=True).first() or 0
    return Receipt(row.id, "exists", row.number, commit)


def verb(act_of: Callable[Args, Receipt]) -> Callable[Args, Receipt]:
    """Do an act whole or not at all. What is refused because the same entry did it before is answered `exists`."""

    @wraps(act_of)
    def once(*args: Args.args, **kwargs: Args.kwargs) -> Receipt:
        try:
            with transaction.atomic():
                return act_of(*args, **kwargs)
        except Refused as refused:
            scope, sent = args[0], kwargs.get("entry")
            try:
                done = repeated(scope, sent) if isinstance(scope, Scope) and isinstance(sent, UUID) else None
            except Refused:
                raise refused from None
            if done is None:
                raise
            return done

    return once


def reach(scope: Scope, verb: str, cases: Sequence[int], *, unknown: NotFound, own: Collection[int] = ()) -> Reached:
    """Return where cases stand, locked, if all of them are within the actor's places and the actor may do the verb.

    `own` are the cases of the actor's own organisation, wherever they are. `unknown` is what is raised where one of
    them is not there, or not in the actor's places: which, is not said.

    Raises:
        NotAllowed: the role may not do this. `unknown`.
    """
    require(scope, verb)
    found, all_there = locked(cases)
    if not len(found) or not all_there:
        raise unknown
    foreign = (found.account > 0) & ~np.isin(found.case, list(own))
    if foreign.any() and not scope.covers_all(found.place[foreign]):
        raise unknown
    return found


#: What became of one act of several: it is in the books, or it was refused and left nothing.
Outcome = Receipt | Refused


@dataclass(frozen=True)
class Abreast:
    """The cases of several acts of one verb, one after the other: `start[i]` to `start[i + 1]` are those of act i.

    `found` says where they stand, in the same order; a case that two acts name is there twice. `refused` has, by act,
    why it cannot be done.
    """

    start: list[int]
    found: Reached
    refused: dict[int, Refused]

    def span(self, i: int) -> slice:
        """Return the rows of an act."""
        return slice(self.start[i], self.start[i + 1])


@dataclass(frozen=True)
class Drafts:
    """Acts made ready, in the order asked: what each posts, or why it is refused.

    An act that posts nothing, because it is a document alone, has its receipt already. `keep` writes the documents
    beside them once they are posted; it is given the receipts by act, of new ones alone. `beside` are further entries.
    """

    acts: Sequence[Entry | Refused | Receipt]
    keep: Callable[[Mapping[int, Receipt]], None] = field(default=lambda receipts: None)
    beside: Sequence[Entry] = ()


def reach_each(
    scope: Scope, verb: str, acts: Sequence[Iterable[int]], *, unknown: NotFound, own: Collection[int] = ()
) -> Abreast:
    """Return where the cases of several acts stand, all locked in one step; see `reach`.

    An act with a case out of reach is refused whole, the others are not. `own` are cases the actor answers for
    wherever they are, even outside: one whose opening was taken back meanwhile comes with the account it was opened at,
    so that what somebody found of it before is not refused, whichever arrives first.
    """
    sorted_cases = [sorted(cases) for cases in acts]
    start = [0, *np.cumsum([len(cases) for cases in sorted_cases]).tolist()]
    case = np.array([one for cases in sorted_cases for one in cases], np.int64)
    if not may(scope, verb):
        refusal = _not_allowed(scope, verb)
        return Abreast(start, _nowhere(case), dict.fromkeys(range(len(acts)), refusal))
    every = np.unique(case)
    found = lock_standings(every)
    spot = np.searchsorted(every, case)
    reached = Reached(*(getattr(found, one.name)[spot] for one in fields(Reached)))
    bad = ~found.exists[spot]
    outside = ~bad & (reached.account == 0)
    foreign = ~bad & (outside | ~scope.covers_each(reached.place))
    if foreign.any() and own:
        foreign &= ~np.isin(case, list(own))
    bad |= foreign
    if (outside & ~bad).any():
        reached = replace(reached, account=np.where(outside, _opened_as(case), reached.account))
    whose = np.repeat(np.arange(len(acts)), np.diff(start))
    empty = [i for i, cases in enumerate(sorted_cases) if not cases]
    return Abreast(start, reached, dict.fromkeys([*whose[bad].tolist(), *empty], unknown))


def _opened_as(cases: Column) -> Column:
    """Return the account that each case was first opened at, 0 where it never was."""
    with listed(np.unique(cases)) as (among, params):
        sql = f'SELECT "case", account FROM claim WHERE chain = {int(Chain.OPEN)} AND "case" {among} ORDER BY id DESC'
        case, account = columns(sql, params, 2)
    opened = dict(zip(case.tolist(), account.tolist(), strict=True))
    return np.array([opened.get(one, 0) for one in cases.tolist()], np.int64)


def _not_allowed(scope: Scope, verb: str) -> Refused:
    try:
        require(scope, verb)
    except Refused as refusal:
        return refusal
    raise AssertionError("asked only where the verb may not be done")


def _nowhere(case: Column) -> Reached:
    none = np.zeros(len(case), np.int64)
    return Reached(case, *(none for _ in range(len(fields(Reached)) - 1)))


def post_each(*several: Drafts) -> list[list[Outcome]]:
    """Post the acts of several verbs as one batch, keep what goes with them, and say of each what became of it.

    An entry that the books cannot read is refused alone.
    """
    entries = [entry for drafts in several for entry in drafts.acts if isinstance(entry, Entry)]
    became = iter(_post_readable([*entries, *(entry for drafts in several for entry in drafts.beside)]))
    answers: list[list[Outcome]] = []
    for drafts in several:
        mine = [next(became) if isinstance(one, Entry) else one for one in drafts.acts]
        new = {i: one for i, one in enumerate(mine) if isinstance(one, Receipt) and one.answer == "created"}
        if new:
            drafts.keep(new)
        answers.append(mine)
    return answers


def _post_readable(entries: Sequence[Entry]) -> list[Outcome]:
    """Post entries; where the books cannot read one, halve until it is found."""
    if not entries:
        return []
    try:
        with transaction.atomic():
            return list(post_batch(entries))
    except Refused as refusal:
        if len(entries) == 1:
            return [refusal]
        half = len(entries) // 2
        return [*_post_readable(entries[:half]), *_post_readable(entries[half:])]


def posted(drafts: Drafts) -> Receipt:
    """Post the one act of drafts and return its receipt, or raise its refusal."""
    ((became,),) = post_each(drafts)
    if isinstance(became, Refused):
        raise became
    return became


def predecessors_of(
    cases: Sequence[int], tips: Column, seen: Mapping[int, int | Named] | None
) -> tuple[Column, tuple[Named, ...]]:
    """Return the predecessors of claims about cases: what the actor saw, else the present tip; and the names used."""
    if not seen:
        return tips, ()
    names: dict[Named, int] = {}

    def mention(claim: int | Named) -> int:
        return named(names.setdefault(claim, len(names))) if isinstance(claim, Named) else claim

    before = [mention(seen[case]) if case in seen else tip for case, tip in zip(cases, tips.tolist(), strict=True)]
    return np.array(before, np.int64), tuple(names)


def drafted(
    scope: Scope,
    code: str,
    claims: Claims,
    *,
    at: datetime,
    entry: UUID | None = None,
    reason: str = "",
    occurred_at: datetime | None = None,
) -> Entry:
    """Return the entry of one act of the actor's; see `act`."""
    return Entry(entry or new_id(), code, scope.user_id, scope.role, occurred_at or at, claims, reason=reason)


def act(
    scope: Scope,
    code: str,
    claims: Claims,
    *,
    at: datetime,
    entry: UUID | None = None,
    reason: str = "",
    voucher: str = "",
    occurred_at: datetime | None = None,
    transfers: Transfers = NO_TRANSFERS,
) -> Receipt:
    """Post one act as an entry of the actor's. `occurred_at` is when it happened, if that was before `at`."""
    return post(
        Entry(
            id=entry or new_id(),
            code=code,
            actor=scope.user_id,
            role=scope.role,
            occurred_at=occurred_at or at,
            claims=claims,
            transfers=transfers,
            reason=reason,
            voucher=voucher,
        )
    )


def day_of(at: datetime, on: date | None) -> int:
    """Return the claimed day as an ordinal: what the actor says, else the day of the act."""
    return (on or local_day(at)).toordinal()


def columns_of(
    case: Column,
    *,
    chain: int,
    predecessor: Column | int = 0,
    account: Column | int = 0,
    place: Column | int = 0,
    on: Column | int,
    sheet: Column | int = 0,
    row: Column | int = 0,
    settles: tuple[tuple[int, int], ...] = (),
    names: tuple[Named, ...] = (),
) -> Claims:
    """Return claims of one chain for many cases; a single number fills its column."""
    size = len(case)

    def column(value: Column | int) -> Column:
        return np.asarray(value, np.int64) if isinstance(value, np.ndarray) else np.full(size, value, np.int64)

    return Claims(
        case=case,
        chain=column(chain),
        predecessor=column(predecessor),
        account=column(account),
        place=column(place),
        occurred_on=column(on),
        sheet=column(sheet),
        row=column(row),
        settles=settles,
        names=names,
    )


def joined(parts: Sequence[Claims]) -> Claims:
    """Return several tables of claims as one, without settlements."""
    columns: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Claims.COLUMNS}
    return Claims(**columns)


def to_state(found: Reached, state: str | Callable[[int], str], on: int) -> Claims:
    """Return claims that take each case to a state of its own register and class."""
    book_of = chart()
    target = [
        book_of.at(book_of.register(int(n)), book_of.case_class(int(n)), state if isinstance(state, str) else state(i))
        for i, n in enumerate(found.account)
    ]
    return columns_of(
        found.case, chain=Chain.STATE, predecessor=found.state_tip, account=np.array(target, np.int64), on=on
    )


def opened(codes: Sequence[str], places: Sequence[int] | Column, on: int) -> tuple[Column, Claims]:
    """Return new case numbers, and the claims that open each at an account and a place."""
    first = new_cases(len(codes))
    case = np.arange(first, first + len(codes), dtype=np.int64)
    account = np.array([chart().number(code) for code in codes], np.int64)
    return case, columns_of(case, chain=Chain.OPEN, account=account, place=np.array(places, np.int64), on=on)


def at_place(found: Reached, place: Column | int, on: int) -> Claims:
    """Return claims that hand cases over to a place; those already there are left out."""
    to = np.asarray(place, np.int64) if isinstance(place, np.ndarray) else np.full(len(found), place, np.int64)
    away = found.place != to
    return columns_of(found.case[away], chain=Chain.PLACE, predecessor=found.place_tip[away], place=to[away], on=on)
