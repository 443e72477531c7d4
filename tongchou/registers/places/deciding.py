"""From what an address mentions to one place, or to the reason why not. Nothing here guesses.

A town and a village under it, from two mentions, are a pair; whatever else is firmly mentioned must agree with the
pair or be a hamlet behind it, else the answer is ambiguous with all candidates, at the lowest place they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.utils.functional import cached_property

from tongchou.registers.places.cells import Verdict, cell_below, has_cell, lies_under
from tongchou.registers.places.gazetteer import Gazetteer, Named
from tongchou.registers.places.likeness import clear_slip, respelt_town
from tongchou.registers.places.reading import Mention, Reading, read, scan
from tongchou.registers.places.spelling import common_stems

_fits: WeakKeyDictionary[Gazetteer, dict[tuple[str, str, int | None, bool], Fit]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Fit:
    """The villages a mention may be. `natural`: they are what it says (村, 社区); `sure`: it may be relied on."""

    villages: tuple[Named, ...]
    natural: bool
    sure: bool

    @cached_property
    def positions(self) -> tuple[int, ...]:
        """Return the villages' positions, each once."""
        return tuple(dict.fromkeys(named.position for named in self.villages))


def decide(reading: Reading, gaz: Gazetteer, *, context: int = -1) -> Verdict:
    """Return the verdict on an address; `context` is the town's or village's position that the list speaks of."""
    by_name = _by_name(reading, gaz, context)
    if reading.foreign >= 0 and by_name.certainty in ("none", "part"):
        by_name = _by_slip_of_town(reading, gaz) or by_name
    if not reading.codes:
        return by_name
    coded = [found for code in reading.codes if (found := _known_code(code.replace("|", "-"), gaz))]
    if coded:
        return _by_code(coded, by_name, gaz)
    if by_name.certainty == "none":
        return _by_unknown_code(reading.codes, by_name, gaz)
    return by_name


def _by_slip_of_town(reading: Reading, gaz: Gazetteer) -> Verdict | None:
    """Return the village of an address whose unknown town sounds like one that has such a village; else None."""
    text = respelt_town(reading.text, reading.foreign, gaz.town_stems)
    if text is None:
        return None
    again = read(text, [token for _, token in scan(text, 0, gaz)], gaz)
    found = _by_name(again, gaz, -1)
    deep = found.certainty in ("exact", "variant") and found.position not in gaz.stems_of
    return Verdict(found.position, "fuzzy") if deep else None


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
    if all(lies_under(gaz, deepest.position, verdict.position) for verdict in said):
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
    """Return which villages (of a town, or of the whole tree) a mention may be. Remembered: lists repeat themselves."""
    key = (mention.word.text, mention.says, town, bool(mention.villages))
    found = _fits.setdefault(gaz, {}).get(key)
    if found is None:
        found = _fits[gaz][key] = _find_fit(mention, gaz, town)
    return found


def _find_fit(mention: Mention, gaz: Gazetteer, town: int | None) -> Fit:
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
    """Return whether a town's stem also names a village in another town: 太平 is a town, and a village of 附城."""
    towns = {named.position for named in mention.towns}
    return any(gaz.town_of.get(named.position) not in towns for named in mention.villages)


def _town_only(reading: Reading, mention: Mention, town: int, gaz: Gazetteer) -> Verdict:
    loose = tuple(
        position for other in reading.mentions if not other.firm for position in _fit(other, gaz, town).positions
    )
    if gaz.tree.kind[town] == "farm":
        # A farm has no villages to tell apart.
        return Verdict(town, "exact")
    found = None if loose else clear_slip(reading.text[mention.end :], gaz.stems_of.get(town, []))
    if found is not None:
        stem_end = mention.end + found.end
        return cell_below(reading.text[stem_end:], found.position, "fuzzy", gaz)
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
        return _foreign(reading, everything)
    if len(fit.positions) > 1 or against:
        return _ambiguous(gaz, everything, "village_ambiguous")
    if town >= 0 and not inside:
        return _ambiguous(gaz, (town, *fit.positions), "within_contradicts")
    # 新城社区 where there is only 新城村委会: another 新城 perhaps.
    vague = not inside and first.word.text in common_stems() and (first.says in ("", "v") or not fit.natural)
    if vague or not fit.sure:
        others = [named.position for named in (*first.word.villages, *first.word.towns)]
        return _ambiguous(gaz, (*fit.positions, *others), "village_without_town", at=0)
    exact = fit.natural and any(named.exact for named in fit.villages)
    return _with_cell(reading, [(first, fit)], fit.positions[0], "exact" if exact else "variant", gaz)


def _nothing(reading: Reading, gaz: Gazetteer, context: int) -> Verdict:
    """Return what is left when no town and no village is firmly named."""
    loose = tuple(dict.fromkeys(p for m in reading.mentions for p in _fit(m, gaz).positions))
    if reading.foreign >= 0:
        return _foreign(reading, loose)
    if context > 0 and (reading.relative or has_cell(reading.text)):
        if context in gaz.cells:
            return cell_below(reading.text, context, "exact", gaz)
        return Verdict(context, "part", loose, "village_unknown")
    if reading.county >= 0:
        return Verdict(0, "part", loose, "town_unknown")
    return Verdict(-1, "none", loose, "nothing_known" if reading.text else "address_empty")


def _foreign(reading: Reading, candidates: tuple[int, ...]) -> Verdict:
    """Return the verdict where a town is named that this county has not: the county, if that was named before."""
    if 0 <= reading.county < reading.foreign:
        return Verdict(0, "part", candidates, "town_unknown")
    return Verdict(-1, "none", candidates, "foreign_town")


def _ambiguous(gaz: Gazetteer, positions: Iterable[int], why: str, *, at: int | None = None) -> Verdict:
    candidates = tuple(dict.fromkeys(positions))
    if at is None:
        at = gaz.tree.position(gaz.tree.common(int(gaz.tree.ids[position]) for position in candidates))
        at = int(gaz.tree.parent[at]) if at in candidates and len(candidates) == 1 else at
    return Verdict(at, "ambiguous", candidates, why)


def _town_at(gaz: Gazetteer, context: int) -> int:
    """Return the town of a context that is a town, a village or a cell; -1 for the county or none."""
    while context > 0:
        if context in gaz.stems_of:
            return context
        context = int(gaz.tree.parent[context])
    return -1


def _with_cell(
    reading: Reading, fits: list[tuple[Mention, Fit]], village: int, certainty: str, gaz: Gazetteer
) -> Verdict:
    ends = [mention.end for mention, fit in fits if village in fit.positions]
    rest = reading.text[ends[0] :] if ends else reading.text
    return cell_below(rest, village, certainty, gaz)
