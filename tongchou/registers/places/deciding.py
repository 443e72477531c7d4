"""From what an address mentions to one place, or to the reason why not. Nothing here guesses.

A town and a village under it, from two mentions, are a pair; whatever else is firmly mentioned must agree with the
pair or be a hamlet behind it, else the answer is ambiguous with all candidates, at the lowest place they share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongchou.registers.places.gazetteer import Cells, Gazetteer, Named
from tongchou.registers.places.likeness import clear_slip
from tongchou.registers.places.reading import Mention, Reading

#: Stems that are plain words or the commonest names of hamlets: alone, without town or committee, they say nothing.
COMMON = frozenset(
    "中村 新村 东区 西区 南区 北区 中区 城东 安全 清水 石头 和平 太平 高峰 分会 大众 丰盛 励志 新城 明镜 新民 新光 红星 红光 星光"
    " 南山 白马 田心 大塘 大岗 大石 大围 沙头 横岗 田房 大田 老寨 新寨 中寨 下寨 海子 大坪 青石 石山 平山 田心寨".split()
)


@dataclass(frozen=True)
class Verdict:
    """A position in the tree (-1: none), how certain, the positions of all candidates, and why not deeper."""

    position: int
    certainty: str
    candidates: tuple[int, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Fit:
    """The villages a mention may be. `natural`: what it says (村, 社区) is what they are; `sure`: it may be relied on."""

    villages: tuple[Named, ...]
    natural: bool
    sure: bool

    @property
    def positions(self) -> tuple[int, ...]:
        """Return the villages' positions, each once."""
        return tuple(dict.fromkeys(named.position for named in self.villages))


def decide(reading: Reading, gaz: Gazetteer, *, context: int = -1) -> Verdict:
    """Return the verdict on an address; `context` is the town's or village's position that the list speaks of."""
    by_name = _by_name(reading, gaz, context)
    if not reading.codes:
        return by_name
    coded = [found for code in reading.codes if (found := _known_code(code.replace("|", "-"), gaz))]
    if coded:
        return _by_code(coded, by_name, gaz)
    if by_name.certainty == "none":
        return _by_unknown_code(reading.codes, by_name, gaz)
    return by_name


def _known_code(code: str, gaz: Gazetteer) -> Verdict | None:
    """Return where a code is, or the lowest place that its beginning names; None where not even a town is."""
    if code in gaz.codes:
        positions = gaz.codes[code]
        return Verdict(positions[0], "exact") if len(positions) == 1 else _ambiguous(gaz, positions, "code_ambiguous")
    if code[:12].isdigit() and len(code) in (14, 16):
        code = "-".join(filter(None, (code[:12], code[12:14], code[14:].lstrip("0"))))
    while "-" in code:
        if code in gaz.codes:
            return Verdict(gaz.codes[code][0], "exact")
        code = code.rpartition("-")[0]
        if code in gaz.codes:
            return Verdict(gaz.codes[code][0], "part", why="cell_unknown")
    if code[:9] in gaz.codes:
        return Verdict(gaz.codes[code[:9]][0], "part", why="code_unknown")
    return None


def _by_code(coded: Sequence[Verdict], by_name: Verdict, gaz: Gazetteer) -> Verdict:
    """A code decides where names and other codes do not contradict it: the deepest, if each lies on the way to it."""
    said = [*coded, by_name] if by_name.certainty in ("exact", "variant", "part") else list(coded)
    deepest = max(said, key=lambda verdict: int(gaz.tree.depth[verdict.position]))
    if all(_lies_under(gaz, deepest.position, verdict.position) for verdict in said):
        return deepest
    if by_name.certainty == "outside":
        return _ambiguous(gaz, [verdict.position for verdict in coded], "code_contradicts", at=0)
    return _ambiguous(gaz, [verdict.position for verdict in said], "code_contradicts")


def _by_unknown_code(codes: Sequence[str], by_name: Verdict, gaz: Gazetteer) -> Verdict:
    if not gaz.county_code.isdigit():
        return by_name
    if any(code.startswith(gaz.county_code) for code in codes):
        return Verdict(0, "part", why="code_unknown")
    if any(len(code) == 12 and code[0] in "123456" for code in codes):
        return Verdict(-1, "outside", why="code_outside")
    return by_name


