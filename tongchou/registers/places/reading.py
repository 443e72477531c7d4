"""Reading one plain address: which towns, villages, counties elsewhere and codes it mentions, and how firmly.

A mention is a word of the gazetteer with what follows it: 村委会 after a stem says a village committee, 路 says a
street that only bears the name, 组 a hamlet. A mention is firm when nothing unknown is glued to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tongchou.registers.places.gazetteer import HERE, Gazetteer, Named, Word
from tongchou.registers.places.spelling import TOWN

#: What follows a stem, tried in this order at its end.
_AFTER = re.compile(
    r"(?P<hamlet>村民小组|村民组|村小组|自然村|小组|生产队|片区|组|队|屯|坊)"
    r"|(?P<town>街道办事处|镇街道|街道办|街道|办事处|镇|乡)"
    r"|(?P<village>村民委员会|村委会|村委)"
    r"|(?P<community>社区居民委员会|社区居委会|居民委员会|居委会|居委|社区)"
    r"|(?P<road>路|街|巷|里(?!村)|弄|大道|道|桥|公路|市场|广场|花园|小区|大厦|大楼|商场|商城|酒店|宾馆|旅馆|饭店|学校|中学|小学"
    r"|高中|初中|幼儿园|医院|卫生院|工业|公园|水库|山庄|新城|城|楼|厂|店|公司|银行|电站|林场|农场|茶场|站|派出所"
    r"|寺|庙|祠|阁|苑|府|轩|洋|岭|山)"
    r"|(?P<hamlets>村(?=民?小?组))"
    r"|(?P<plain>村|大队)"
)
_AFTER_VILLAGE_STEM = re.compile(r"民委员会|委会|委")
#: What may follow a bare stem for it to stand by itself: an end, a number, a group, a hamlet's name of its own.
_FREE = re.compile(
    r"$|[|\d#第-]|[一二三四五六七八九十]{1,3}[队组社片坊]|[^\d|#][屋寨庄坊屯组队]|[^\d|#]{2,4}?(?:村|[屋寨庄坊屯组队]|社(?!区))"
)
#: After a bare town, a street's or a hamlet's name may follow too.
_FREE_TOWN = re.compile(
    r"[^\d|#洋线岭山河]{1,4}(?:路|街|巷|圩|墟|市场|大道|村)|圩|墟|街|政府"
    r"|[^\d|#洋线岭山河]{1,3}[围塘坑岗坪垌冲埇田头尾背角湾咀口](?=$|[|\d#村组队第]|[一二三四五六七八九十])"
)
#: After a bare community, a street's name of two characters or more: 西区沿江西路. Not after a village's: 新东方大道.
_FREE_COMMUNITY = re.compile(r"[^\d|#]{2,5}?(?:路|街|巷|大道|小区|花园|市场)")
_JOINTS = frozenset("|0123456789#住在到原现属址于为")
#: An administrative name nobody here knows: another county's town before a village that only sounds like ours.
_FOREIGN = re.compile(
    r"[^|\d#]{2,}?(?:镇|乡(?!下)|街道|(?<!小)(?<!社)(?<!园)(?<!片)(?<!市)(?<!城)(?<!发)(?<!业)区|县|省|州)"
)
_CODE = re.compile(r"(?<![0-9A-Za-z])(?:\d{9}|\d{12}|\d{14}|\d{16})(?:[-|][0-9A-Z]{1,3}){0,2}(?![0-9A-Za-z])")


@dataclass
class Mention:
    """A town or a village that the text names. `says` is T town, V committee, C community, v 村, empty for the stem."""

    start: int
    end: int
    word: Word
    says: str
    firm: bool
    towns: Sequence[Named] = ()
    villages: Sequence[Named] = ()


@dataclass
class Reading:
    """All that an address mentions. Offsets are -1 where there is none; `foreign` is an unknown town's."""

    text: str
    mentions: list[Mention] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    outside: int = -1
    county: int = -1
    foreign: int = -1
    relative: bool = False


_SAYS = {"town": "T", "village": "V", "community": "C", "plain": "v"}


def read(text: str, tokens: Sequence[str], gaz: Gazetteer) -> Reading:
    """Return what a plain text mentions, given the words of the gazetteer found in it, in order."""
    reading = Reading(text, codes=_CODE.findall(text))
    ahead = _locate(text, tokens)
    done = 0
    while ahead:
        start, token = ahead.pop(0)
        if start < done:
            # 村委会龙甘: 会龙 is a village too, but the committee's ending has been read. Look again behind it.
            ahead = scan(text, done, gaz)
            continue
        word, end = gaz.words[token], start + len(token)
        if word.outside and word.local and _is_local(text, end, reading):
            word = gaz.words[word.local]
            end = start + len(word.text)
            ahead = scan(text, end, gaz)
        following = gaz.words[ahead[0][1]] if ahead and ahead[0][0] == end else None
        if word.outside:
            done = _read_outside(reading, word, start, done)
        elif word.own >= 0 and not (word.towns or word.villages):
            done = _read_own(reading, word, start)
        else:
            done = _read_place(reading, word, start, done, following, gaz)
            if ahead and end < ahead[0][0] < done and text[end : ahead[0][0]] in TOWN:
                # 街道办田村: 办田 is a village, and 街道 already says the town.
                done = reading.mentions[-1].end = ahead[0][0]
    if not reading.mentions and _FOREIGN.search(text, done):
        reading.foreign = done
    return reading


