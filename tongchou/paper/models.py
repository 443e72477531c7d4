"""Day sheets: which cases a team took along on paper, and what was keyed of them. Names are on the paper alone."""

from __future__ import annotations

from django.db import models

from tongchou.base.ids import new_id
from tongchou.journal.fields import DayField


class Sheet(models.Model):
    """One team's sheet of one day. `letters` says what each letter on it means; `key` names the entries made of it.

    `place` is the smallest place that all rows stand in. `left_out` are the rows that did not fit.
    """

    key = models.UUIDField(unique=True, default=new_id, editable=False)
    team = models.BigIntegerField()
    place = models.BigIntegerField()
    on = DayField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    destroy_on = DayField()
    letters = models.JSONField()
    left_out = models.IntegerField(default=0)

    class Meta:
        db_table = "paper_sheet"
        indexes = [models.Index(fields=["on", "place"], name="paper_sheet_day")]


class Row(models.Model):
    """One line of a sheet: a check or a due visit, with the claim that stood when the sheet was made."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="rows")
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=6)
    case = models.BigIntegerField()
    person = models.BigIntegerField()
    group = models.CharField(max_length=20)
    tip = models.BigIntegerField()

    class Meta:
        db_table = "paper_row"
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="paper_row_once")]


class Print(models.Model):
    """Somebody printed a sheet: each print shows everyone on it."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="prints")
    user = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "paper_print"


class Keyed(models.Model):
    """What was keyed of a row, the corrections after it by `n`: who wrote it at the door, and who keyed it (代錄).

    `said` is what the letter meant: an outcome, a visit's answer, or `found:` and what was found. `entry` is the id of
    its entry, None for a finding, which is a document.
    """

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="keyed")
    n = models.SmallIntegerField()
    said = models.CharField(max_length=40)
    temperature_tenths = models.SmallIntegerField(null=True)
    note = models.BinaryField(null=True)
    wrote_by = models.BigIntegerField()
    keyed_by = models.BigIntegerField()
    keyed_at = models.DateTimeField()
    entry = models.UUIDField(null=True, unique=True)

    class Meta:
        db_table = "paper_keyed"
        constraints = [models.UniqueConstraint(fields=["row", "n"], name="paper_keyed_once")]