def _by_name(reading: Reading, gaz: Gazetteer, context: int) -> Verdict:
    firm = [mention for mention in reading.mentions if mention.firm]
    anchors = [mention.start for mention in firm] + ([reading.county] if reading.county >= 0 else [])
    elsewhere = reading.outside >= 0 and reading.outside < min(anchors, default=len(reading.text) + 1)
    if elsewhere and (reading.county < 0 or not firm):
        return Verdict(-1, "outside", why="outside")
    verdict = _paired(reading, firm, gaz) or _unpaired(reading, firm, gaz, context)
    if elsewhere and verdict.position >= 0:
        return _ambiguous(gaz, verdict.candidates or (verdict.position,), "outside_contradicts", at=0)
    return verdict


def _paired(reading: Reading, firm: list[Mention], gaz: Gazetteer) -> Verdict | None:
    """Return the verdict where a town and a village of it are both mentioned; None where no such pair is."""
    pairs = [
        (first, named, second, fit)
        for first in firm
        for named in first.towns
        for second in firm
        if second is not first and (fit := _fit(second, gaz, named.position)).villages
    ]
    if not pairs:
        return None
    towns = tuple(dict.fromkeys(pair[1].position for pair in pairs))
    stated = [mention for mention in firm if mention.says == "T"]
    astray = [m for m in stated if not any(named.position in towns for named in m.towns)]
    candidates = tuple(dict.fromkeys(position for pair in pairs for position in pair[3].positions))
    if len(towns) > 1 or astray:
        strays = tuple(named.position for mention in astray for named in mention.towns)
        return _ambiguous(gaz, (*candidates, *strays), "towns_differ")
    town = towns[0]
    fits = [(pair[2], pair[3]) for pair in sorted(pairs, key=lambda pair: pair[2].start)]
    others = [m for m in firm if not any(m is pair[0] or m is pair[2] for pair in pairs)]
    first, fit = fits[0]
    against = [m for m in others if not _is_hamlet(m, first)]
    if against:
        strays = tuple(named.position for mention in against for named in (*mention.villages, *mention.towns))
        return _ambiguous(gaz, (*candidates, *strays), "villages_differ")
    rivals = [other for mention, other in fits[1:] if not _same_or_hamlet(mention, other, first, fit)]
    said_twice = not first.says and any(named.position == town for named in first.word.towns)
    if not fit.sure or (said_twice and len(fit.positions) == 1):
        # 罗镜镇罗镜: the town said twice, or its community.
        return Verdict(town, "part", fit.positions, "village_unknown")
    if rivals or len(fit.positions) > 1:
        return _ambiguous(gaz, candidates, "village_ambiguous")
    exact = fit.natural and any(named.exact for named in fit.villages) and any(pair[1].exact for pair in pairs)
    return _with_cell(reading, fits, fit.positions[0], "exact" if exact else "variant", gaz)


def _is_hamlet(mention: Mention, village: Mention) -> bool:
    """Return whether a further name is only a hamlet's behind the village: it names no committee and no town."""
    return mention.start > village.start and mention.says in ("", "v")


def _same_or_hamlet(mention: Mention, fit: Fit, first: Mention, village: Fit) -> bool:
    """Return whether a second village of the town is the first again, or a hamlet behind a village committee's name."""
    if set(fit.positions) & set(village.positions):
        return True
    return first.says in ("V", "C") and mention.says in ("", "v")


def _fit(mention: Mention, gaz: Gazetteer, town: int | None = None) -> Fit:
    """Return which villages (of a town, or of the whole tree) a mention may be."""
    here = [n for n in mention.villages if town is None or gaz.town_of.get(n.position) == town]
    wanted = {"V": ("V", ""), "v": ("V", ""), "C": ("C", "")}.get(mention.says)
    natural = [named for named in here if wanted is None or named.nature in wanted]
    if natural:
        return Fit(tuple(natural), True, True)
    # 罗镜村 where there is only 罗镜居委会: the market town's name, perhaps a hamlet's; not to be relied on.
    return Fit(tuple(here), False, mention.word.text not in gaz.town_stems)