def stands_free(text: str, tokens: Sequence[str]) -> bool:
    """Return whether the last word of a text is a bare stem by itself, so that what follows it says nothing more.

    Not when it begins in the ending of the word before it: then it is no word (生江镇安全 has no 镇安).
    """
    start = text.rindex(tokens[-1])
    end = start + len(tokens[-1])
    if _AFTER.match(text, end) or not _FREE.match(text, end):
        return False
    before = text.rindex(tokens[-2], 0, start) + len(tokens[-2]) if len(tokens) > 1 else start
    ending = _AFTER.match(text, before)
    return ending is None or ending.end() <= start


def _locate(text: str, tokens: Sequence[str]) -> list[tuple[int, str]]:
    """Return where each word found in a text stands."""
    found = []
    at = 0
    for token in tokens:
        start = text.index(token, at)
        found.append((start, token))
        at = start + len(token)
    return found


def scan(text: str, at: int, gaz: Gazetteer) -> list[tuple[int, str]]:
    """Return the words in a text from a position on, each the longest at its place, none over another."""
    found = []
    while at < len(text):
        token = next((text[at : at + n] for n in gaz.lengths.get(text[at], ()) if text[at : at + n] in gaz.words), "")
        if token:
            found.append((at, token))
        at += len(token) or 1
    return found


def _is_local(text: str, end: int, reading: Reading) -> bool:
    """Return whether a county's name elsewhere (新乐市) is here only a village's, by what stands around it."""
    return text.startswith("场", end) or reading.county >= 0 or any(m.firm and m.towns for m in reading.mentions)


def _read_outside(reading: Reading, word: Word, start: int, done: int) -> int:
    """Note a county elsewhere; a short name counts at the head alone, and no name of a street does."""
    end = start + len(word.text)
    if word.short and (start != done or _AFTER.match(reading.text, end)):
        return done
    if reading.outside < 0:
        reading.outside = start
    return end


def _read_own(reading: Reading, word: Word, start: int) -> int:
    end = start + len(word.text)
    reading.relative = reading.relative or word.own == HERE
    if word.own == 0 and reading.county < 0 and not reading.text.startswith(("路", "街", "场", "大道"), end):
        reading.county = start
    return end


def _read_place(reading: Reading, word: Word, start: int, done: int, following: Word | None, gaz: Gazetteer) -> int:
    """Read a town's or a village's stem with what follows it; return up to where the text is understood."""
    text, end = reading.text, start + len(word.text)
    if not reading.mentions and reading.foreign < 0 and _FOREIGN.search(text[done:start]):
        reading.foreign = done
    says, stop = _after(word, text, end, following)
    if says == "T" and following is not None and _is_village_of(following, word, gaz):
        # 太平镇安村: 镇安 is a village of 太平, and 镇 its first character.
        says, stop = "", end
    if says == "road" or (says == "T" and not word.towns):
        return done
    villages = word.villages if says != "T" else ()
    towns = word.towns if says in ("", "T") else ()
    if not villages and not towns:
        return done
    joined = says != "hamlet" and (start == done or text[start - 1] in _JOINTS)
    says = "" if says == "hamlet" else says
    free = bool(says) or following is not None or _FREE.match(text, end) is not None
    if not free and towns and _FREE_TOWN.match(text, end):
        free, villages = True, ()
    elif not free and _FREE_COMMUNITY.match(text, end) and (urban := [n for n in villages if n.nature == "C"]):
        free, villages = True, urban
    reading.mentions.append(Mention(start, stop, word, says, joined and free, towns, villages))
    return stop


def _is_village_of(word: Word, town: Word, gaz: Gazetteer) -> bool:
    towns = {named.position for named in town.towns}
    return any(gaz.town_of.get(named.position) in towns for named in word.villages)


def _after(word: Word, text: str, end: int, following: Word | None) -> tuple[str, int]:
    """Return what the text behind a stem says it is (T, V, C, v, road, hamlet or nothing), and where that ends."""
    if word.text.endswith("村") and (tail := _AFTER_VILLAGE_STEM.match(text, end)):
        return "V", tail.end()
    found = _AFTER.match(text, end)
    if found is None:
        return "", end
    group = str(found.lastgroup)
    if group == "road":
        return ("", end) if following is not None else ("road", end)
    if group in ("hamlet", "hamlets"):
        return "hamlet", end
    return _SAYS[group], found.end()
