"""Where towns lie on the map: outlines of the home's `outlines.geojson`, else tiles in the order of the tree.

A feature's `code` is the place's; `derived` marks one that nobody surveyed. A place without an outline (a farm within a
town) has a tile below the map. Outlines are projected to a plane of `WIDTH` units, y downwards; a county is small
enough for longitudes shrunk by the cosine of its middle.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Point, ...]

WIDTH = 800.0
TILE, GAP = 120.0, 8.0


@dataclass(frozen=True)
class Outline:
    """A place on the map: rings to fill (even-odd), and where its words stand."""

    code: str
    rings: tuple[Ring, ...]
    label: Point


@dataclass(frozen=True)
class Outlines:
    """All outlines of a map and its height. `is_schematic`: none is known; `is_derived`: not all are surveyed."""

    places: tuple[Outline, ...]
    height: float
    is_schematic: bool = False
    is_derived: bool = False


def outlines(codes: Sequence[str], file: Path) -> Outlines:
    """Return the outline of each place: of the file where it has them, else a tile."""
    found = _read(file, set(codes)) if file.exists() else {}
    if not found:
        places, height = tiles(codes)
        return Outlines(places, height, is_schematic=True)
    known, height = _projected({code: one.rings for code, one in found.items()})
    aside, more = tiles([code for code in codes if code not in found], top=height + GAP)
    return Outlines((*known, *aside), height + more, is_derived=any(one.derived for one in found.values()))


def tiles(codes: Sequence[str], *, top: float = 0.0) -> tuple[tuple[Outline, ...], float]:
    """Return a tile for each place, row by row from `top` down, and how high they are together."""
    across = max(1, math.ceil(math.sqrt(len(codes) * 1.4))) if not top else 6
    size = (WIDTH + GAP) / across - GAP
    tall = min(size, TILE if not top else TILE / 2)
    places = []
    for at, code in enumerate(codes):
        x, y = (at % across) * (size + GAP), top + (at // across) * (tall + GAP)
        ring = ((x, y), (x + size, y), (x + size, y + tall), (x, y + tall))
        places.append(Outline(code, (ring,), (x + size / 2, y + tall / 2)))
    rows = math.ceil(len(codes) / across)
    return tuple(places), rows * (tall + GAP)


@dataclass(frozen=True)
class _Feature:
    """A feature of the file: its rings in degrees, and whether somebody surveyed it."""

    rings: list[Ring]
    derived: bool


def _read(file: Path, codes: set[str]) -> dict[str, _Feature]:
    """Return the features of some places."""
    data = json.loads(file.read_text("utf-8"))
    found = {}
    for feature in data.get("features", []):
        properties = feature.get("properties") or {}
        code = str(properties.get("code", ""))
        rings = list(_rings(feature.get("geometry") or {})) if code in codes else []
        if rings:
            found[code] = _Feature(rings, bool(properties.get("derived")))
    return found


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates", [])
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []
    for polygon in polygons:
        for ring in polygon:
            yield tuple((float(x), float(y)) for x, y, *_ in ring)


def _projected(rings_of: dict[str, list[Ring]]) -> tuple[tuple[Outline, ...], float]:
    points = [point for rings in rings_of.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * shrink, 1e-9)

    def turned(ring: Ring) -> Ring:
        return tuple(((x - west) * shrink * scale, (north - y) * scale) for x, y in ring)

    places = []
    for code, rings in rings_of.items():
        drawn = tuple(_thinned(turned(ring)) for ring in rings)
        places.append(Outline(code, drawn, _middle(max(drawn, key=lambda ring: abs(area(ring))))))
    return tuple(places), (north - south) * scale


def _thinned(ring: Ring) -> Ring:
    """Leave out points nearer than a unit to the last one kept: nothing that paper would show."""
    kept: list[Point] = []
    for point in ring:
        if not kept or math.dist(kept[-1], point) >= 1:
            kept.append(point)
    return tuple(kept) if len(kept) >= 3 else ring


def area(ring: Iterable[Point]) -> float:
    """Return a ring's signed area."""
    points = list(ring)
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _middle(ring: Ring) -> Point:
    """Return a point well inside a ring: the middle of the widest stretch across it near its centroid's height."""
    whole = area(ring) or 1e-9
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    y_mid = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * whole)
    low, high = min(y for _, y in ring), max(y for _, y in ring)
    best = (0.0, ring[0])
    for share in (0, -0.1, 0.1, -0.2, 0.2):
        y = min(max(y_mid + share * (high - low), low), high)
        crossings = sorted(
            x1 + (y - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in pairs if (y1 <= y) != (y2 <= y)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if right - left > best[0] * 1.2:
                best = (right - left, ((left + right) / 2, y))
    return best[1]