def _unpaired(reading: Reading, firm: list[Mention], gaz: Gazetteer, context: int) -> Verdict:
    stated = [m for m in firm if m.towns and (m.says == "T" or not _villages_elsewhere(m, gaz))]
    towns = tuple(dict.fromkeys(named.position for mention in stated for named in mention.towns))
    villages = [m for m in firm if m.villages and m not in stated]
    if len(towns) > 1:
        return _ambiguous(gaz, towns, "towns_differ")
    if towns and villages:
        strays = tuple(position for mention in villages for position in _fit(mention, gaz).positions)
        return _ambiguous(gaz, (*towns, *strays), "town_contradicts")
    if towns:
        return _town_only(reading, stated[-1], towns[0], gaz)
    if villages:
        return _village_only(reading, villages, gaz, context)
    return _nothing(reading, gaz, context)


def _villages_elsewhere(mention: Mention, gaz: Gazetteer) -> bool:
    """Return whether a town's stem is also the name of a village in another town: 太平 is a town, and 附城's village."""
    towns = {named.position for named in mention.towns}
    return any(gaz.town_of.get(named.position) not in towns for named in mention.villages)


def _town_only(reading: Reading, mention: Mention, town: int, gaz: Gazetteer) -> Verdict:
    loose = tuple(
        position for other in reading.mentions if not other.firm for position in _fit(other, gaz, town).positions
    )
    if town in gaz.cells:
        return _with_cell(reading, [], town, "exact", gaz)
    found = None if loose else clear_slip(reading.text[mention.end :], gaz.stems_of.get(town, []))
    if found is not None:
        stem_end = mention.end + found.end
        return _cell_below(reading.text[stem_end:], found.position, "fuzzy", gaz)
    return Verdict(town, "part", loose, "village_unknown")


def _village_only(reading: Reading, villages: list[Mention], gaz: Gazetteer, context: int) -> Verdict:
    first = villages[0]
    town = _town_at(gaz, context)
    fit = _fit(first, gaz, town) if town >= 0 else Fit((), False, False)
    inside = bool(fit.villages)
    if not inside:
        fit = _fit(first, gaz)
        if first.towns:
            fit = Fit((*fit.villages, *first.towns), fit.natural, False)
    everything = tuple(dict.fromkeys(p for m in villages for p in (fit if m is first else _fit(m, gaz)).positions))
    against = [m for m in villages[1:] if not _same_or_hamlet(m, _fit(m, gaz), first, fit)]
    if reading.foreign >= 0 and reading.foreign < first.start:
        return Verdict(-1, "none", everything, "foreign_town")
    if len(fit.positions) > 1 or against:
        return _ambiguous(gaz, everything, "village_ambiguous")
    if town >= 0 and not inside:
        return _ambiguous(gaz, (town, *fit.positions), "within_contradicts")
    vague = not inside and first.says in ("", "v") and first.word.text in COMMON
    if vague or not fit.sure:
        return _ambiguous(gaz, fit.positions, "village_without_town", at=0)
    exact = fit.natural and any(named.exact for named in fit.villages)
    return _with_cell(reading, [(first, fit)], fit.positions[0], "exact" if exact else "variant", gaz)


def _nothing(reading: Reading, gaz: Gazetteer, context: int) -> Verdict:
    """Return what is left when no town and no village is firmly named."""
    loose = tuple(dict.fromkeys(p for m in reading.mentions for p in _fit(m, gaz).positions))
    if reading.foreign >= 0:
        return (
            Verdict(0, "part", loose, "town_unknown")
            if reading.county >= 0
            else Verdict(-1, "none", loose, "foreign_town")
        )
    if context > 0 and (reading.relative or _has_cell(reading.text)):
        if context in gaz.cells:
            return _cell_below(reading.text, context, "exact", gaz)
        return Verdict(context, "part", loose, "village_unknown")
    if reading.county >= 0:
        return Verdict(0, "part", loose, "town_unknown")
    return Verdict(-1, "none", loose, "nothing_known" if reading.text else "address_empty")


def _ambiguous(gaz: Gazetteer, positions: Iterable[int], why: str, *, at: int | None = None) -> Verdict:
    candidates = tuple(dict.fromkeys(positions))
    if at is None:
        at = gaz.tree.position(gaz.tree.common(int(gaz.tree.ids[position]) for position in candidates))
        at = int(gaz.tree.parent[at]) if at in candidates and len(candidates) == 1 else at
    return Verdict(at, "ambiguous", candidates, why)


