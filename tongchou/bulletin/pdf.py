"""A bulletin as PDF after GB/T 9704-2012, by typst: `page.typ` lays out what this file hands it as data.

Typst is a wheel without system libraries, and may be left out of an installation; a face for Chinese has to be on the
machine. What is missing is said in words.
"""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from typing import Any

from tongchou.bulletin import layout, typesetting
from tongchou.bulletin.document import Block, Bulletin, Drawing, Runs, Table, Text
from tongchou.bulletin.docx_table import widths
from tongchou.bulletin.drawing import svg
from tongchou.bulletin.speaking import ordinal, speaking

TEMPLATE = Path(__file__).with_name("page.typ")
FACES = ("title", "body", "head", "subhead")
REGIONS = {"zh-Hant": ("zh", "TW"), "zh-Hans": ("zh", "CN"), "en": ("en", "GB")}


def render_pdf(bulletin: Bulletin) -> bytes:
    """Return the bulletin as the bytes of a PDF.

    Raises:
        Refused("pdf_needs_typst"), Refused("pdf_needs_fonts"): with what to install.
    """
    typst = typesetting.typst()
    families = typesetting.families()
    with speaking(bulletin.lang):
        data = _data(bulletin, families)
    told = {"bulletin": json.dumps(data)}
    # Typst keeps whole seconds, and refuses any other instant.
    made_at = bulletin.made_at.astimezone(UTC).replace(microsecond=0)
    made = typst.compile(TEMPLATE.read_bytes(), sys_inputs=told, timestamp=made_at)
    assert isinstance(made, bytes), "one document is one file"
    return made


def _data(bulletin: Bulletin, families: frozenset[str]) -> dict[str, Any]:
    faces = layout.faces(bulletin.lang)
    lang, region = REGIONS[bulletin.lang]
    return {
        "title": bulletin.title,
        "number": bulletin.number,
        "issuer": bulletin.issuer,
        "period": bulletin.period,
        "known": bulletin.known,
        "foot": bulletin.foot,
        "lang": lang,
        "region": region,
        "faces": {name: typesetting.faces(getattr(faces, name), families) for name in FACES},
        "layout": _layout(),
        "parts": [
            {
                "title": f"{ordinal(n, level=1)}{part.title}",
                "blocks": _blocks(part.blocks, bulletin.base, typesetting.faces(faces.head, families)),
            }
            for n, part in enumerate(bulletin.parts, start=1)
        ],
    }


def _layout() -> dict[str, Any]:
    return {
        "page": layout.PAGE_MM,
        "top": layout.TOP_MM,
        "left": layout.LEFT_MM,
        "right": layout.RIGHT_MM,
        "bottom": layout.BOTTOM_MM,
        "line": layout.LINE_PT,
        # A hair less than the block's twenty-eighth, so that rounding never pushes the last character over.
        "tracking": layout.CHARACTER_PT - layout.BODY_PT - 0.01,
        "body": layout.BODY_PT,
        "title": layout.TITLE_PT,
        "number": layout.NUMBER_PT,
        "table": layout.TABLE_PT,
        "note": layout.NOTE_PT,
    }


def _blocks(blocks: tuple[Block, ...], base: str, map_faces: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    heads = 0
    for block in blocks:
        if isinstance(block, Text):
            heads += bool(block.head)
            head = f"{ordinal(heads, level=2)}{block.head}" if block.head else ""
            found.append({"kind": "text", "head": head, "runs": _runs(block.runs, base)})
        elif isinstance(block, Drawing):
            drawn = svg(block.map).replace('font-family="inherit"', f'font-family="{", ".join(map_faces)}"')
            found.append({"kind": "map", "title": block.title, "svg": drawn, "table": _table(block.table, base)})
        else:
            found.append({"kind": "table", "table": _table(block, base)})
    return found


def _table(table: Table, base: str) -> dict[str, Any]:
    return {
        "title": table.title,
        "head": table.head,
        "numeric": table.numeric,
        "widths": widths(table),
        "rows": [[_runs(cell, base) for cell in row] for row in table.rows],
        "note": table.note,
    }


def _runs(runs: Runs, base: str) -> list[list[str]]:
    """Return runs as pairs of text and address, or text alone."""
    return [
        [run] if isinstance(run, str) else [run.text, f"{base}{run.href}"] if run.href else [run.text] for run in runs
    ]
