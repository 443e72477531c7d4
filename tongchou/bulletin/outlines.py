"""Where towns lie on the map: outlines of the home's `outlines.geojson`, else tiles in the order of the tree.

A feature's `code` is the place's. Outlines are projected to a plane of `WIDTH` units, y downwards; a county is small
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
    """All outlines of a map and its height. `is_schematic` where no outlines are known."""

    places: tuple[Outline, ...]
    height: float
    is_schematic: bool


def outlines(codes: Sequence[str], file: Path) -> Outlines:
    """Return the outline of each place; tiles for all of them unless the file has every one."""
    found = _read(file) if file.exists() else {}
    if not codes or any(code not in found for code in codes):
        return tiles(codes)
    return _projected({code: found[code] for code in codes})


def tiles(codes: Sequence[str]) -> Outlines:
    """Return a tile for each place, row by row: a map of no country, that says so."""
    across = max(1, math.ceil(math.sqrt(len(codes) * 1.4)))
    size = (WIDTH + GAP) / across - GAP
    tall = min(size, TILE)
    places = []
    for at, code in enumerate(codes):
        x, y = (at % across) * (size + GAP), (at // across) * (tall + GAP)
        ring = ((x, y), (x + size, y), (x + size, y + tall), (x, y + tall))
        places.append(Outline(code, (ring,), (x + size / 2, y + tall / 2)))
    rows = math.ceil(len(codes) / across)
    return Outlines(tuple(places), max(rows * (tall + GAP) - GAP, 0), True)


def _read(file: Path) -> dict[str, list[Ring]]:
    """Return the rings of each feature with a code, in degrees."""
    data = json.loads(file.read_text("utf-8"))
    found = {}
    for feature in data.get("features", []):
        code = str((feature.get("properties") or {}).get("code", ""))
        rings = list(_rings(feature.get("geometry") or {}))
        if code and rings:
            found[code] = rings
    return found


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates", [])
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []
    for polygon in polygons:
        for ring in polygon:
            yield tuple((float(x), float(y)) for x, y, *_ in ring)


def _projected(rings_of: dict[str, list[Ring]]) -> Outlines:
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
    return Outlines(tuple(places), (north - south) * scale, False)


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
