"""A bulletin as HTML: a fragment for a page of the desk, and a whole page to be kept, mailed or printed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from tongchou.base.refusals import words
from tongchou.bulletin.document import Block, Bulletin, Drawing, Number, Part, Runs, Table, Text
from tongchou.bulletin.drawing import svg
from tongchou.bulletin.speaking import ordinal, said, speaking

STYLE = Path(__file__).with_name("print.css")


def render_html(bulletin: Bulletin) -> str:
    """Return the bulletin as a fragment: one `article`, no script, no inline style."""
    with speaking(bulletin.lang):
        parts = "".join(_part(n, part) for n, part in enumerate(bulletin.parts, start=1))
        foot = "".join(f"<p>{escape(line)}</p>" for line in bulletin.foot)
        return (
            f'<article class="bulletin bulletin-{bulletin.kind}" lang="{bulletin.lang}">'
            f"<header><h1>{escape(bulletin.title)}</h1>"
            f'<p class="bulletin-number">{escape(bulletin.number)}</p>'
            f'<p class="bulletin-issuer"><span>{escape(bulletin.issuer)}</span> '
            f"<span>{escape(bulletin.period)}</span></p>"
            f'<p class="bulletin-known">{escape(bulletin.known)}</p></header>'
            f'{parts}<footer class="bulletin-foot">{foot}</footer></article>'
        )


def render_page(bulletin: Bulletin) -> str:
    """Return the bulletin as a whole page with its own style, for paper; links lead to the county's desk."""
    style = STYLE.read_text("utf-8")
    return (
        f'<!doctype html>\n<html lang="{bulletin.lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(bulletin.title)} {escape(bulletin.number)}</title>\n"
        f'<base href="{escape(bulletin.base)}/">\n<style>\n{style}</style>\n</head>\n<body>\n'
        f"{render_html(bulletin)}\n</body>\n</html>\n"
    )


def _part(n: int, part: Part) -> str:
    heads = iter(range(1, 100))
    blocks = "".join(_block(block, heads) for block in part.blocks)
    return f"<section><h2>{ordinal(n, level=1)}{escape(part.title)}</h2>{blocks}</section>"


def _block(block: Block, heads: Iterator[int]) -> str:
    if isinstance(block, Text):
        head = f"<h3>{ordinal(next(heads), level=2)}{escape(block.head)}</h3>" if block.head else ""
        kind = ' class="bulletin-note"' if block.note else ""
        return f"{head}<p{kind}>{_runs(block.runs)}</p>"
    if isinstance(block, Drawing):
        opened = said(words("同圖的表"))
        return (
            f'<figure class="bulletin-map"><figcaption>{escape(block.title)}</figcaption>{svg(block.map)}'
            f"<details><summary>{escape(opened)}</summary>{_table(block.table)}</details></figure>"
        )
    return _table(block)


def _table(table: Table) -> str:
    head = "".join(
        f'<th scope="col"{_right(numeric)}>{escape(text)}</th>'
        for text, numeric in zip(table.head, table.numeric, strict=True)
    )
    rows = "".join(_row(row, table.numeric) for row in table.rows)
    note = f'<p class="bulletin-note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<div class="bulletin-table" role="region" tabindex="0" aria-label="{escape(table.title)}">'
        f'<table class="table table-sm"><caption>{escape(table.title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{note}"
    )


def _row(row: tuple[Runs, ...], numeric: tuple[bool, ...]) -> str:
    first, *rest = row
    cells = "".join(f"<td{_right(right)}>{_runs(cell)}</td>" for cell, right in zip(rest, numeric[1:], strict=True))
    return f'<tr><th scope="row">{_runs(first)}</th>{cells}</tr>'


def _right(numeric: bool) -> str:
    return ' class="n"' if numeric else ""


def _runs(runs: Runs) -> str:
    return "".join(escape(run) if isinstance(run, str) else _number(run) for run in runs)


def _number(number: Number) -> str:
    if not number.href:
        return f'<span class="figure">{escape(number.text)}</span>'
    return f'<a class="door" href="{escape(number.href)}" title="{escape(number.title)}">{escape(number.text)}</a>'
