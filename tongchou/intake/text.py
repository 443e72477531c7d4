"""Text files: which encoding, and whether it is a table with delimiters, markup, or a chain of messages (接龍)."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any, Literal

from tongchou.base.refusals import Refused, words
from tongchou.intake import hostile
from tongchou.intake.sheets import Sheet, Workbook

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = (",", "\t", ";", "|", "，")
#: Characters of one cell; a quote that is never closed swallows the rest of the file.
MAX_FIELD = 100_000
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<table|<head|<meta|<body|<style)", re.I)
_ESCAPED = re.compile(r'="((?:[^"]|"")*)"')


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding: by byte order mark, else UTF-8, UTF-16, GB18030, Big5.

    Raises:
        Refused("unreadable"): it is no text in any of them.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                raise _no_text() from None
    encodings = ["utf-8", "gb18030", "big5"]
    if b"\x00" in data[:4000]:
        zeros = (data[0:4000:2].count(0), data[1:4000:2].count(0))
        encodings = ["utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _looks_like_text(text[:20_000]):
            return text, encoding
    raise _no_text()


def _no_text() -> Refused:
    return Refused("unreadable", words("文件已損壞或不是表格，無法打開。"))


def _looks_like_text(text: str) -> bool:
    odd = sum(1 for c in text if (c < " " and c not in "\t\r\n\x0b\x0c") or c == "\x7f" or "\ue000" <= c <= "\uf8ff")
    return odd <= len(text) // 200


def read_text(data: bytes, file_name: str) -> Workbook:
    """Return the sheet in a text file."""
    from tongchou.intake.chain import is_chain, read_chain
    from tongchou.intake.markup import read_markup

    # Markup may be one line, however long; of a list none is. That is seen before it is decoded.
    head = data[:4000].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe")
    if not _MARKUP.match(head):
        hostile.endless_line(data)
    text, encoding = decode(data)
    if _MARKUP.match(text[:2000]):
        return read_markup(text)
    stem = re.sub(r"\.\w{2,4}$", "", file_name.replace("\\", "/").rsplit("/", 1)[-1]) or "Sheet1"
    if not file_name.lower().endswith((".csv", ".tsv")) and is_chain(text):
        return Workbook([read_chain(text, stem)], form="chain")
    return Workbook([Sheet(stem, _rows(data, encoding, text))], form="csv")


def delimiter_of(text: str) -> str:
    """Return the delimiter that most lines agree on; a comma where none is found."""
    lines = [line for line in text[:200_000].splitlines()[:200] if line.strip()]
    best, best_score = ",", 0
    for mark in _DELIMITERS:
        counts = Counter(line.count(mark) for line in lines)
        counts.pop(0, None)
        if not counts:
            continue
        width, agreeing = max(counts.items(), key=lambda item: (item[1], item[0]))
        score = agreeing * 10 + min(width, 9)
        if score > best_score and (mark != "，" or best_score == 0):
            best, best_score = mark, score
    return best


def _rows(data: bytes, encoding: str, text: str) -> Any:
    """Return a way to walk the records; the bytes are decoded again as they go, so that no second text is held."""
    mark = delimiter_of(text)
    quoting: Literal[0, 3] = csv.QUOTE_NONE if '"' in text and _runs_away(text, mark) else csv.QUOTE_MINIMAL

    def rows() -> Iterator[list[Any]]:
        csv.field_size_limit(MAX_FIELD)
        number = 0
        try:
            lines = TextIOWrapper(BytesIO(data), encoding, newline="")
            for row in csv.reader(lines, delimiter=mark, quoting=quoting):
                number += 1
                if len(row) > hostile.MAX_COLUMNS:
                    raise hostile.too_many_columns()
                if number > hostile.MAX_ROWS * 4:
                    raise hostile.too_large_sheet()
                yield [_cell(c) if c[:1] == "=" else c for c in row]
        except csv.Error as fault:
            raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault

    first_line = text[:20_000_000].split("\n", 1)[0]
    if first_line.count(mark) >= hostile.MAX_COLUMNS:
        raise hostile.too_many_columns()
    return rows


def _cell(text: str) -> str:
    """Return what `="0123"` holds: the way exports keep a number's digits. A formula stays plain text."""
    match = _ESCAPED.fullmatch(text.strip())
    return match.group(1).replace('""', '"') if match else text


def _runs_away(text: str, mark: str) -> bool:
    """Say whether a quote that is never closed would swallow rows: a cell of more than twenty lines, or too long."""
    csv.field_size_limit(MAX_FIELD)
    try:
        return any(
            cell.count("\n") > 20
            for row in csv.reader(StringIO(text, newline=""), delimiter=mark)
            for cell in row
            if "\n" in cell
        )
    except csv.Error:
        return True
