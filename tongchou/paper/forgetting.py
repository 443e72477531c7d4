"""What is forgotten of day sheets, by date and at the end of the emergency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tongchou.base.clock import local_day
from tongchou.paper.models import Keyed, Print, Row, Sheet
from tongchou.procedures import retention_kinds, retire
from tongchou.registers.staff.access import Scope


def announce() -> None:
    """Make what is kept of sheets known to the retention table and to the end."""
    retention_kinds.register("day-sheet", retention_kinds.Kind(_old, _erase))
    retire.forget_also("paper", erase_documents)


def _old(before: datetime) -> Sequence[Any]:
    return list(Sheet.objects.filter(on__lt=local_day(before)).values_list("pk", flat=True))


def _erase(found: Sequence[Any], scope: Scope, at: datetime) -> None:
    Sheet.objects.filter(pk__in=found).delete()


def erase_documents() -> int:
    """Delete every sheet with its rows, prints and notes; return how many rows of the store there were."""
    gone = 0
    for model in (Keyed, Print, Row, Sheet):
        count, _ = model.objects.all().delete()
        gone += count
    return gone
