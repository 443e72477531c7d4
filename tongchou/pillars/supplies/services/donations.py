"""Donations: pledged, received by a receiving body, delivered to a store, inspected, accepted or rejected; spent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import ClaimRow, Claims, Column, Entry, Receipt, claims, move, reversal, step
from tongchou.journal.keeping import lock_standings
from tongchou.journal.posting import new_cases, post
from tongchou.journal.standing import Chain
from tongchou.journal.stock import Stored, hold, lying
from tongchou.pillars.acting import repeated
from tongchou.pillars.supplies import accounts
from tongchou.pillars.supplies.models import Batch
from tongchou.pillars.supplies.rules import Held, pick
from tongchou.pillars.supplies.sealing import donors
from tongchou.pillars.supplies.services.acting import Move, act, moved, must_stand, of_store, reach, store_of
from tongchou.registers.items.catalogue import MONEY, Item, by_code
from tongchou.registers.items.models import Lot
from tongchou.registers.items.queries import lots_of
from tongchou.registers.items.services import NewLot, make_lots
from tongchou.registers.staff.access import Scope, require

#: Who may receive donations for the county, by law.
RECEIVERS = {
    "red-cross": words("紅十字會"),
    "charity-federation": words("慈善總會"),
    "command": words("防控指揮部"),
    "department": words("有關部門"),
    "other": words("其他接收單位"),
}


@dataclass(frozen=True)
class Good:
    """One kind of goods in a batch, in the item's smallest step."""

    item: Item
    quantity: int
    expires_on: date | None = None
    made_on: date | None = None
    code: str = ""


@dataclass(frozen=True)
class NewBatch:
    """A donation: goods and money of one donor by one act. `worth` is what all its goods were put at together, in fen.

    `organisation` is a donor that is one, `donor` the name of a person, which is sealed. `thanked_as` is the name the
    donor agreed to be published under, empty without consent.
    """

    donated_on: date
    goods: tuple[Good, ...] = ()
    money: int = 0
    worth: int = 0
    donor: str = ""
    phone: str = ""
    organisation: int | None = None
    thanked_as: str = ""
    receiver: str = "red-cross"
    receipt_number: str = ""
    directed_to: str = ""
    pledged: bool = False
    rows: tuple[int, ...] = field(default=(0,))

    @property
    def purpose(self) -> str:
        return "directed" if self.directed_to else "undirected"

    @property
    def state(self) -> str:
        """Return where the batch begins: money alone has nothing to inspect."""
        if self.pledged:
            return accounts.PLEDGED
        return accounts.RECEIVED if self.goods else accounts.ACCEPTED


def open_batches(
    batches: Sequence[NewBatch],
    *,
    place: int,
    actor: int,
    role: str,
    at: datetime,
    entry: UUID,
    upload: UUID | None = None,
    voucher: str = "",
) -> Column:
    """Open one case for each batch, with its goods and money, as one entry; return the case numbers in order."""
    with transaction.atomic():
        first = new_cases(len(batches))
        case = np.arange(first, first + len(batches), dtype=np.int64)
        _store_documents(batches, case, place, entry, upload)
        none = np.zeros(len(batches), np.int64)
        number = chart().number
        table = Claims(
            case=case,
            chain=none + Chain.OPEN,
            predecessor=none,
            account=np.array([number(f"donation:{b.purpose}:{b.state}") for b in batches], np.int64),
            place=none + place,
            occurred_on=np.array([b.donated_on.toordinal() for b in batches], np.int64),
            sheet=none,
            row=np.array([b.rows[0] for b in batches], np.int64),
        )
        transfers = moved(_opening_moves(batches, case, place))
        post(Entry(entry, "donation", actor, role, at, table, transfers, voucher=voucher))
    return case


def _store_documents(batches: Sequence[NewBatch], case: Column, place: int, entry: UUID, upload: UUID | None) -> None:
    seal = donors().seal
    Batch.objects.bulk_create(
        [
            Batch(
                case=int(number),
                donor_sealed=seal(b.donor) if b.donor else None,
                phone_sealed=seal(b.phone) if b.phone else None,
                organisation=b.organisation,
                thanked_as=b.thanked_as[:80],
                receiver=b.receiver,
                receipt_number=b.receipt_number[:40],
                donated_on=b.donated_on,
                directed_to=b.directed_to[:200],
                upload=upload,
                row=b.rows[0],
                entry=entry,
                place=place,
            )
            for number, b in zip(case, batches, strict=True)
        ]
    )


