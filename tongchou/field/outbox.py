"""An outbox that came as a file: checked, opened, and taken in as if the phone had sent it. Once: again it exists.

The file is sealed for the county with a key of the device's, and signed by the device. What it holds was recorded by
who signed in there, and is booked as theirs; the lead who takes it in only carries it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from tongchou.base.refusals import Refused, words
from tongchou.field import photos, reading, sealing, sync
from tongchou.field.devices import device_unknown
from tongchou.field.models import Device, Shift
from tongchou.field.reading import Batch
from tongchou.registers.staff.access import Scope, require

FORMAT = "tongchou-outbox-1"
MOST_BYTES = 32 << 20


@dataclass(frozen=True)
class Contents:
    """What a file holds: a batch, and pictures by the ids that its acts name."""

    batch: Batch
    photos: Mapping[UUID, bytes]


def take_in(scope: Scope, content: bytes, *, at: datetime) -> sync.Taken:
    """Take a file in, for the phone's users, by a lead of the phone's place.

    Raises:
        NotAllowed("not_allowed"), Refused("outbox_malformed"), Refused("outbox_changed"): not what the phone wrote.
        NotFound("device_unknown"): no phone of the actor's places.
    """
    require(scope, "field.devices")
    try:
        file = json.loads(content)
        device = UUID(file["device"])
        if len(content) > MOST_BYTES or file["format"] != FORMAT:
            raise ValueError("format")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _malformed() from None
    row = Device.objects.filter(id=device).first()
    if row is None or not scope.covers(row.place):
        raise device_unknown()
    held = _opened(file, row)
    for number, picture in held.photos.items():
        try:
            photos.keep(scope, number, row, picture, at=at)
        except Refused:
            continue
    return sync.take_file(row, held.batch, at=at)


def _opened(file: Mapping[str, Any], device: Device) -> Contents:
    """Check a file's signature, open it and read what is in it."""
    try:
        signed = "|".join((file["device"], file["made_at"], file["iv"], file["sealed"])).encode()
        signature = base64.b64decode(file["signature"], validate=True)
        iv, sealed = (base64.b64decode(file[name], validate=True) for name in ("iv", "sealed"))
        _key(device).verify(_der(signature), signed, ec.ECDSA(SHA256()))
        plain = json.loads(_unsealed(device, iv, sealed))
    except (InvalidSignature, InvalidTag):
        raise Refused("outbox_changed", words("文件被改動過，或不是由這一設備另存的，未錄入。")) from None
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        raise _malformed() from None
    return _contents(plain, device)


def _unsealed(device: Device, iv: bytes, sealed: bytes) -> bytes:
    """Open what one of those who signed in on the device sealed; which one, the file does not say."""
    for user in Shift.objects.filter(device=device.id).values_list("user", flat=True).distinct():
        try:
            return AESGCM(sealing.file_key(device.id, user)).decrypt(iv, sealed, None)
        except InvalidTag:
            continue
    raise InvalidTag


def _contents(plain: Any, device: Device) -> Contents:
    try:
        entries = [reading.read(one) for one in plain["entries"]]
        pictures = {UUID(number): base64.b64decode(text) for number, text in plain.get("photos", {}).items()}
        return Contents(Batch(device.id, reading.instant(plain["sent_at"]), entries), pictures)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise _malformed() from None


def _key(device: Device) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(_url64(device.public_key[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _url64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _der(signature: bytes) -> bytes:
    """Return a signature of a browser (r and s, 32 bytes each) as the library takes it."""
    if len(signature) != 64:
        raise ValueError("signature")
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def _malformed() -> Refused:
    return Refused("outbox_malformed", words("這不是外勤頁面另存的文件，或文件不完整。"))
