"""An archive of lists: every list in it becomes sheets; names may be GB18030, members may have a password."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

import pyzipper

from tongchou.base.refusals import Refused, words
from tongchou.intake import hostile
from tongchou.intake.sheets import Workbook

LISTS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".htm", ".html")
_CLUTTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; without the UTF-8 flag it is GB18030 that was read as code page 437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def read_archive(data: bytes, password: str | None) -> Workbook:
    """Return the sheets of every list in the archive, in the order of the archive.

    Raises:
        Refused: "password_needed", "password_wrong", "archive_nested", "archive_without_list", those of the members.
    """
    from tongchou.intake.reader import read

    members, ignored, locked = _members(data, password)
    if not members:
        raise Refused("archive_without_list", words("壓縮包內沒有表格。"))
    books = [(name, read(content, name, password=password)) for name, content in members]
    whole = Workbook([], form="zip", ignored=ignored)
    for name, book in books:
        for sheet in book.sheets:
            sheet.file = name
            sheet.name = f"{name}／{sheet.name}" if len(books) > 1 else sheet.name
            whole.sheets.append(sheet)
    if locked or any(book.opened is not None for _, book in books):
        whole.opened = _repacked(
            [(name, book.opened or content) for (name, content), (_, book) in zip(members, books, strict=True)]
        )
    return whole


def _members(data: bytes, password: str | None) -> tuple[list[tuple[str, bytes]], list[str], bool]:
    members: list[tuple[str, bytes]] = []
    ignored: list[str] = []
    locked = False
    total = 0
    archive = pyzipper.AESZipFile(BytesIO(data))
    for info in hostile.open_zip(data).infolist():
        name = member_name(info)
        base = name.rsplit("/", 1)[-1]
        if not base or base.startswith(("~$", "._")) or any(c in name.lower() for c in _CLUTTER):
            continue
        if base.lower().endswith((".zip", ".rar", ".7z", ".gz")):
            raise Refused("archive_nested", words("壓縮包內又有壓縮包，請解開後再報。"))
        if not base.lower().endswith(LISTS):
            ignored.append(name)
            continue
        locked = locked or bool(info.flag_bits & 1)
        content = _content(archive, data, info, password)
        total += len(content)
        if total > hostile.MAX_BYTES:
            raise hostile.bomb("total")
        members.append((name, content))
    return members, ignored, locked


def _content(archive: pyzipper.AESZipFile, data: bytes, info: zipfile.ZipInfo, password: str | None) -> bytes:
    if not info.flag_bits & 1:
        return b"".join(hostile.inflated(data, info))
    if password is None:
        raise Refused("password_needed", words("文件有密碼，請輸入密碼。"))
    if info.file_size > hostile.MAX_BYTES:
        raise hostile.bomb("total")
    for secret in dict.fromkeys((password.encode(), password.encode("gb18030", "ignore"))):
        try:
            with archive.open(info.filename, pwd=secret) as member:
                content: bytes = member.read(info.file_size + 1)
        except (RuntimeError, zipfile.BadZipFile, pyzipper.BadZipFile, zlib.error, ValueError, EOFError):
            continue
        if len(content) == info.file_size:
            return content
    raise Refused("password_wrong", words("密碼不對。"))


def _repacked(members: list[tuple[str, bytes]]) -> bytes:
    """Return the same lists as a plain archive, for the encrypted store: the password itself is not kept."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()