def _opening_moves(batches: Sequence[NewBatch], case: Column, place: int) -> list[Move]:
    """Return what the batches bring: a lot for each of their goods, and one of money for what they give or are worth.

    The value of the goods is one sum of the batch: two goods at one price do not make it two.
    """
    lots: list[NewLot] = []
    money = by_code()[MONEY]
    for number, batch in zip(case.tolist(), batches, strict=True):
        lots += [NewLot(g.item, g.expires_on, g.made_on, g.code, number) for g in batch.goods]
        if batch.money or batch.worth:
            lots.append(NewLot(money, source=number))
    made = iter(make_lots(lots))
    moves: list[Move] = []
    for batch in batches:
        goods, worth = ("pledged:goods", "pledged:worth") if batch.pledged else (accounts.WITH_RECEIVER, accounts.WORTH)
        cash = "pledged:money" if batch.pledged else f"funds:{batch.purpose}"
        on = batch.donated_on
        moves += [Move(accounts.DONORS, place, goods, place, next(made), g.quantity, on) for g in batch.goods]
        if batch.money or batch.worth:
            lot = next(made)
            moves.append(Move(accounts.DONORS, place, cash, place, lot, batch.money, on))
            moves.append(Move(accounts.DONORS, place, worth, place, lot, batch.worth, on))
    return moves


def give(scope: Scope, batch: NewBatch, *, place: int, at: datetime, entry: UUID | None = None) -> int:
    """Open one batch at the desk; return its case number. The same entry sent again returns the same case.

    Raises:
        Refused("empty_batch"): neither goods nor money.
    """
    require(scope, "supplies.take_donations", place=place)
    entry = entry or new_id()
    if repeated(scope, entry, "donation"):
        return Batch.objects.get(entry=entry).case
    if not batch.goods and not batch.money:
        raise Refused("empty_batch", words("請填寫捐贈的物資或金額。"))
    return int(open_batches([batch], place=place, actor=scope.user_id, role=scope.role, at=at, entry=entry)[0])


def lots_by_batch(cases: Iterable[int]) -> dict[int, list[int]]:
    """Return the lots of each batch, in order."""
    found: dict[int, list[int]] = {int(case): [] for case in cases}
    for lot in Lot.objects.filter(source__in=list(found)).order_by("id"):
        found[lot.source or 0].append(lot.id)
    return found


def _lying(cases: Iterable[int]) -> dict[Stored, int]:
    """Return where the goods and money of batches lie."""
    return lying([lot for lots in lots_by_batch(cases).values() for lot in lots])


def _hand_on(lain: dict[Stored, int], ways: Mapping[str, tuple[str, int]], on: date) -> list[Move]:
    """Return the moves that take whatever lies in an account along its way to another account and place (0: stays)."""
    codes = chart().codes
    return [
        Move(codes[s.account], s.place, way[0], way[1] or s.place, s.item, quantity, on)
        for s, quantity in lain.items()
        if (way := ways.get(codes[s.account])) is not None
    ]


def receive(
    scope: Scope, case: int, *, at: datetime, on: date | None = None, receipt_number: str = "",
    entry: UUID | None = None,
) -> Receipt:  # fmt: skip
    """Receive what was pledged: the receiving body has it and gave a receipt. Money alone is thereby accepted."""
    with transaction.atomic():
        if found := repeated(scope, entry, "receive"):
            return found
        standing = reach(scope, "supplies.take_donations", [case])
        must_stand(standing, accounts.PLEDGED)
        day, lain = on or local_day(at), _lying([case])
        purpose = chart().case_class(int(standing.account[0]))
        ways = {
            "pledged:goods": (accounts.WITH_RECEIVER, 0),
            "pledged:money": (f"funds:{purpose}", 0),
            "pledged:worth": (accounts.WORTH, 0),
        }
        has_goods = any(chart().codes[stored.account] == "pledged:goods" for stored in lain)
        state = accounts.RECEIVED if has_goods else accounts.ACCEPTED
        if receipt_number:
            Batch.objects.filter(case=case).update(receipt_number=receipt_number[:40])
        said = claims(_step(case, f"donation:{purpose}:{state}", int(standing.state_tip[0]), day))
        return act(scope, "receive", _hand_on(lain, ways, day), at=at, entry=entry, claims=said)


