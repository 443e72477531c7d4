"""Items that a county adds to the catalogue, and lots: what came together, with its expiry. No quantities."""

from __future__ import annotations

from django.db import models

from tongchou.journal.fields import DayField


class OwnItem(models.Model):
    """An item that the catalogue does not have, as somebody's list called it. Never renamed: add another."""

    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=10)
    category = models.CharField(max_length=20, default="other")

    class Meta:
        db_table = "items_own"
        constraints = [models.UniqueConstraint(fields=["name", "unit"], name="items_own_once")]


class Lot(models.Model):
    """A child of an item: goods that came together. `source` is the case they came by, `code` what is printed on them.

    Its id lies in the interval of its item, so the books move it like any item.
    """

    id = models.BigIntegerField(primary_key=True)
    item = models.BigIntegerField(db_index=True)
    expires_on = DayField(null=True)
    made_on = DayField(null=True)
    code = models.CharField(max_length=40, blank=True)
    source = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        db_table = "items_lot"
