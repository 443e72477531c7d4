"""A sheet is keyed back, a line at a time, each saved as it comes: the services that every door uses post it.

An entry's id is made of sheet, row and how often the row was corrected, so the same line twice is `exists`. Another
answer for a row is told and asked: a correction takes the first back, with its reason, and says the second. What a
phone said meanwhile is never refused: both claims reach the books, and where they differ a lead decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from tongchou.base import clock
from tongchou.base.refusals import NotAllowed, NotFound, Refused, words
from tongchou.base.rights import may
from tongchou.journal.entries import Receipt
from tongchou.journal.models import Standing
from tongchou.journal.posting import claim_id
from tongchou.paper.marks import FOUND, VISIT, Line, read_line
from tongchou.paper.models import Keyed, Row, Sheet
from tongchou.paper.queries import sheet_of
from tongchou.paper.sealing import notes
from tongchou.pillars.acting import posted
from tongchou.pillars.screening import services as screening
from tongchou.pillars.screening.services import Conclusion, Visited, visit_each
from tongchou.procedures import quarantine_returnee
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.models import User
from tongchou.registers.staff.queries import team_members

MINUTE = timedelta(minutes=1)
DEFAULT_SLOT = "village_committee"


@dataclass(frozen=True)
class Answer:
    """What became of a keyed line: created, exists, conflict (another door says otherwise), or differs (asked first).

    `before` is what the row was keyed as already; `receipt` the entry's, None for a finding or if nothing was posted.
    """

    answer: str
    row: Row
    line: Line
    before: Keyed | None = None
    receipt: Receipt | None = None


def key(scope: Scope, number: int, text: str, *, wrote_by: int, at: datetime, correct: bool = False) -> Answer:
    """Key one line of a sheet: code, letter, perhaps a temperature and a note.

    `wrote_by` is who wrote on the paper; `correct` says that another answer of a row is to be put right.

    Raises:
        NotAllowed("not_allowed"), NotFound("sheet_unknown"), Refused: those of `marks.read_line`,
        Refused("row_unknown"), Refused("letter_not_for_row"), Refused("writer_unknown"),
        NotAllowed("correction_needs_lead"); those of the screening services.
    """
    require(scope, "paper.key")
    sheet = sheet_of(scope, number)
    line = read_line(text, sheet.pk, sheet.letters)
    if not User.objects.filter(pk=wrote_by, is_active=True).exists():
        raise Refused("writer_unknown", words("請選擇表是誰在現場填寫的。"))
    with transaction.atomic():
        row = Row.objects.select_for_update().filter(sheet=sheet, number=line.row).first()
        if row is None:
            raise Refused("row_unknown", words("這張表沒有第 %(row)s 行。"), row=line.row)
        _fits(row, line)
        before = row.keyed.order_by("-n").first()
        if before is not None:
            if _same(before, line):
                return Answer("exists", row, line, before)
            if not correct:
                return Answer("differs", row, line, before)
            _take_back(scope, sheet, row, before, at)
        return _say(scope, sheet, row, line, before, wrote_by=wrote_by, at=at)


def _fits(row: Row, line: Line) -> None:
    """Refuse a letter that is for the other kind of row: an outcome for a visit, a visit's answer for a check."""
    if (row.kind == "visit") != line.said.startswith(VISIT):
        raise Refused("letter_not_for_row", words("這個字母不用於這一行：核查行填結果，訪視行填訪視情況。"))


def _same(before: Keyed, line: Line) -> bool:
    note = notes().open(before.note) if before.note else ""
    same = (before.said, before.temperature_tenths) == (line.said, line.temperature_tenths)
    return same and (note == line.note or not line.note)


def _take_back(scope: Scope, sheet: Sheet, row: Row, before: Keyed, at: datetime) -> None:
    if before.entry is None:
        return
    if not may(scope, "screening.take_back", sheet.place):
        raise NotAllowed("correction_needs_lead", words("這一行已錄過別的結果，更正要由村（社區）或鎮（街）負責人錄。"))
    reversal = uuid5(sheet.key, f"{row.number}.{before.n}.reversal")
    screening.take_back(scope, claim_id(before.entry, 0), reason="mistyped", at=at, entry=reversal)


def _say(
    scope: Scope, sheet: Sheet, row: Row, line: Line, before: Keyed | None, *, wrote_by: int, at: datetime
) -> Answer:
    n = before.n + 1 if before else 0
    entry = None if line.said.startswith(FOUND) else uuid5(sheet.key, f"{row.number}.{n}")
    receipt = _post(scope, sheet, row, line, entry, wrote_by=wrote_by, at=at) if entry else None
    if receipt is None:
        _find(scope, sheet, row, line, wrote_by, at)
    Keyed.objects.create(
        row=row, n=n, said=line.said, temperature_tenths=line.temperature_tenths,
        note=notes().seal(line.note) if line.note else None, wrote_by=wrote_by, keyed_by=scope.user_id, keyed_at=at,
        entry=entry,
    )  # fmt: skip
    disputed = any(flags & Standing.DISPUTED for _, flags in receipt.flags) if receipt else False
    return Answer("conflict" if disputed else "created", row, line, before, receipt)


def _post(scope: Scope, sheet: Sheet, row: Row, line: Line, entry: UUID, *, wrote_by: int, at: datetime) -> Receipt:
    """Post what a row says, after the claim that stood when the sheet was made, wherever the case has gone since."""
    happened, seen = _happened(sheet, at), {row.case: row.tip}
    if row.kind == "visit":
        teller = wrote_by if wrote_by != scope.user_id else None
        if line.said == f"{VISIT}by-telephone" and teller is None:
            teller = screening.BY_NOTE
        act = Visited(
            [row.case], line.said.removeprefix(VISIT), sheet.on, teller, line.temperature_tenths, entry, seen, happened
        )
        return posted(visit_each(scope, [act], at=at, own=[row.case]))
    conclusion = Conclusion({row.case: line.said}, sheet.on, entry, seen, happened, reason="paper")
    receipt = posted(quarantine_returnee.conclude_each(scope, [conclusion], at=at, own=[row.case]))
    if line.temperature_tenths:
        _find(scope, sheet, row, line, wrote_by, at)
    return receipt


def _happened(sheet: Sheet, at: datetime) -> datetime:
    """Return when it happened, as far as paper knows: today now, another day at its end."""
    return min(at, clock.local(sheet.on, 24) - MINUTE)


def _find(scope: Scope, sheet: Sheet, row: Row, line: Line, wrote_by: int, at: datetime) -> None:
    """Write a finding down in the slot of who wrote it; a temperature measured at the door is one too."""
    slots = team_members([sheet.team], sheet.on).get(sheet.team, {})
    slot = next((slot for slot, user in slots.items() if user == wrote_by), DEFAULT_SLOT)
    found = line.said.removeprefix(FOUND) if line.said.startswith(FOUND) else "documents"
    try:
        screening.find(scope, row.case, slot=slot, found=found, at=at, temperature_tenths=line.temperature_tenths)
    except NotFound:
        if line.said.startswith(FOUND):
            raise Refused(
                "moved_on", words("這一件已移交別處，「%(found)s」不再記入；結果仍可錄。"), found=found
            ) from None
