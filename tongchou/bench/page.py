"""What a bench found, in words: for the terminal, and as sections of docs/reference/performance.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tongchou.base.refusals import Refused, words

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "performance.md"
HEAD = """# Performance

Written by `tongchou bench --write`; anybody can run it again. Each measure runs interleaved with its own yardstick in
the same run, so the ratios travel to another machine and the seconds do not. A ratio is how many times as long as its
yardstick a measure takes for the same rows.
"""
COLUMNS = ("what", "rows", "per second", "p50 ms", "p99 ms", "yardstick ms", "ratio")
#: A ratio this much worse than the one written before is named.
WORSE = 1.2


def rows_of(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
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


def section(told: Mapping[str, Any], before: str = "") -> str:
    """Return the section of one measure on one store; ratios worse than in the section before are named."""
    asked = " ".join(f"--{name} {value}" for name, value in told["asked"].items())
    command = f"tongchou bench {told['measure']} --store {told['store']} {asked}".strip()
    lines = [f"\n    {command}\n", f"Yardstick: {told['yardstick']}. Size: {told['size']}.\n"]
    lines += ["| " + " | ".join(COLUMNS) + " |", "| " + " | ".join(["---"] * len(COLUMNS)) + " |"]
    lines += ["| " + " | ".join(row) + " |" for row in rows_of(told)]
    lines += [""] + [f"- {one['what']}: {_shown(one['facts'])}" for one in told["found"] if one["facts"]]
    lines += [f"- {name}: {value}" for name, value in told["machine"].items()]
    lines += [f"- **regression**: {text}" for text in regressions(told, before)]
    return "\n".join(lines) + "\n"


def _shown(facts: Mapping[str, float | str]) -> str:
    return ", ".join(
        f"{name} {value:,}" if not isinstance(value, str) else f"{name} {value}" for name, value in facts.items()
    )


def regressions(told: Mapping[str, Any], before: str) -> list[str]:
    """Return, in words, every ratio that is much worse than the one of the section written before."""
    was = {cells[0]: float(cells[-1]) for cells in _table(before)}
    found = ((one["what"], float(one["ratio"])) for one in told["found"])
    return [f"{what}: {now:.2f}, was {was[what]:.2f}" for what, now in found if now > was.get(what, now) * WORSE]


def _table(text: str) -> Iterable[list[str]]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == len(COLUMNS) and re.fullmatch(r"\d+\.\d+", cells[-1]):
            yield cells


def write(all_told: Iterable[Mapping[str, Any]]) -> Path:
    """Put the sections of what was measured into the page, beside those of other measures; return the page.

    Raises:
        Refused("docs_missing"): this is not a checkout of the source.
    """
    if not PAGE.parent.is_dir():
        raise Refused("docs_missing", words("這裡沒有源碼的 docs 資料夾，不能寫入性能頁。"))
    text = PAGE.read_text("utf-8") if PAGE.exists() else HEAD
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", text, re.MULTILINE))
    for told in all_told:
        title = f"{told['measure']}, {told['store']}"
        sections[title] = section(told, sections.get(title, ""))
    parts = [HEAD, *(f"\n## {title}\n{body.rstrip()}\n" for title, body in sorted(sections.items()))]
    PAGE.write_text("".join(parts), "utf-8")
    return PAGE
