"""What somebody can say of their return, cleaned; what no list could hold is refused where it is typed."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from tongchou.base.refusals import Refused, words
from tongchou.intake.values.base import is_absent, is_ditto
from tongchou.intake.values.identity import born_on, check_digit, from_15, is_resident_id

#: Papers one may have; whoever has none or remembers no number says so.
PAPERS = {
    "resident": words("居民身份證"),
    "passport": words("護照"),
    "permit": words("港澳臺居民證件"),
    "other": words("其他證件"),
    "none": words("沒有證件或記不清號碼"),
}
#: From where, roughly: it decides nothing, it says which question is asked next.
FROM = {
    "abroad": words("境外（含港澳臺）"),
    "province": words("外省"),
    "city": words("本省外市"),
    "near": words("本市內"),
}
WAYS = {
    "train": words("火車"),
    "plane": words("飛機"),
    "coach": words("客運汽車"),
    "car": words("自駕、拼車"),
    "ship": words("輪船"),
    "other": words("其他"),
}
#: How long each thing that is typed may be.
LONGEST = {"name": 60, "number": 30, "phone": 20, "source": 60, "passed": 60, "trip": 30, "address": 120, "others": 60}
#: A return lies between so many days ago and so many ahead.
BEFORE, AHEAD = timedelta(days=60), timedelta(days=60)

_NAME = re.compile(r"[\w〇○·•・.' \-]{1,60}")
_PHONE = re.compile(r"\+?[\d \-()]{7,20}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
#: What would be read as a line of the form itself instead of a person.
_FORM_WORDS = re.compile(
    r"姓 ?名|[合小总總共] ?[计計]|制表|填[表報报]|[审審]核|[示例]例|例[:：]|[备備] ?[注註]|name$", re.I
)


@dataclass(frozen=True)
class Said:
    """One announcement in full: personal data, held in memory and sealed everywhere else."""

    name: str
    paper: str
    number: str
    phone: str
    come_from: str
    source: str
    passed: str
    arrives_on: date
    way: str
    trip: str
    town: str
    address: str
    others: str

    def sealed_text(self) -> str:
        """Return the text that is sealed."""
        return json.dumps({**asdict(self), "arrives_on": self.arrives_on.isoformat()}, ensure_ascii=False)


def opened(text: str) -> Said:
    """Return what was sealed."""
    kept = json.loads(text)
    return Said(**{**kept, "arrives_on": date.fromisoformat(kept["arrives_on"])})


def cleaned(said: Said, *, today: date) -> Said:
    """Return what was said with its characters folded.

    Raises:
        Refused("announce_wrong"), with `field`: what is missing or cannot be; the words say what to do.
    """
    texts = {one.name: _clean(getattr(said, one.name)) for one in fields(said) if one.name in LONGEST}
    typed: dict[str, Any] = {**texts, "phone": _phone(texts["phone"]), "number": _number(said, texts["number"])}
    found = replace(said, **typed)
    for name, longest in LONGEST.items():
        if len(getattr(found, name)) > longest:
            raise _wrong(name, words("太長了，請簡短填寫。"))
    _person(found)
    if found.come_from not in FROM or found.way not in WAYS or found.paper not in PAPERS:
        raise _wrong("come_from", words("請從所列的選項中選擇。"))
    if not found.source:
        raise _wrong("source", words("請寫明從哪裏回來：國家，或省、市、縣。"))
    if not today - BEFORE <= found.arrives_on <= today + AHEAD:
        raise _wrong("arrives_on", words("到達日期應在前後六十天之內。"))
    if len(found.address) < 2 or _says_nothing(found.address):
        raise _wrong("address", words("請寫明回來後住在哪裏：村（社區）、組或小區、門牌。"))
    return found


def _person(said: Said) -> None:
    if not _NAME.fullmatch(said.name) or _says_nothing(said.name) or not any(one.isalpha() for one in said.name):
        raise _wrong("name", words("請填寫真實姓名。"))
    if not 7 <= sum(one.isdigit() for one in said.phone) <= 15:
        raise _wrong("phone", words("請填寫能聯繫到本人的電話號碼。"))


def _says_nothing(text: str) -> bool:
    return is_ditto(text) or is_absent(text) or bool(_FORM_WORDS.match(text))


def _clean(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", unicodedata.normalize("NFKC", text)).split())


def _phone(text: str) -> str:
    if text and not _PHONE.fullmatch(text):
        raise _wrong("phone", words("請填寫能聯繫到本人的電話號碼。"))
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"861[3-9]\d{9}", digits):
        return digits[2:]
    return f"+{digits}" if text.startswith("+") else digits


def _number(said: Said, text: str) -> str:
    """Return the number of a paper; a resident's is checked, because here its owner can put it right."""
    text = text.replace(" ", "").upper()
    if said.paper == "none":
        return ""
    if not text:
        raise _wrong("number", words("請填寫證件號碼；沒有或記不清的，證件一欄選「沒有證件或記不清號碼」。"))
    if said.paper != "resident":
        if not re.fullmatch(r"[A-Z0-9()/\-]{4,30}", text):
            raise _wrong("number", words("證件號碼只有字母和數字，請核對。"))
        return text
    if len(text) == 15 and text.isascii() and text.isdigit():
        text = from_15(text)
    if not is_resident_id(text) or check_digit(text[:17]) != text[17] or born_on(text) is None:
        raise _wrong("number", words("身份證號不對，請核對。確實記不清的，證件一欄選「沒有證件或記不清號碼」。"))
    return text


def _wrong(field: str, text: str) -> Refused:
    return Refused("announce_wrong", text, field=field)