def _lies_under(gaz: Gazetteer, position: int, above: int) -> bool:
    return above <= position < int(gaz.tree.right[above])


def _town_at(gaz: Gazetteer, context: int) -> int:
    """Return the town of a context that is a town, a village or a cell; -1 for the county or none."""
    while context > 0:
        if context in gaz.stems_of:
            return context
        context = int(gaz.tree.parent[context])
    return -1


_SERIES = r"(?P<series>综治|创文创卫|创文|创卫|文明)?第?"
_CELL = re.compile(
    _SERIES + r"(?:(?<!\d)(?P<four>\d{4})号?(?:小|微)?(?:网)?格"
    r"|(?<!\d)(?P<a>\d{1,2})-(?P<b>\d{1,2})号?微?(?:网)?格"
    r"|(?<!\d)(?P<small>\d{1,2})号?小?(?:网)?格(?:第?(?P<micro>\d{1,2})号?(?:微|小)(?:网)?格)?)"
)
#: Right behind the village, a two-digit cell that begins with 0: 04-2. Without the 0 it may be a house: 12-3.
_BARE = re.compile(r"\|*(?P<a>0\d)-(?P<b>\d{1,2})(?=$|\|)")
_DIGIT = {char: str(number) for number, char in enumerate("零一二三四五六七八九")}
_CHINESE = re.compile(r"[一二三四五六七八九十]{1,3}(?=号?(?:小|微)?(?:网)?格)")


def _has_cell(text: str) -> bool:
    return "格" in text and _CELL.search(_digits(text)) is not None


def _digits(text: str) -> str:
    """Return a text with the Chinese numerals before 格 as digits: 第四格 is 第4格."""
    return _CHINESE.sub(lambda found: _number(found.group()), text)


def _number(text: str) -> str:
    tens, ten, ones = text.rpartition("十")
    return "".join(
        (_DIGIT.get(tens, "1") if ten else "", "".join(_DIGIT.get(c, "") for c in ones) or ("0" if ten else ""))
    )


def _with_cell(
    reading: Reading, fits: list[tuple[Mention, Fit]], village: int, certainty: str, gaz: Gazetteer
) -> Verdict:
    ends = [mention.end for mention, fit in fits if village in fit.positions]
    rest = reading.text[ends[0] :] if ends else reading.text
    return _cell_below(rest, village, certainty, gaz)


def _cell_below(rest: str, village: int, certainty: str, gaz: Gazetteer) -> Verdict:
    """Return the cell that the rest of the text names below a village, or the village, `part` where it has no such."""
    cells = gaz.cells.get(village)
    if cells is None:
        return Verdict(village, certainty)
    for name, position in cells.parts.items():
        if rest.lstrip("|").removeprefix("第").startswith(name.removeprefix("第")):
            village, rest = position, rest[rest.index(name[-1]) + 1 :]
            break
    found = _CELL.search(_digits(rest)) if "格" in rest else _BARE.match(rest)
    if found is None:
        return Verdict(village, certainty)
    series, small, micro = _numbers(found)
    options = [cells.small[key] for key in _keys(series, small) if key in cells.small]
    if len(options) != 1 or not _lies_under(gaz, options[0], village):
        return Verdict(village, "part", tuple(options), "cell_unknown")
    if micro is None:
        return Verdict(options[0], certainty)
    deeper = cells.micro.get((small, micro)) if not series else None
    return Verdict(options[0], "part", (), "cell_unknown") if deeper is None else Verdict(deeper, certainty)


def _keys(series: str, small: int) -> list[tuple[str, int]]:
    named = {"综治": "综治", "创文": "创文", "创卫": "创文", "创文创卫": "创文", "文明": "创文"}.get(series)
    return [(named, small)] if named else [("", small), ("综治", small), ("创文", small)]


def _numbers(found: re.Match[str]) -> tuple[str, int, int | None]:
    parts = found.groupdict()
    series = parts.get("series") or ""
    if parts.get("four"):
        return series, int(parts["four"][:2]), int(parts["four"][2:])
    if parts.get("a"):
        return series, int(parts["a"]), int(parts["b"])
    return series, int(parts["small"]), int(parts["micro"]) if parts.get("micro") else None


__all__ = ["COMMON", "Cells", "Verdict", "decide"]
