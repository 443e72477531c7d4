"""Taking a table of places in: into the tree of a day, as new places, other names, moves under another parent.

A table never retires what it leaves out: part of a county may be sent. Splitting and merging are `reorganise`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from tongchou.registers.places.editions import Row, add_aliases, open_edition
from tongchou.registers.places.models import Edition, Place
from tongchou.registers.places.outside import areas
from tongchou.registers.places.queries import tree
from tongchou.registers.places.reorganise import rows_of
from tongchou.registers.places.spelling import stem

_STATISTICAL = re.compile(r"\d{6}(\d{3}(\d{3})?)?")


@dataclass(frozen=True)
class Told:
    """What a row tells of one place; `aliases` are its other names and codes. Empty texts say nothing."""

    code: str
    name: str
    parent: str = ""
    kind: str = ""
    area_kind: str = ""
    aliases: tuple[str, ...] = ()


def kind_of_code(code: str) -> str:
    """Return the kind that a statistical code says: 6 digits a county, 9 a town, 12 a village; else nothing.

    The classes 400 to 599 are no towns but farms, parks and the like, numbered as towns are.
    """
    if not _STATISTICAL.fullmatch(code):
        return ""
    if len(code) > 6 and code[6:9] >= "400":
        return "farm"
    return {6: "county", 9: "town", 12: "medium"}[len(code)]


def parent_of_code(code: str) -> str:
    """Return the code above a statistical code; nothing for a county's and for any other code."""
    return code[:-3] if _STATISTICAL.fullmatch(code) and len(code) > 6 else ""


def county_of_code(code: str) -> Told | None:
    """Return the county that a statistical code begins with, by its name in the area codes; None where unknown."""
    names = areas().get(code[:6], frozenset()) if _STATISTICAL.fullmatch(code) else frozenset()
    # Of all the names it ever had, a city's is the latest: counties became cities, not the other way.
    return Told(code[:6], max(names, key=lambda name: (name.endswith("市"), name)), kind="county") if names else None


def completed(told: Told) -> Told:
    """Return what a row tells, with what its code says of its kind and its parent where the row is silent."""
    return replace(told, kind=told.kind or kind_of_code(told.code), parent=told.parent or parent_of_code(told.code))


@transaction.atomic
def take_in(told: Sequence[Told], *, on: date, source: str, title: str = "") -> list[list[str]]:
    """Put what rows tell into the tree of a day, and return the codes of each row.

    A name that differs is another name of the place; from a day after the edition's first it is its name from then on.
    A new code under a known town with the stem of a village that the table has lost is that village's new code
    (`place_recoded`). Row codes: place_recoded, place_renamed; and refused: place_code_missing, place_name_missing,
    place_kind_missing, place_kind_changed, place_parent_unknown.

    Raises:
        Refused: those of `open_edition`, when the rows that hold are no tree.
    """
    taking = _Taking(on, [completed(row) for row in told])
    codes = [taking.take(row) for row in taking.told]
    for number in taking.orphans():
        codes[number].append("place_parent_unknown")
    if taking.changed:
        open_edition(taking.rows(), from_on=on, title=(title or source)[:120], source=source[:240])
    ids = {code: place.pk for code, place in Place.objects.in_bulk(list(taking.names), field_name="code").items()}
    pairs = [(ids[code], name) for code, names in taking.names.items() if code in ids for name in names]
    add_aliases(pairs, source=source[:240])
    return codes


