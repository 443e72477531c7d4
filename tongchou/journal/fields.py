"""A day as a whole number in the store, a date in Python: half the bytes, and numpy reads it without parsing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models


class DayField(models.IntegerField):  # type: ignore[type-arg]
    """A local calendar day, stored as its proleptic ordinal (`date.toordinal()`); 0 reads as no day."""

    # What the type checker's Django plugin reads: a day goes in and comes out, not a number.
    _pyi_private_set_type: date | None  # type: ignore[assignment]
    _pyi_private_get_type: date  # type: ignore[assignment]
    _pyi_lookup_exact_type: date | None  # type: ignore[assignment]

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> date | None:
        return date.fromordinal(value) if value else None

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, date):
            return value
        return date.fromordinal(int(value))

    def get_prep_value(self, value: Any) -> int | None:
        if value is None:
            return None
        return value.toordinal() if isinstance(value, date) else int(value)
