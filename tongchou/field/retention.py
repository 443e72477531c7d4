"""How what came from phones ends: what is said beside the books after some months, an unused phone's row after some."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tongchou.field.models import Device, Held, Photo, Received, Settled, Shift
from tongchou.intake import vouchers
from tongchou.procedures.retention_kinds import Kind, register
from tongchou.procedures.retire import forget_also
from tongchou.registers.staff.access import Scope


def _acts(before: datetime) -> Sequence[Any]:
    sealed = Received.objects.filter(received_at__lt=before).exclude(sealed=None)
    return [*sealed.values_list("pk", flat=True), *Photo.objects.filter(received_at__lt=before)]


def _erase_acts(found: Sequence[Any], scope: Scope, at: datetime) -> None:
    Received.objects.filter(pk__in=[one for one in found if isinstance(one, int)]).update(sealed=None)
    for photo in found:
        if isinstance(photo, Photo):
            vouchers.destroy(photo.voucher)
            photo.delete()


def _devices(before: datetime) -> Sequence[Any]:
    return list(Device.objects.filter(seen_at__lt=before).values_list("pk", flat=True))


def _erase_devices(found: Sequence[Any], scope: Scope, at: datetime) -> None:
    for model in (Held, Shift):
        model.objects.filter(device__in=found).delete()
    Device.objects.filter(pk__in=found).delete()


def erase_documents() -> int:
    """Delete everything that came from phones or was given to them, for good; return how many rows."""
    return sum(model.objects.all().delete()[0] for model in (Settled, Received, Held, Shift, Device, Photo))


def announce() -> None:
    """Say how it ends."""
    register("field-act", Kind(_acts, _erase_acts))
    register("field-device", Kind(_devices, _erase_devices))
    forget_also("field", erase_documents)
