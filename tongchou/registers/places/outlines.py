"""The outlines of places for the map: one GeoJSON file in the home, a county's own or derived ones.

A feature's properties are `code`, `name`, `kind`, and `derived` where nobody surveyed it; the face says so on the map.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from tongchou.base.refusals import Refused, words

FILE = "outlines.geojson"


def keep_outlines(collection: dict[str, Any]) -> None:
    """Keep a GeoJSON FeatureCollection as the outlines of this home's places.

    Raises:
        Refused("outlines_unreadable"): it is none, or a feature has no `code`.
    """
    features = collection.get("features")
    coded = isinstance(features, list) and all(f.get("properties", {}).get("code") for f in features)
    if collection.get("type") != "FeatureCollection" or not coded:
        raise Refused("outlines_unreadable", words("不是帶有地方代碼的 GeoJSON 圖形。"))
    path = settings.HOME.path / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.write_text(json.dumps(collection, ensure_ascii=False, separators=(",", ":")), "utf-8")
    written.replace(path)


def outlines() -> dict[str, Any]:
    """Return the outlines of this home's places as GeoJSON; without features where none were kept."""
    path = settings.HOME.path / FILE
    if not path.exists():
        return {"type": "FeatureCollection", "features": []}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
