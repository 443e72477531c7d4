"""Password-protected workbooks: the password is asked for, used once and never kept."""

from __future__ import annotations

import re
from io import BytesIO

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from tongchou.base.refusals import Refused, words
from tongchou.intake import biff, hostile

#: What Office itself uses where a workbook is only "read-only recommended".
_OFFICE_DEFAULT = "VelvetSweatshop"


def unlock(data: bytes, password: str | None) -> bytes | None:
    """Return a compound file's content without its password; None if it has none.

    Raises:
        Refused: "password_needed", "password_wrong", "zip_bomb" for absurd key stretching, "unreadable".
    """
    with biff.streams(data) as ole:
        packaged = ole.exists("EncryptedPackage")
        info = ole.openstream("EncryptionInfo").read() if packaged and ole.exists("EncryptionInfo") else b""
    if not packaged and not biff.facts(data).encrypted:
        return None
    spin = re.search(rb'spinCount="(\d+)"', info)
    if spin and int(spin.group(1)) > hostile.MAX_SPIN:
        raise hostile.bomb("spin")
    for attempt in dict.fromkeys((password, _OFFICE_DEFAULT)):
        if attempt is not None and (opened := _try(data, attempt)) is not None:
            return opened
    if password is None:
        raise Refused("password_needed", words("文件有密碼，請輸入密碼。"))
    raise Refused("password_wrong", words("密碼不對。"))


def _try(data: bytes, password: str) -> bytes | None:
    out = BytesIO()
    try:
        office = msoffcrypto.OfficeFile(BytesIO(data))
        try:
            office.load_key(password=password, verify_password=True)
        except TypeError:
            office.load_key(password=password)
        office.decrypt(out)
    except (InvalidKeyError, DecryptionError):
        return None
    except (FileFormatError, ParseError) as fault:
        raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault
    return out.getvalue() or None
