"""The encrypted voucher store: files as they were sent, and staged lists. With the people register, the only place
where personal data may be.

A voucher is one file under `vouchers/` of the home, encrypted with AES-256-GCM and named by a keyed digest of its
content: the same content is the same voucher, and its name tells nobody what is in it.
"""

from __future__ import annotations

import hmac
import os
import re
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from tongchou.base import disk
from tongchou.base.refusals import NotFound, Refused, words

_NONCE_BYTES = 12
_ID = re.compile(r"[0-9a-f]{64}")


def keep(content: bytes) -> str:
    """Keep content and return its voucher id; on return it is on the disk. The same again is harmless."""
    key = settings.HOME.key("vouchers")
    voucher = hmac.new(key, content, sha256).hexdigest()
    path = _path(voucher)
    if path.exists():
        return voucher
    path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, content, voucher.encode())
    rough = path.with_name(f"{voucher}.{os.getpid()}.{os.urandom(4).hex()}.part")
    with open(os.open(rough, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(nonce)
        out.write(sealed)
        out.flush()
        disk.wait_for(out.fileno())
    rough.replace(path)
    disk.wait_for_folder(path.parent)
    return voucher


def open_voucher(voucher: str) -> bytes:
    """Return a voucher's content.

    Raises:
        NotFound("voucher_unknown"): it was destroyed, or never was.
        Refused("voucher_damaged"): its bytes are not the ones that were kept.
    """
    path = _path(voucher)
    if not path.exists():
        raise NotFound("voucher_unknown", words("憑證已銷毀或不存在。"))
    sealed = path.read_bytes()
    try:
        return AESGCM(settings.HOME.key("vouchers")).decrypt(
            sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], voucher.encode()
        )
    except (InvalidTag, ValueError) as fault:
        raise Refused("voucher_damaged", words("憑證已損壞。")) from fault


def destroy(voucher: str) -> None:
    """Destroy a voucher; one that is gone already stays gone."""
    _path(voucher).unlink(missing_ok=True)


def destroy_all() -> int:
    """Destroy whatever is left in the store, halves of files too; return how many."""
    left = [path for path in (settings.HOME.path / "vouchers").rglob("*") if path.is_file()]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _path(voucher: str) -> Path:
    assert _ID.fullmatch(voucher), "a voucher id is 64 hexadecimal digits"
    folder: Path = settings.HOME.path / "vouchers"
    return folder / voucher[:2] / voucher
