"""What an address may name, in one edition: every name and spelling of towns and villages, their cells, and elsewhere.

Built once per edition from its tree, the names of all editions and the aliases; then only looked up. Positions are
those of the edition's tree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.utils.functional import cached_property

from tongchou.registers.places.models import Alias, Node, Place
from tongchou.registers.places.outside import Names, countries, names_outside
from tongchou.registers.places.queries import tree, whereabouts
from tongchou.registers.places.spelling import nature, plain, spellings, stem
from tongchou.registers.places.tree import Tree

TOWN_KINDS, VILLAGE_KINDS = ("town", "farm"), ("medium", "farm")
HERE = 9
CELL_SERIES = {"small": "", "grid_order": "综治", "grid_civic": "创文"}
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Named:
    """A place that a text may name. `nature` is V for a village, C a community; `exact`: by its own name of today."""

    position: int
    nature: str
    exact: bool


@dataclass
class Word:
    """What one text in an address may be.

    `own` is the county (0), what it lies in (1, 2), or the place the list speaks of (`HERE`); -1 for none of them.
    `local` is the village's name that a county elsewhere begins with (新乐市).
    """

    text: str
    towns: list[Named] = field(default_factory=list)
    villages: list[Named] = field(default_factory=list)
    outside: bool = False
    short: bool = False
    own: int = -1
    local: str = ""


@dataclass(frozen=True)
class Cells:
    """The cells below a village, by series and number; micro cells by their small cell's number too; parts by name."""

    small: dict[tuple[str, int], int]
    micro: dict[tuple[int, int], int]
    parts: dict[str, int]


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """All names of one edition."""

    tree: Tree
    words: dict[str, Word]
    codes: dict[str, tuple[int, ...]]
    town_of: dict[int, int]
    stems_of: dict[int, list[tuple[str, int]]]
    town_stems: frozenset[str]
    cells: dict[int, Cells]
    county_code: str
    county_word: str
    posts: dict[str, tuple[int, ...]]

    @cached_property
    def own_head(self) -> re.Pattern[str]:
        """Return what finds the many ways in which lines begin with the county: 现住广东省云浮市罗定市."""
        levels: list[list[str]] = [[], [], []]
        for word in self.words.values():
            if 0 <= word.own <= 2 and len(word.text) > 1 and not (word.towns or word.villages):
                levels[word.own].append(re.escape(word.text))
        county, city, province = ("|".join(sorted(names, key=len, reverse=True)) or "(?!)" for names in levels)
        return re.compile(
            rf"(?m)^\|*(?:[现暂]?居?住[址在于]?\|*)?(?:{province})?(?:{city})?(?:{county})(?![市县路街场大])"
        )

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """Return, for each first character, how long words that begin with it are, the longest first."""
        found: dict[str, set[int]] = defaultdict(set)
        for word in self.words:
            found[word[0]].add(len(word))
        return {char: tuple(sorted(lengths, reverse=True)) for char, lengths in found.items()}

    @cached_property
    def patterns(self) -> list[str]:
        """Return all words, longer ones first, as the searching automaton wants them."""
        return sorted(self.words, key=lambda word: (-len(word), word))


_kept: dict[str, Gazetteer] = {}


def gazetteer(on: date) -> Gazetteer:
    """Return the gazetteer of a day; built at first use and again when an edition or an alias has changed."""
    now = tree(on)
    kept = _kept.get(now.stamp)
    if kept is None:
        kept = _build(now, on)
        while len(_kept) >= 4:
            _kept.pop(next(iter(_kept)), None)
        _kept[now.stamp] = kept
    return kept


def _build(now: Tree, on: date) -> Gazetteer:
    towns, villages = _levels(now)
    town_of = {village: town for village, town in villages.items() if town >= 0}
    words: dict[str, Word] = {}
    stems_of: dict[int, list[tuple[str, int]]] = defaultdict(list)
    codes: dict[str, list[int]] = defaultdict(list)
    for position, name, exact in _names(now, on):
        if name.isascii():
            codes[name].append(position)
        elif position in towns or position in villages:
            level = "towns" if position in towns else "villages"
            own_stem = stem(name)
            _add(words, own_stem, level, Named(position, nature(name), exact))
            if len(own_stem) > 2 and own_stem.endswith("村"):
                _add(words, own_stem[:-1], level, Named(position, nature(name), exact))
            stems_of[town_of.get(position, -1)].append((own_stem, position))
    _add_spellings(words, town_of)
    for code, place in now.by_code.items():
        position = now.position(place)
        codes[code].append(position)
        if "-" in code and now.kind[position] == "small":
            codes[code.replace("-", "")].append(position)
    county_code, county_name = str(now.code[0]), plain(str(now.name[0]))
    _add_outside(words, names_outside(county_code, county_name))
    return Gazetteer(
        tree=now,
        words=words,
        codes={code: tuple(dict.fromkeys(positions)) for code, positions in codes.items()},
        town_of=town_of,
        stems_of={town: list(dict.fromkeys(stems)) for town, stems in stems_of.items()},
        town_stems=frozenset(word.text for word in words.values() if word.towns),
        cells={village: _cells(now, village) for village in villages},
        county_code=county_code,
        county_word=county_name,
        posts=_posts(now),
    )


