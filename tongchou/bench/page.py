"""What a bench found, in words: for the terminal, and as docs/reference/performance.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tongchou.bench import results
from tongchou.bench.machine import LOOP
from tongchou.bench.measuring import Bound
from tongchou.bench.results import Told

PAGE = results.FOLDER.with_suffix(".md")
HEAD = """# Performance

Written by `tongchou bench --write` from what is kept in `performance/`, a file for each measure, store and size;
anybody can run it again, one measure or all. Each measure runs interleaved with its own yardstick in the same run, so
the ratios travel to another machine and the seconds do not. A ratio is how many times as long as its yardstick a
measure takes for the same rows. How fast the machine was at the time, a plain loop of Python says beside each
bound: where it took twice as long as elsewhere, so may have everything else.

## What the books are held to

"""
COLUMNS = ("what", "rows", "per second", "p50 ms", "p99 ms", "yardstick ms", "ratio")
BOUND_COLUMNS = ("", "bound", "found", "limit", "measured", LOOP)


def rows_of(told: Told) -> list[tuple[str, ...]]:
    """Return what was found as rows of text under `COLUMNS`."""
    return [
        (
            one["what"],
            f"{one['rows']:,}",
            f"{one['per_second']:,.0f}",
            f"{one['p50_ms']:,.1f}",
            f"{one['p99_ms']:,.1f}",
            f"{one['beside_ms']:,.1f}",
            f"{one['ratio']:.2f}",
        )
        for one in told["found"]
    ]


def section(told: Told) -> str:
    """Return the section of one result."""
    asked = (f"--{name} {results.shortly(value)}" for name, value in told["asked"].items())
    command = " ".join(("tongchou bench", told["measure"], "--store", told["store"], *asked))
    lines = [f"\n    {command}\n", f"Yardstick: {told['yardstick']}. Size: {told['size']}.\n"]
    lines += _table(COLUMNS, rows_of(told))
    lines += [""] + [f"- {one['what']}: {_shown(one['facts'])}" for one in told["found"] if one["facts"]]
    lines += [f"- {text}" for text in told_bounds(told)]
    lines += [f"- {name}: {value}" for name, value in told["machine"].items()]
    lines += [f"- **regression**: {text}" for text in told.get("regressions", ())]
    return "\n".join(lines) + "\n"


def told_bounds(told: Told) -> Iterator[str]:
    """Say of each sentence that the books are held to whether it holds."""
    for one, bound in _bounds(told):
        yield f"{_verdict(bound)}: {bound.text}: {_sized(bound.found)} ({_limit(bound)}); {one['what']}"


def _bounds(told: Told) -> Iterator[tuple[Mapping[str, Any], Bound]]:
    for one in told["found"]:
        for bound in one.get("bounds", ()):
            yield one, Bound(**bound)


def _verdict(bound: Bound) -> str:
    return "holds" if bound.holds else "**over**"


def _limit(bound: Bound) -> str:
    return f"{'at least' if bound.least else 'at most'} {_sized(bound.limit)}"


def _sized(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) or number >= 100 else f"{number:,.3g}"


def _shown(facts: Mapping[str, float | str]) -> str:
    return ", ".join(
        f"{name} {value:,}" if not isinstance(value, str) else f"{name} {value}" for name, value in facts.items()
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(heads)
    return [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]


def _summary(told: Sequence[Told]) -> list[str]:
    """Return every bound of all results as a table, those that are broken first."""
    bounds = [
        (results.titled(one), bound, one["machine"].get(LOOP, "")) for one in told for _, bound in _bounds(one)
    ] + [(title, bound, "") for title, bound in _growths(told)]
    rows = [
        (_verdict(bound), bound.text, _sized(bound.found), _limit(bound), title, loop)
        for title, bound, loop in sorted(bounds, key=lambda found: found[1].holds)
    ]
    return _table(BOUND_COLUMNS, rows)


def _growths(told: Sequence[Told]) -> Iterator[tuple[str, Bound]]:
    """Yield how much longer the same took on the largest books than on the smallest, where that is bound."""
    sizes: dict[tuple[str, str, str], list[tuple[float, float, float]]] = {}
    for one in told:
        for found in one["found"]:
            if found.get("growth"):
                key = (one["measure"], one["store"], found["what"])
                sizes.setdefault(key, []).append((found["facts"]["movements"], found["p50_ms"], found["growth"]))
    for (measure, store, what), some in sizes.items():
        (small, least, _), *_, (large, most, limit) = sorted(some) if len(some) > 1 else [*some, *some]
        if large > small:
            text = f"growth from {small:,} movements to {large:,}: {what}"
            yield f"{measure}, {store}", Bound(text, most / least, limit)


def write(all_told: Iterable[Told]) -> Path:
    """Keep what was measured and write the page anew, beside what other benches found; return the page.

    Raises:
        Refused("docs_missing"): this is not a checkout of the source.
    """
    kept = results.keep(all_told)
    parts = (f"\n## {results.titled(told)}\n{section(told).rstrip()}\n" for told in kept)
    PAGE.write_text("".join([HEAD, "\n".join(_summary(kept)), "\n", *parts]), "utf-8")
    return PAGE
