"""A bulletin as Markdown: what the command line prints, and what goes into a mail or a repository."""

from __future__ import annotations

from collections.abc import Iterator

from tongchou.bulletin.document import Block, Bulletin, Drawing, Number, Runs, Table, Text
from tongchou.bulletin.speaking import ordinal, speaking


def render_markdown(bulletin: Bulletin) -> str:
    """Return the bulletin as Markdown, its numbers as links to the county's desk."""
    with speaking(bulletin.lang):
        return "\n".join(_lines(bulletin)) + "\n"


def _lines(bulletin: Bulletin) -> Iterator[str]:
    yield from (f"# {_plain(bulletin.title)}", "", f"**{_plain(bulletin.number)}**", "")
    yield from (f"{_plain(bulletin.issuer)} · {_plain(bulletin.period)}", "", _plain(bulletin.known), "")
    for n, part in enumerate(bulletin.parts, start=1):
        yield from (f"## {ordinal(n, level=1)}{_plain(part.title)}", "")
        heads = 0
        for block in part.blocks:
            if isinstance(block, Text) and block.head:
                heads += 1
                yield from (f"### {ordinal(heads, level=2)}{_plain(block.head)}", "")
            yield from _block(block, bulletin.base)
    yield from ("---", "")
    for line in bulletin.foot:
        yield from (_plain(line), "")


def _block(block: Block, base: str) -> Iterator[str]:
    if isinstance(block, Text):
        yield from (_runs(block.runs, base), "")
        return
    table = block.table if isinstance(block, Drawing) else block
    yield from _table(table, base)


def _table(table: Table, base: str) -> Iterator[str]:
    yield from (f"**{_plain(table.title)}**", "")
    yield "| " + " | ".join(map(_cell, table.head)) + " |"
    yield "| " + " | ".join("---:" if numeric else "---" for numeric in table.numeric) + " |"
    for row in table.rows:
        yield "| " + " | ".join(_runs(cell, base).replace("|", "\\|") for cell in row) + " |"
    yield ""
    if table.note:
        yield from (_plain(table.note), "")


def _runs(runs: Runs, base: str) -> str:
    return "".join(_plain(run) if isinstance(run, str) else _number(run, base) for run in runs)


def _number(number: Number, base: str) -> str:
    return f"[{_plain(number.text)}]({base}{number.href})" if number.href else _plain(number.text)


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """Escape what Markdown would read as its own."""
    for sign in "\\`*_[]<>#":
        text = text.replace(sign, f"\\{sign}")
    return text
