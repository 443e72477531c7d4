"""A sheet on paper: PDF by typst (`sheet.typ`), made when asked for and kept nowhere, for it has names on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tongchou.base.refusals import words
from tongchou.bulletin import layout, typesetting
from tongchou.bulletin.speaking import day, instant, place_name, said, speaking
from tongchou.dated.queries import rule_on
from tongchou.paper.making import team_for
from tongchou.paper.marks import FOUND, VISIT, code_of
from tongchou.paper.models import Print, Row, Sheet
from tongchou.paper.queries import Line, lines, sheet_of
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.models import FINDINGS
from tongchou.registers.people import masking
from tongchou.registers.people.cards import Unmasked
from tongchou.registers.people.queries import look_at_assigned
from tongchou.registers.places.queries import labels
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.queries import names, team_members

TEMPLATE = Path(__file__).with_name("sheet.typ")
GROUPS = {
    "from-key-area": words("從重點地區來"),
    "through-key-area": words("途經重點地區"),
    "to-key-area": words("回重點地區去"),
    "from-abroad": words("境外返回"),
    "passport": words("護照核查勸導"),
    "met": words("上門發現"),
}
VISITS = {
    "seen": words("已見"),
    "not-seen": words("未見"),
    "symptoms": words("有症狀"),
    "by-telephone": words("電話代錄"),
}


def paper(scope: Scope, number: int, *, at: datetime, address: str = "", lang: str = "zh-Hant") -> bytes:
    """Return a sheet as a PDF. Everyone on it who is still to be seen is looked at, logged with the purpose.

    `address` is where the sheet is keyed back.

    Raises:
        NotAllowed("not_allowed"), NotFound("sheet_unknown"), NotFound("team_unknown"), NotAllowed("not_your_team"),
        Refused("pdf_needs_typst"), Refused("pdf_needs_fonts").
    """
    require(scope, "paper.print")
    sheet = sheet_of(scope, number)
    team_for(scope, sheet.team, sheet.on)
    typst, families = typesetting.typst(), typesetting.families()
    rows = lines(scope, sheet)
    shown = _look(scope, rows, at)
    Print.objects.create(sheet=sheet, user=scope.user_id, at=at)
    with speaking(lang):
        data = _data(scope, sheet, rows, shown, at) | {"address": address}
    faces = layout.faces(lang)
    data["faces"] = {name: typesetting.faces(getattr(faces, name), families) for name in ("body", "head")}
    made = typst.compile(TEMPLATE.read_bytes(), sys_inputs={"sheet": json.dumps(data)}, timestamp=at.astimezone(UTC))
    assert isinstance(made, bytes), "one document is one file"
    return made


def _look(scope: Scope, rows: Sequence[Line], at: datetime) -> dict[int, Unmasked]:
    """Return those who are still to be seen, in full; whoever is done needs no second look."""
    shown: dict[int, Unmasked] = {}
    for kind, purpose in (("check", "check"), ("visit", "visit")):
        persons = {one.row.person for one in rows if one.row.kind == kind and is_open(one)} - set(shown)
        if persons:
            shown |= look_at_assigned(scope, persons, purpose=purpose, at=at)
    return shown


def is_open(line: Line) -> bool:
    """Say whether a row is still to be done: also where somebody was there and only found nobody at home."""
    done = line.keyed is not None and not line.keyed.said.startswith(FOUND)
    return not done and line.state in ("pending", "due", "unreported")


def title_of(code: str, titles: Mapping[str, str]) -> str:
    """Return what a letter means, in the language being written."""
    if code.startswith(FOUND):
        # An outcome may be called the same: what was only found leaves the check to be done.
        return said(words("%(found)s（待再訪）")) % {"found": said(FINDINGS.get(code.removeprefix(FOUND), code))}
    if code.startswith(VISIT):
        return said(VISITS.get(code.removeprefix(VISIT), code))
    return said(titles.get(code, code))


def titles_on(sheet: Sheet) -> dict[str, str]:
    """Return the words of the outcomes that a sheet may name."""
    return {one.code: one.title for one in rules.outcomes(rule_on("screening.outcomes", sheet.on))}


def letters_of(sheet: Sheet, row: Row) -> dict[str, str]:
    """Return the letters that a row may be answered with."""
    if row.kind == "visit":
        return {letter: code for letter, code in sheet.letters.items() if code.startswith(VISIT)}
    group = {one.code for one in rules.outcomes(rule_on("screening.outcomes", sheet.on), row.group)}
    return {letter: code for letter, code in sheet.letters.items() if code in group or code.startswith(FOUND)}


def _data(
    scope: Scope, sheet: Sheet, rows: Sequence[Line], shown: Mapping[int, Unmasked], at: datetime
) -> dict[str, Any]:
    members = team_members([sheet.team], sheet.on).get(sheet.team, {})
    named = names({*members.values(), scope.user_id})
    place = place_name(labels([sheet.place], sheet.on).get(sheet.place, ""))
    printed = {"who": named.get(scope.user_id, ""), "at": instant(at)}
    titles = titles_on(sheet)
    left, until = {"count": sheet.left_out}, {"on": day(sheet.destroy_on)}
    return {
        "title": said(words("入戶核查日表")),
        "number": said(words("第 %(number)s 號")) % {"number": sheet.pk},
        "about": f"{place}　{day(sheet.on)}　" + "、".join(named[user] for user in members.values() if user in named),
        "printed": said(words("%(who)s 打印於 %(at)s")) % printed,
        "destroy": said(words("限核查使用，不得拍照、複印、轉交；錄入後交回，%(on)s 前銷毀。")) % until,
        "mark": f"{printed['who']} {printed['at']}",
        "left": said(words("另有 %(count)s 行未印，請分小組或另作一張。")) % left if sheet.left_out else "",
        "wrote": said(words("填寫人簽名：　　　　　　　　　填寫時間：　　月　　日　　時")),
        "keyed": said(words("錄回：在台賬「日表」中打開本表，逐行錄「行碼 字母 體溫 備註」。")),
        "done": said(words("已錄")),
        "heads": [
            said(one)
            for one in (
                words("行碼"), words("姓名"), words("證件"), words("電話"), words("住址"), words("事項"),
                words("結果（在方格內打勾，一行一個）"), words("體溫"), words("備註"),
            )
        ],
        "rows": [_row(sheet, one, shown.get(one.row.person), titles) for one in rows],
    }  # fmt: skip


def _row(sheet: Sheet, line: Line, person: Unmasked | None, titles: Mapping[str, str]) -> dict[str, Any]:
    row = line.row
    what = said(words("訪視")) if row.kind == "visit" else said(GROUPS.get(row.group, row.group))
    boxes = [[letter, title_of(code, titles)] for letter, code in sorted(letters_of(sheet, row).items())]
    code = code_of(sheet.pk, row.number)
    if not is_open(line):
        return {"code": code, "done": True, "what": what}
    return {
        "code": code,
        "done": False,
        "name": person.name if person else "",
        "number": masking.id_number(person.id_number) if person else "",
        "phone": "\n".join(person.phones[:2]) if person else "",
        "address": person.addresses[0] if person and person.addresses else "",
        "what": what,
        "boxes": boxes,
    }
