"""Photos from phones: sealed in the voucher store, without what a camera writes beside the picture."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.field.models import Device, Photo
from tongchou.intake import vouchers
from tongchou.registers.staff.access import Scope

MOST_BYTES = 300 << 10
#: Markers of JPEG: start, end, start of the picture's data; what stands before that in these segments is not picture.
_START, _SCAN = b"\xff\xd8", 0xDA
_BESIDE = frozenset((*range(0xE1, 0xEE), 0xEF, 0xFE))


def keep(scope: Scope, photo: UUID, device: Device, content: bytes, *, at: datetime) -> Photo:
    """Keep a photo that entries name by its id; the same again is harmless.

    Raises:
        Refused("photo_too_large"), Refused("photo_malformed"): no JPEG.
        Refused("photo_id_used"): another picture has this id.
    """
    if len(content) > MOST_BYTES:
        raise Refused("photo_too_large", words("照片過大，請由頁面壓縮後再送。"))
    voucher = vouchers.keep(plain(content))
    row, _ = Photo.objects.get_or_create(
        id=photo,
        defaults={"device": device.id, "user": scope.user_id, "voucher": voucher, "received_at": at},
    )
    if row.voucher != voucher:
        raise Refused("photo_id_used", words("這一照片編號已有另一張照片。"))
    return row


def content_of(scope: Scope, photo: UUID) -> bytes:
    """Return a photo from a phone of the reader's places.

    Raises:
        NotFound("photo_unknown"): not there, or not of the reader's places.
    """
    row = Photo.objects.filter(id=photo).first()
    device = Device.objects.filter(id=row.device).first() if row else None
    if row is None or device is None or not (scope.covers(device.place) or row.user == scope.user_id):
        raise NotFound("photo_unknown", words("沒有這張照片，或不在您負責的範圍內。"))
    return vouchers.open_voucher(row.voucher)


def plain(content: bytes) -> bytes:
    """Return a JPEG without what is written beside the picture: where and when it was taken, by which phone.

    Raises:
        Refused("photo_malformed").
    """
    malformed = Refused("photo_malformed", words("照片無法讀取，請重拍。"))
    if not content.startswith(_START):
        raise malformed
    kept, at = [_START], 2
    while True:
        if at + 4 > len(content) or content[at] != 0xFF:
            raise malformed
        marker = content[at + 1]
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        if size < 2 or at + 2 + size > len(content):
            raise malformed
        if marker == _SCAN:
            end = content.rfind(b"\xff\xd9")
            if end < at:
                raise malformed
            return b"".join([*kept, content[at : end + 2]])
        if marker not in _BESIDE:
            kept.append(content[at : at + 2 + size])
        at += 2 + size