class _Taking:
    """One table being put into the tree of a day."""

    def __init__(self, on: date, told: list[Told]) -> None:
        latest = Edition.objects.filter(from_on__lte=on).order_by("-from_on").first()
        self.told = told
        self.known = {row.code: row for row in (rows_of(tree(on)) if Edition.objects.exists() else [])}
        self.later = latest is not None and on > latest.from_on
        self.moved: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}
        self.fresh: dict[str, int] = {}
        if not self.known and told and all(row.code != told[0].code[:6] for row in told):
            self._add_county()
        self.before = dict(self.known)
        self.lost = self._lost()

    def _add_county(self) -> None:
        """Put the county above statistical codes that come without it."""
        county = county_of_code(self.told[0].code)
        if county is not None:
            self.known[county.code] = Row(county.code, county.name, "", "county")

    def _lost(self) -> dict[tuple[str, str], str]:
        """Return known villages that the table leaves out though it lists others of their town: by town and stem."""
        listed = {row.code for row in self.told}
        towns = {row.parent for row in self.told if row.code in self.known}
        return {
            (row.parent, stem(row.name)): row.code
            for row in self.known.values()
            if row.code not in listed and row.parent in towns and row.kind == "medium"
        }

    def take(self, row: Told) -> list[str]:
        """Put one row in and return its codes."""
        missing = [name for name in ("code", "name", "kind") if not getattr(row, name)]
        if missing:
            return [f"place_{name}_missing" for name in missing]
        was = self.known.get(row.code)
        if was is not None and row.code not in self.fresh:
            return self._again(was, row)
        lost = self.lost.get((row.parent, stem(row.name))) if row.kind == "medium" else None
        if lost is not None:
            self.names.setdefault(lost, []).extend([row.name, row.code, *row.aliases])
            return ["place_recoded"]
        self.fresh[row.code] = len(self.fresh)
        self.known[row.code] = Row(row.code, row.name, row.parent, row.kind, row.area_kind)
        self.names.setdefault(row.code, []).extend(row.aliases)
        return []

    def _again(self, was: Row, row: Told) -> list[str]:
        if row.kind and row.kind != was.kind:
            return ["place_kind_changed"]
        now = replace(was, parent=row.parent or was.parent, area_kind=row.area_kind or was.area_kind)
        names = self.names.setdefault(row.code, [])
        names += row.aliases
        codes = []
        if row.name and row.name != was.name:
            codes.append("place_renamed")
            now = replace(now, name=row.name) if self.later else now
            names.append(was.name if self.later else row.name)
        if now.parent != was.parent:
            self.moved.setdefault(row.code, was.parent)
        self.known[row.code] = now
        return codes

    def orphans(self) -> list[int]:
        """Put every place back that was moved where no way leads up to the county, and take new ones there out.

        Return the numbers of the rows that said so: their parent is nowhere, or below themselves.
        """
        out: set[int] = set()
        while lost := self.known.keys() - self._reached():
            back = {code for code in lost if code in self.moved and self.known[code].parent not in self.known}
            back = back or {code for code in lost if code in self.moved}
            said = {(code, self.known[code].parent) for code in back}
            out |= {n for n, row in enumerate(self.told) if (row.code, row.parent) in said}
            for code in back:
                self.known[code] = replace(self.known[code], parent=self.moved.pop(code))
            if not back:
                self.known = {code: row for code, row in self.known.items() if code not in lost}
                out |= {n for n, row in enumerate(self.told) if row.code in lost}
        self.names = {code: names for code, names in self.names.items() if code in self.known}
        return sorted(out)

    def _reached(self) -> set[str]:
        """Return the places from which a way leads up to the one county."""
        roots = [code for code, row in self.known.items() if not row.parent]
        below: dict[str, list[str]] = {}
        for code, row in self.known.items():
            below.setdefault(row.parent, []).append(code)
        old = [code for code in roots if code not in self.fresh]
        walk = old or (roots if len(roots) == 1 else [])
        reached = set(walk)
        while walk:
            walk = [code for above in walk for code in below.get(above, ()) if code not in reached]
            reached.update(walk)
        return reached

    @property
    def changed(self) -> bool:
        """Return whether the table made another tree of it."""
        return self.known != self.before

    def rows(self) -> list[Row]:
        """Return the rows of the whole tree."""
        return list(self.known.values())
