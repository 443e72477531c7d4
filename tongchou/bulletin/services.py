"""The bulletin's doors: make one in a format and language, and keep what will not change any more.

What is sealed, and what was frozen at a cut, is rendered once and kept in the home; deleting the files costs a
rendering, nothing else.

    HOME/bulletins/2020-03-27/zh-Hant.html              of the sealed day
    HOME/bulletins/2020-03-27/flash-12/zh-Hant.html     of the flash report number 12
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from tongchou.base import clock
from tongchou.base.refusals import Refused, words
from tongchou.bulletin.document import Bulletin
from tongchou.bulletin.docx import render_docx
from tongchou.bulletin.html import render_html, render_page
from tongchou.bulletin.markdown import render_markdown
from tongchou.bulletin.notice import public_notice
from tongchou.bulletin.pdf import render_pdf
from tongchou.bulletin.report import situation_report
from tongchou.bulletin.speaking import LANGUAGES
from tongchou.closing import cut as cuts
from tongchou.closing.models import Cut, Seal
from tongchou.figures.sharing import NOTHING, Seen, shared
from tongchou.registers.staff.access import Scope

Made = str | bytes


def as_json(bulletin: Bulletin) -> str:
    """Return what a bulletin is and every number in it, as JSON."""
    numbers = [vars(number) | {"on": number.on.isoformat()} for number in bulletin.numbers()]
    told: dict[str, Any] = {
        "title": bulletin.title,
        "number": bulletin.number,
        "kind": bulletin.kind,
        "on": bulletin.on.isoformat(),
        "period": bulletin.period,
        "root": bulletin.root,
        "numbers": numbers,
    }
    return json.dumps(told, ensure_ascii=False)


#: Formats by name: how each is rendered, and the ending of its file.
FORMATS: Mapping[str, tuple[Callable[[Bulletin], Made], str]] = {
    "html": (render_page, "html"),
    "fragment": (render_html, "part.html"),
    "md": (render_markdown, "md"),
    "docx": (render_docx, "docx"),
    "pdf": (render_pdf, "pdf"),
    "json": (as_json, "json"),
}
#: What is rendered ahead when a day is sealed.
AHEAD = ("html", "fragment", "md", "docx")


def make(
    on: date,
    *,
    fmt: str = "md",
    lang: str = "zh-Hant",
    cut: datetime | None = None,
    user: Scope | None = None,
    at: datetime | None = None,
) -> Made:
    """Return the bulletin of a day: text for html, fragment, md and json, bytes for docx and pdf.

    With `cut` it is the flash report of that instant, frozen under a number now if it was not before. Otherwise the
    sealed day's, or what is known of a day still open.

    Raises:
        Refused("format_unknown"), Refused("language_unknown"), Refused("cut_not_come").
        NotAllowed("not_allowed"): the user may not freeze a report.
        NotFound("no_edition"): the county had no places yet.
    """
    now = at or clock.now()
    frozen = frozen_at(on, cut=cut, user=user, at=now) if cut else None
    return made(on, cut=frozen, fmt=fmt, lang=lang, at=now)


def made(on: date, *, cut: Cut | None, fmt: str, lang: str, at: datetime, seen: Seen = NOTHING) -> Made:
    """Return a day's bulletin, or a flash report that is frozen already; from its file where it was kept.

    What a reader has `seen` is in it, though they share the page on screen.
    """
    render, ending = _format(fmt)
    file = kept_file(on, cut=cut, name=f"{lang}.{ending}")
    if file is not None and file.exists():
        return file.read_bytes() if fmt in ("docx", "pdf") else file.read_text("utf-8")
    if file is None and fmt == "fragment":
        # The page on screen, which everybody reads; a file for paper is made when it is asked for.
        name = f"bulletin-{on.isoformat()}-{lang}.{ending}"
        return shared(name, at=at, render=lambda: str(render(situation_report(on, at=at, lang=lang))), seen=seen)
    body = render(situation_report(on, at=at, lang=lang, cut=cut))
    if file is not None:
        _keep(file, body)
    return body


def make_notice(on: date, *, fmt: str = "md", lang: str = "zh-Hant", at: datetime | None = None) -> Made:
    """Return the public notice of a sealed day: totals alone, small ones hidden, no way into the books.

    Raises:
        Refused("day_not_sealed"): nothing is told to the public of an open day.
    """
    render, ending = _format(fmt)
    file = kept_file(on, cut=None, name=f"notice.{lang}.{ending}")
    if file is not None and file.exists():
        return file.read_bytes() if fmt in ("docx", "pdf") else file.read_text("utf-8")
    body = render(public_notice(on, at=at or clock.now(), lang=lang))
    if file is not None:
        _keep(file, body)
    return body


def publish(on: date, *, at: datetime | None = None) -> list[Path]:
    """Render a sealed day's bulletin in every language and keep it. Return the files.

    Raises:
        Refused("day_not_sealed").
    """
    now = at or clock.now()
    if not Seal.objects.filter(closing_id=on).exists():
        raise Refused("day_not_sealed", words("%(day)s尚未日結，不能發布正式通報。"), day=on.isoformat())
    files = []
    for lang in LANGUAGES:
        bulletin = situation_report(on, at=now, lang=lang)
        for fmt in AHEAD:
            render, ending = FORMATS[fmt]
            file = kept_file(on, cut=None, name=f"{lang}.{ending}")
            assert file is not None, "a sealed day's files are kept"
            if not file.exists():
                _keep(file, render(bulletin))
            files.append(file)
    return files


def frozen_at(on: date, *, cut: datetime, user: Scope | None, at: datetime) -> Cut:
    """Return the flash report of a day at an instant, frozen now if it was not before.

    Raises:
        Refused("cut_not_come"): the instant has not come, or it lies before the day.
    """
    known = Cut.objects.filter(on=on, cut_at=cut).order_by("number").first()
    if known is not None:
        return known
    if cut > at or clock.local_day(cut) < on:
        raise Refused("cut_not_come", words("截止時刻須在當日開始之後、現在之前。"))
    return cuts.cut(on, cut_at=cut, user=user, at=at)


def kept_file(on: date, *, cut: Cut | None, name: str) -> Path | None:
    """Return where a bulletin is kept; None while the day is open, because it may still change."""
    folder = Path(settings.HOME.path) / "bulletins" / on.isoformat()
    if cut is not None:
        return folder / f"flash-{cut.number}" / name
    return folder / name if Seal.objects.filter(closing_id=on).exists() else None


def _format(fmt: str) -> tuple[Callable[[Bulletin], Made], str]:
    if fmt not in FORMATS:
        raise Refused("format_unknown", words("通報沒有「%(fmt)s」格式，可選 html、docx、pdf、md、json。"), fmt=fmt)
    return FORMATS[fmt]


def _keep(file: Path, body: Made) -> None:
    """Write beside and rename, so that a reader finds a whole file or none."""
    file.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_bytes(body.encode() if isinstance(body, str) else body)
    fresh.rename(file)
