"""Derived outlines of the demonstration counties: no free polygons of towns or villages were found.

Points are spread evenly inside the county's own boundary and shared out among the towns by halving, so that every town
is one piece as large as it has villages; a village is what lies nearest its point, a town is its villages together.
Nothing here says where a village really is: every feature is marked `derived`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from shapely import MultiPoint, Point, Polygon, coverage_simplify, set_precision, union_all, voronoi_polygons
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from demo.tables import DATA, County, Village, is_farm, villages

#: About 100 m: the boundary's own detail is finer than a map of a county shows.
PRECISION = 0.001

XY = tuple[float, float]


@cache
def outlines(county: County) -> dict[str, Any]:
    """Return the county, its towns and its villages as a GeoJSON FeatureCollection, coordinates of three decimals.

    Properties: code, name, kind, parent's code, derived (all but the county's own boundary). A farm has no outline.
    """
    boundary = shape(json.loads((DATA / f"{county.files}-boundary.geojson").read_text("utf-8"))).buffer(0)
    towns = _towns(county)
    points = _spread_points(boundary, sum(len(members) for members in towns))
    placed = [pair for town, near in _share(towns, points) for pair in zip(town, near, strict=True)]
    cells = _cells(boundary, [point for _, point in placed])
    shapes = {village.code: cell for (village, _), cell in zip(placed, cells, strict=True)}
    features = [_feature(union_all(cells), county.code, county.name, "county", "", derived=False)]
    for town in towns:
        code, name = town[0].town_code, town[0].town
        features.append(_feature(union_all([shapes[v.code] for v in town]), code, name, "town", county.code))
    features += [_feature(shapes[v.code], v.code, v.name, "medium", v.town_code) for town in towns for v in town]
    return {"type": "FeatureCollection", "features": features}


def _towns(county: County) -> list[list[Village]]:
    """Return the villages of each town, in the order of the tables."""
    found: dict[str, list[Village]] = {}
    for village in villages(county, 2019):
        if not is_farm(village):
            found.setdefault(village.town_code, []).append(village)
    return list(found.values())


def _spread_points(boundary: BaseGeometry, count: int) -> list[XY]:
    """Return points spread evenly inside a boundary: the Halton sequence of bases 2 and 3, the same everywhere."""
    west, south, east, north = boundary.bounds
    found: list[XY] = []
    number = 0
    while len(found) < count:
        number += 1
        point = (west + (east - west) * _halton(number, 2), south + (north - south) * _halton(number, 3))
        if boundary.contains(Point(point)):
            found.append(point)
    return found


def _halton(number: int, base: int) -> float:
    value, part = 0.0, 1.0
    while number:
        part /= base
        value += part * (number % base)
        number //= base
    return value


def _share(towns: Sequence[list[Village]], points: list[XY]) -> list[tuple[list[Village], list[XY]]]:
    """Give each town as many neighbouring points as it has villages, by halving along the longer side."""
    if len(towns) == 1:
        return [(towns[0], points)]
    half = len(towns) // 2
    cut = sum(len(town) for town in towns[:half])
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    ordered = sorted(points, key=(lambda p: p) if wide > high else (lambda p: (p[1], p[0])))
    return _share(towns[:half], ordered[:cut]) + _share(towns[half:], ordered[cut:])


def _cells(boundary: BaseGeometry, points: Sequence[XY]) -> list[BaseGeometry]:
    """Return what lies nearest each point within the boundary; neighbours keep their common edges."""
    found = voronoi_polygons(MultiPoint(points), extend_to=boundary, ordered=True)
    cells = [_one(cell.intersection(boundary)) for cell in found.geoms]
    return [_one(set_precision(cell, PRECISION)) for cell in coverage_simplify(cells, PRECISION)]


def _one(geometry: BaseGeometry) -> BaseGeometry:
    """Return the largest piece of a geometry that a winding boundary has cut in several."""
    parts = [part for part in getattr(geometry, "geoms", [geometry]) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area)


def _feature(
    geometry: BaseGeometry, code: str, name: str, kind: str, parent: str, *, derived: bool = True
) -> dict[str, Any]:
    properties = {"code": code, "name": name, "kind": kind, "parent": parent, "derived": derived}
    drawn = mapping(geometry)
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": drawn["type"], "coordinates": _rounded(drawn["coordinates"])},
    }


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, 3)
    return [_rounded(part) for part in coordinates]
