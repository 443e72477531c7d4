"""The one hallway: command line, desk and phone all take a list in here."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from tongchou.base.refusals import Refused, words
from tongchou.intake import answer, hostile, services, vouchers
from tongchou.intake.kinds import kind_named
from tongchou.intake.models import Upload
from tongchou.intake.report import Report

#: Rows up to which a preview runs the commit to see what it would answer (some two seconds); a trial always does.
FORETOLD = 20_000


def take(
    kind: str,
    source: bytes | str | Path,
    file_name: str = "",
    *,
    user: Any,
    at: datetime,
    on: date | None = None,
    sender: str = "",
    password: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
    try_only: bool = False,
) -> Report:
    """Take a list in: keep, stage and commit it; with `try_only` stage it and leave nothing behind.

    `source` is the file's content or its path. `sender` names the department; without it the user is the sender.

    Raises:
        Refused: the file's (nothing of it is kept then), the kind's.
    """
    upload = receive(
        kind, source, file_name, user=user, at=at, on=on, sender=sender, password=password, mapping=mapping
    )
    if try_only:
        try:
            content = vouchers.open_voucher(upload.opened or upload.voucher)
            return Report(upload, kind_named(kind), services.foretell(upload, at=at), trial=True, content=content)
        finally:
            services.forget(upload)
    services.commit(upload.pk, at=at)
    return report_of(upload.pk)


def receive(
    kind: str,
    source: bytes | str | Path,
    file_name: str = "",
    *,
    user: Any,
    at: datetime,
    on: date | None = None,
    sender: str = "",
    password: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
) -> Upload:
    """Keep and stage a list, and return its upload: the desk looks at it before anything is posted."""
    content, name = _content(source, file_name)
    by = sender or f"user:{user.pk}"
    upload = services.keep(kind, content, file_name=name, user=user, sender=by, at=at, on=on)
    try:
        services.stage_upload(upload, at=at, password=password, mapping=mapping)
    except Refused:
        services.forget(upload)
        raise
    return upload


def preview(kind: str, source: bytes | str | Path, file_name: str = "", **asked: Any) -> Upload:
    """Keep and stage a list as `receive` does, and ask its kind what it would answer, if it is not too long for that.

    Raises:
        Refused: those of `receive`; what the kind would refuse the whole list for.
    """
    upload = receive(kind, source, file_name, **asked)
    try:
        _foretell(upload, at=asked["at"])
    except Refused:
        services.forget(upload)
        raise
    return upload


def look_again(upload: Upload, *, at: datetime, mapping: Mapping[str, str | None]) -> None:
    """Stage an upload again with other columns, and ask its kind what it would answer."""
    services.stage_upload(upload, at=at, mapping=mapping)
    _foretell(upload, at=at)


def settle(upload: Upload, said: Mapping[str, str], *, user: int, at: datetime) -> int:
    """Answer where open addresses of an upload are, and ask its kind again; return how many rows that changed."""
    rows = services.settle(upload, said, user=user, at=at)
    if rows:
        _foretell(upload, at=at)
    return rows


def _foretell(upload: Upload, *, at: datetime) -> None:
    if len(services.staged_of(upload).outcomes) <= FORETOLD:
        services.foretell(upload, at=at)


def take_rows(
    kind: str, rows: Sequence[Mapping[str, Any]], *, user: Any, at: datetime, on: date | None = None, sender: str = ""
) -> Report:
    """Take rows of a desk form or a phone in, by our own column names: they become a file and go the same way.

    A row sent twice with the same content on the same day changes nothing.
    """
    columns = [c for c in kind_named(kind).columns if any(row.get(c.name) not in (None, "") for row in rows)]
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([column.title for column in columns])
    for row in rows:
        writer.writerow([_written(row.get(column.name)) for column in columns])
    content = out.getvalue().encode("utf-8-sig")
    return take(kind, content, "form.csv", user=user, at=at, on=on, sender=sender)


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "/".join(str(v) for v in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _content(source: bytes | str | Path, file_name: str) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, file_name or "list"
    path = Path(source)
    try:
        if path.stat().st_size > hostile.MAX_BYTES:
            raise Refused(
                "file_too_big", words("文件過大，請分開報送（上限 %(limit)s 兆）。"), limit=hostile.MAX_BYTES >> 20
            )
        return path.read_bytes(), file_name or path.name
    except OSError as fault:
        raise Refused("file_unknown", words("找不到這個文件。")) from fault


def report_of(upload_id: UUID) -> Report:
    """Return the report of an upload as it stands now: rows that a later list replaced say so."""
    upload = services.get_upload(upload_id)
    kind = kind_named(upload.kind)
    if upload.committed_at is None:
        return Report(upload, kind, services.staged_of(upload))
    staged = services.result_of(upload)
    gone = services.superseded_rows(upload)
    if gone:
        staged.table.mark_all(gone, "superseded")
        staged.judge()
    return Report(upload, kind, staged)


def write_answer_beside(report: Report, path: Path) -> Path:
    """Write the answer workbook beside the file that was sent, and return where it is."""
    target = path.with_name(answer.answer_name(path.name))
    with target.open("wb") as out:
        answer.write_answer(report, out)
    return target
