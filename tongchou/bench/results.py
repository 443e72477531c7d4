"""What benches found, a file for each measure, store and size: measured one by one, and made one page of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tongchou.base.refusals import Refused, words

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference" / "performance"
#: A ratio this much worse than the one kept before is a regression.
WORSE = 1.2

Told = Mapping[str, Any]


def titled(told: Told) -> str:
    """Name a result: the measure, the store and what was asked for, as in `figures, sqlite, size 10m`."""
    asked = (f"{name} {shortly(value)}" for name, value in told["asked"].items())
    return ", ".join((told["measure"], told["store"], *asked))


def shortly(number: int) -> str:
    """Write a size as it is asked for: 100k, 1m."""
    for unit, factor in (("m", 1_000_000), ("k", 1_000)):
        if number and number % factor == 0:
            return f"{number // factor}{unit}"
    return str(number)


def keep(all_told: Iterable[Told]) -> list[dict[str, Any]]:
    """Keep results in place of older ones of the same title; return all that are kept, by title.

    Raises:
        Refused("docs_missing"): this is not a checkout of the source.
    """
    if not FOLDER.parent.is_dir():
        raise Refused("docs_missing", words("這裡沒有源碼的 docs 資料夾，不能寫入性能頁。"))
    FOLDER.mkdir(exist_ok=True)
    for told in all_told:
        path = FOLDER / f"{titled(told).replace(', ', '-').replace(' ', '-')}.json"
        before = json.loads(path.read_text("utf-8")) if path.exists() else {"found": []}
        fresh = {**told, "regressions": regressions(told, before)}
        path.write_text(json.dumps(fresh, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return sorted((json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")), key=titled)


def regressions(told: Told, before: Told) -> list[str]:
    """Return, in words, every ratio that is much worse than the one kept before."""
    was = {one["what"]: float(one["ratio"]) for one in before["found"]}
    found = ((one["what"], float(one["ratio"])) for one in told["found"])
    return [f"{what}: {now:.2f}, was {was[what]:.2f}" for what, now in found if now > was.get(what, now) * WORSE]