def _posts(now: Tree) -> dict[str, tuple[int, ...]]:
    """Return the sites and stores by whatever a whole text may call them: name, full name, alias, code.

    They have no stem and lie in no address, so only the whole text names one.
    """
    county = plain(str(now.name[0]))
    at = {int(now.ids[position]): int(position) for position in np.flatnonzero(now.is_post)}
    found: dict[str, set[int]] = defaultdict(set)
    for place, name in Alias.objects.filter(place__in=at).values_list("place_id", "name"):
        found[plain(name)].add(at[place])
    for place, position in at.items():
        own, label = plain(str(now.name[position])), plain(now.label(place))
        bare = own.removeprefix(county)
        for text in (own, label, bare, county + bare, county + label, plain(str(now.code[position]))):
            found[text].add(position)
    return {text: tuple(sorted(positions)) for text, positions in found.items()}


def _levels(now: Tree) -> tuple[set[int], dict[int, int]]:
    """Return the positions of towns, and of villages with their town's position (-1 where there is none above).

    A farm under the county is a town of the address, a farm below it a village; a medium cell within a medium cell is
    one of its cells.
    """
    towns: set[int] = set()
    villages: dict[int, int] = {}
    for position in range(len(now)):
        kind, above = now.kind[position], int(now.parent[position])
        if kind in TOWN_KINDS and above not in towns:
            towns.add(position)
        elif kind in VILLAGE_KINDS and above not in villages:
            villages[position] = above if above in towns else -1
    return towns, villages


def _names(now: Tree, on: date) -> Iterator[tuple[int, str, bool]]:
    """Yield every plain name and alias code of every place that leads to this edition: its own names first."""
    for position, name in enumerate(now.name):
        yield position, plain(str(name)), True
    addressed = Place.objects.filter(kind__in={*TOWN_KINDS, *VILLAGE_KINDS})
    others = list(Node.objects.filter(place__in=addressed).values_list("place_id", "name").distinct())
    others += list(Alias.objects.values_list("place_id", "name"))
    where = whereabouts({place for place, _ in others}, on)
    for place, name in others:
        # Several may have followed a retired village: each is then a candidate, and none is certain.
        for candidate in where[place].candidates if place in where else ():
            yield now.position(candidate), plain(name), False
    retired = Place.objects.exclude(pk__in=now.ids.tolist()) if len(now) < 900 else Place.objects.all()
    gone = {pk: code for pk, code in retired.values_list("pk", "code") if pk not in now}
    for place, found in whereabouts(gone, on).items():
        for candidate in found.candidates:
            yield now.position(candidate), gone[place], False


def _add(words: dict[str, Word], text: str, level: str, named: Named) -> None:
    word = words.setdefault(text, Word(text))
    readings: list[Named] = getattr(word, level)
    if not any((r.position, r.nature) == (named.position, named.nature) for r in readings):
        readings.append(named)


def _add_spellings(words: dict[str, Word], town_of: dict[int, int]) -> None:
    """Add other spellings, but none that already names another village of that town, or another town."""
    for word in list(words.values()):
        for text in spellings(word.text):
            known = words.get(text, Word(text))
            taken = {town_of.get(named.position, -1) for named in known.villages}
            if not known.towns:
                for named in word.towns:
                    _add(words, text, "towns", Named(named.position, named.nature, False))
            for named in word.villages:
                if town_of.get(named.position, -1) not in taken:
                    _add(words, text, "villages", Named(named.position, named.nature, False))


def _add_outside(words: dict[str, Word], names: Names) -> None:
    local = set(words)
    for name in names.full:
        word = words.get(name)
        if word is None:
            word = words[name] = Word(name, outside=True)
            word.local = next((name[:n] for n in range(len(name) - 1, 0, -1) if name[:n] in local), "")
    for name in (names.short | countries()) - set(words):
        words[name] = Word(name, outside=True, short=True)
    for name, level in names.own.items():
        words.setdefault(name, Word(name)).own = level
    for name in ("我市", "本市", "我县", "本县", "全市", "全县"):
        words[name] = Word(name, own=0)
    for ending in ("镇", "街道", "乡", "村", "社区", "居委会"):
        words |= {this + ending: Word(this + ending, own=HERE) for this in "我本该"}


def _cells(now: Tree, village: int) -> Cells:
    """Return the cells below a village by the last number in their names (04-2's small cell is 4, its micro cell 2)."""
    cells = Cells({}, {}, {})
    own_name = str(now.name[village])
    for position in range(village + 1, int(now.right[village])):
        kind, name = now.kind[position], str(now.name[position])
        numbers = _NUMBER.findall(name)
        if kind in CELL_SERIES and numbers:
            cells.small[CELL_SERIES[kind], int(numbers[-1])] = position
        elif kind == "micro" and numbers:
            above = _NUMBER.findall(str(now.name[now.parent[position]]))
            if above:
                cells.micro[int(above[-1]), int(numbers[-1])] = position
        elif kind == "medium":
            cells.parts[plain(name).removeprefix(stem(plain(own_name)))] = position
    return cells