def _step(case: int, account: str, tip: int, on: date) -> ClaimRow:
    return step(case=case, account=account, predecessor=tip, on=on)


def deliver(
    scope: Scope, cases: Sequence[int], *, store: int, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Deliver batches from their receiving body to a store, where they await inspection: the store has them now."""
    with transaction.atomic():
        if found := repeated(scope, entry, "deliver"):
            return found
        store_of(scope, "supplies.receive", store, local_day(at))
        standing = of_store(cases)
        must_stand(standing, accounts.RECEIVED)
        day = on or local_day(at)
        moves = _hand_on(_lying(standing.case.tolist()), {accounts.WITH_RECEIVER: (accounts.IN_INSPECTION, store)}, day)
        rows = []
        for i, case in enumerate(standing.case.tolist()):
            purpose = chart().case_class(int(standing.account[i]))
            rows.append(_step(case, f"donation:{purpose}:{accounts.AWAITING}", int(standing.state_tip[i]), day))
            if int(standing.place[i]) != store:
                rows.append(move(case=case, place=store, predecessor=int(standing.place_tip[i]), on=day))
        Batch.objects.filter(case__in=standing.case.tolist()).update(place=store)
        return act(scope, "deliver", moves, at=at, entry=entry, claims=claims(*rows))


def inspect(
    scope: Scope,
    cases: Sequence[int],
    *,
    at: datetime,
    rejected: Mapping[int, int] | None = None,
    reason: str = "",
    on: date | None = None,
    entry: UUID | None = None,
) -> Receipt:
    """Accept what awaits inspection into stock, but for the quantities of lots that are rejected, with a reason.

    A batch of which nothing is accepted is rejected.

    Raises:
        Refused("reason_missing"), Refused("rejected_too_much"): more of a lot than came.
    """
    rejected = rejected or {}
    with transaction.atomic():
        if found := repeated(scope, entry, "inspect"):
            return found
        standing = reach(scope, "supplies.inspect", cases)
        must_stand(standing, accounts.AWAITING)
        if any(rejected.values()) and not reason:
            raise Refused("reason_missing", words("不合格的要寫明原因。"))
        day = on or local_day(at)
        waiting = chart().number(accounts.IN_INSPECTION)
        lain = {s: quantity for s, quantity in _lying(standing.case.tolist()).items() if s.account == waiting}
        here = {s.item: quantity for s, quantity in lain.items()}
        if any(not 0 <= quantity <= here.get(lot, 0) for lot, quantity in rejected.items()):
            raise Refused("rejected_too_much", words("不合格數量多於到貨數量，請核對。"))
        moves: list[Move] = []
        for s, quantity in lain.items():
            bad = rejected.get(s.item, 0)
            frm = (accounts.IN_INSPECTION, s.place)
            moves.append(Move(*frm, "gone:rejected", s.place, s.item, bad, day))
            moves.append(Move(*frm, accounts.ON_HAND, s.place, s.item, quantity - bad, day))
        lots, rows = lots_by_batch(standing.case.tolist()), []
        for i, case in enumerate(standing.case.tolist()):
            good = sum(here.get(lot, 0) - rejected.get(lot, 0) for lot in lots[case])
            purpose = chart().case_class(int(standing.account[i]))
            state = accounts.ACCEPTED if good else accounts.REJECTED
            rows.append(_step(case, f"donation:{purpose}:{state}", int(standing.state_tip[i]), day))
        return act(scope, "inspect", moves, at=at, entry=entry, claims=claims(*rows), reason=reason)


def withdraw_pledge(scope: Scope, case: int, *, reason: str, at: datetime, entry: UUID | None = None) -> Receipt:
    """Note that a pledge will not come, with its reason.

    Raises:
        Refused("reason_missing").
    """
    if not reason:
        raise Refused("reason_missing", words("請寫明原因。"))
    with transaction.atomic():
        if found := repeated(scope, entry, "withdraw-pledge"):
            return found
        standing = reach(scope, "supplies.take_donations", [case])
        must_stand(standing, accounts.PLEDGED)
        day = local_day(at)
        ways = dict.fromkeys(("pledged:goods", "pledged:money", "pledged:worth"), ("gone:withdrawn", 0))
        purpose = chart().case_class(int(standing.account[0]))
        said = claims(_step(case, f"donation:{purpose}:{accounts.WITHDRAWN}", int(standing.state_tip[0]), day))
        moves = _hand_on(_lying([case]), ways, day)
        return act(scope, "withdraw-pledge", moves, at=at, entry=entry, claims=said, reason=reason)


def supersede(cases: Sequence[int], *, actor: int, role: str, at: datetime) -> set[int]:
    """Take back batches whose rows the sender replaced, and return those taken back.

    Only what lies where it came to is withdrawn: goods that were delivered or money that was spent are facts, and the
    later sheet is then told so.
    """
    wanted = [int(case) for case in cases]
    if not wanted:
        return set()
    standing = lock_standings(np.unique(np.array(wanted, np.int64)))
    by_case = lots_by_batch(standing.case.tolist())
    lain = _lying(standing.case.tolist())
    starts = {chart().number(code) for code in (*_STARTS, "funds:undirected", "funds:directed")}
    touched = {s.item for s in lain if s.account not in starts and not _is_world(s.account)}
    day, rows, moves, gone = local_day(at), [], [], set()
    for i, case in enumerate(standing.case.tolist()):
        state = chart().state(int(standing.account[i])) if standing.account[i] else ""
        if state not in (accounts.PLEDGED, accounts.RECEIVED, accounts.ACCEPTED) or touched & set(by_case[case]):
            continue
        gone.add(case)
        rows.append(reversal(case=case, of=int(standing.state_tip[i]), on=day))
        for s, quantity in lain.items():
            if s.item in by_case[case] and s.account in starts:
                code = chart().codes[s.account]
                # Negative on the same way, so that what came in is less and nothing went out.
                moves.append(Move(accounts.DONORS, s.place, code, s.place, s.item, -quantity, day))
    if gone:
        post(Entry(new_id(), "supersede", actor, role, at, claims(*rows), moved(moves), reason="superseded"))
    return gone


_STARTS = ("pledged:goods", "pledged:money", "pledged:worth", accounts.WITH_RECEIVER, accounts.WORTH)


def _is_world(account: int) -> bool:
    return chart().codes[account].startswith("outside:")


def spend(
    scope: Scope, fen: int, *, place: int, at: datetime, case: int | None = None, entry: UUID | None = None
) -> Receipt:
    """Pay out donated money: of one directed batch for its own purpose, or of the undirected, oldest first.

    Raises:
        Refused("bad_quantity"), Refused("not_enough_money"): an order to pay is a request, not a fact.
    """
    if fen <= 0:
        raise Refused("bad_quantity", words("金額應大於零。"))
    with transaction.atomic():
        if found := repeated(scope, entry, "spend"):
            return found
        require(scope, "supplies.spend", place=place)
        money, day = by_code()[MONEY].id, local_day(at)
        frm = "funds:directed" if case else "funds:undirected"
        lots = [lot.id for lot in lots_of(money) if case is None or lot.source == case]
        account = chart().number(frm)
        held = hold([Stored(account, place, money), *(Stored(account, place, lot) for lot in lots)])
        kept = [Held(stored.item, quantity) for stored, quantity in held.items() if quantity > 0]
        if sum(h.quantity for h in kept) < fen:
            raise Refused("not_enough_money", words("可用的捐款不足，未撥付。"))
        taken = pick(kept, fen, money, on=day)
        moves = [Move(frm, place, "funds:spent", place, lot, quantity, day) for lot, quantity in taken.items()]
        return act(scope, "spend", moves, at=at, entry=entry)


def consent(scope: Scope, case: int, *, name: str) -> None:
    """Write down under which name a donor agrees to be thanked; an empty name takes the consent back."""
    require(scope, "supplies.take_donations")
    Batch.objects.filter(case=case).update(thanked_as=name.strip()[:80])


def erase_documents() -> int:
    """Delete whatever names a donor, for good; return how many batches. What is in the books stays."""
    return Batch.objects.update(donor_sealed=None, phone_sealed=None, thanked_as="", directed_to="")
