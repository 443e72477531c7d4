"""What phones send, taken in: each act once, answered each on its own, a batch in one transaction.

The device's row is locked first, so one device's batches follow each other; a repeat is answered from what was kept of
the first time. All acts of a batch reach the books as one commit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from tongchou.base.clock import local_day
from tongchou.base.refusals import NotAllowed, Refused, words
from tongchou.field import clocks
from tongchou.field.acts import hand_over, meet, outcome, tried, visit, zero
from tongchou.field.acts.work import Prepared, Work
from tongchou.field.answers import ID_USED, Answer, Kept, refreshed, told
from tongchou.field.devices import device_unknown
from tongchou.field.keeping import held_among, keep, read
from tongchou.field.models import Device, Shift
from tongchou.field.reading import MOST_ENTRIES, Batch, Said
from tongchou.journal.retrying import retried
from tongchou.journal.together import together
from tongchou.pillars.acting import Outcome, locked, post_each
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, scope_of


@dataclass(frozen=True)
class Kind:
    """One kind of act: which cases an entry names, and how all of a batch are made ready."""

    cases_of: Callable[[Said], Iterator[int]]
    prepare: Callable[[Work, Sequence[Said]], Prepared]


KINDS = {
    "meet": Kind(meet.cases_of, meet.prepare_all),
    "outcome": Kind(outcome.cases_of, outcome.prepare_all),
    "tried": Kind(tried.cases_of, tried.prepare_all),
    "hand_over": Kind(hand_over.cases_of, hand_over.prepare_all),
    "visit": Kind(visit.cases_of, visit.prepare_all),
    "zero": Kind(zero.cases_of, zero.prepare_all),
}


@dataclass(frozen=True)
class Taken:
    """What a batch was answered: in the order sent. `off` is by how many seconds the phone's clock is behind."""

    received_at: datetime
    off: int
    answers: list[Answer]


def take(scope: Scope, batch: Batch, *, at: datetime) -> Taken:
    """Take a batch in for the user who sent it.

    Raises:
        NotFound("device_unknown"): nobody registered the device, or never this user.
        Refused("books_busy"): to be sent again; nothing was kept.
    """
    return retried(lambda: together(lambda: _take(scope, batch, at)))


def take_file(device: Device, batch: Batch, *, at: datetime) -> Taken:
    """Take in a batch that came as a file of a device, for whoever signed in there last: as its own phone would.

    A file travels, so when it came says nothing of the phone's clock: what the phone last showed is taken.
    """
    found = [
        _parts(device, Batch(batch.device, batch.sent_at, batch.entries[start : start + MOST_ENTRIES]), at)
        for start in range(0, len(batch.entries), MOST_ENTRIES)
    ]
    return Taken(at, device.clock_off, [answer for part in found for answer in part.answers])


def _parts(device: Device, batch: Batch, at: datetime) -> Taken:
    scope = _scope(device.user, local_day(at))
    return retried(lambda: together(lambda: _take(scope, batch, at, off=device.clock_off)))


def _take(scope: Scope, batch: Batch, at: datetime, *, off: int | None = None) -> Taken:
    device = Device.objects.select_for_update().filter(id=batch.device).first()
    shifts = set(Shift.objects.filter(device=batch.device).values_list("user", flat=True))
    if device is None or scope.user_id not in shifts:
        raise device_unknown()
    by_file = off is not None
    off = clocks.off_by(batch.sent_at, at) if off is None else off
    entries, before = _known(batch.entries)
    fresh = list({said.id: said for said in entries if said.id not in before}.values())
    if not by_file:
        Device.objects.filter(id=device.id).update(seen_at=at, clock_off=off, unsent=batch.unsent)
    # From here on the books' clock may be held: nothing slow follows.
    became = _do(scope, device, shifts, fresh, off=off, at=at)
    kept = keep(device, scope, [(said, became[said.id]) for said in fresh], off=off, at=at) | refreshed(before)
    return Taken(at, off, [told(said.said_id, kept[said.id]) for said in entries])


def _known(entries: Sequence[Said]) -> tuple[list[Said], dict[UUID, Kept]]:
    """Return the entries, and what was kept of those that came before.

    One whose id came before with other content goes by an id made of both, so that it is kept beside the first.
    """
    before = read(said.id for said in entries)
    first = {said.id: said.digest for said in reversed(entries)} | {id_: kept.digest for id_, kept in before.items()}
    other = [said for said in entries if first[said.id] != said.digest]
    if not other:
        return list(entries), before
    renamed = {id(said): replace(said, id=uuid5(said.id, said.digest.hex()), wrong=ID_USED) for said in other}
    entries = [renamed.get(id(said), said) for said in entries]
    return list(entries), before | read(said.id for said in renamed.values())


def _do(
    scope: Scope, device: Device, shifts: set[int], entries: Sequence[Said], *, off: int, at: datetime
) -> dict[UUID, Outcome]:
    """Do what is new, by who did it and by kind; return what became of each."""
    became: dict[UUID, Outcome] = {said.id: said.wrong for said in entries if said.wrong}
    by_user: dict[int, list[Said]] = defaultdict(list)
    for said in entries:
        user = said.by or scope.user_id
        if said.id not in became and user in shifts:
            by_user[user].append(said)
        elif said.id not in became:
            became[said.id] = NotAllowed("not_on_device", words("這一筆的記錄人未在此設備登錄過，未入賬，已留存。"))
    for user, mine in by_user.items():
        own = scope if user == scope.user_id else _scope(user, local_day(at))
        if not own.held and mine[0].made_at:
            # Whose post ended meanwhile still did what they did while they held it.
            own = _scope(user, local_day(clocks.happened_at(mine[0].made_at, off, at)))
        became |= _do_by_kind(own, device, mine, off=off, at=at)
    return became


def _scope(user: int, on: date) -> Scope:
    return scope_of(user, on=on, tree=tree(on))


def _do_by_kind(
    scope: Scope, device: Device, entries: Sequence[Said], *, off: int, at: datetime
) -> dict[UUID, Outcome]:
    by_kind: dict[str, list[Said]] = defaultdict(list)
    for said in entries:
        by_kind[said.act].append(said)
    cases = sorted({case for said in entries for case in _cases_of(said)})
    locked(cases)
    happened = {id(s): clocks.happened_at(s.made_at, off, at) for s in entries if s.made_at}
    work = Work(scope, device.place, at, held_among(device.id, cases), happened)
    prepared = [(by_kind[act], KINDS[act].prepare(work, by_kind[act])) for act in KINDS if act in by_kind]
    posted = post_each(*(one.drafts for _, one in prepared))
    became: dict[UUID, Outcome] = {}
    for (mine, one), answers in zip(prepared, posted, strict=True):
        by_position = one.answers(answers)
        became |= {said.id: by_position[i] for i, said in enumerate(mine)}
    return became


def _cases_of(said: Said) -> list[int]:
    try:
        return list(KINDS[said.act].cases_of(said))
    except Refused:
        return []
