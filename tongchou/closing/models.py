"""What closing a day leaves behind: flash reports, closings, what was carried over by name, seals.

None of these is a state: whether a place is open is `journal.models.OpenDay` alone. They are documents of acts, only
ever inserted. Users and places are bare ids.
"""

from __future__ import annotations

from django.db import models

from tongchou.base.refusals import words
from tongchou.journal.fields import DayField

#: Why something was left. The first two are written by the system itself at the cut-off.
REASONS = {
    "overdue": words("逾時未核"),
    "unreported": words("未報"),
    "no_signal": words("無信號"),
    "unreachable": words("聯繫不上"),
    "not_home": words("多次上門不遇"),
    "awaiting_other_place": words("等待外地協查"),
    "awaiting_decision": words("等待裁定"),
    "no_hands": words("人手不足"),
}


class Cut(models.Model):
    """A flash report (快報): figures frozen as the books knew them at an instant, under a number that never changes."""

    number = models.IntegerField(primary_key=True)
    on = DayField()
    cut_at = models.DateTimeField()
    n = models.BigIntegerField()
    user = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "cut"


class CutFigure(models.Model):
    """One figure of a flash report at one place. `top` over `bottom` for a ratio; `word` for a state."""

    cut = models.ForeignKey(Cut, on_delete=models.PROTECT, related_name="figures")
    figure = models.CharField(max_length=60)
    place = models.BigIntegerField()
    top = models.BigIntegerField(null=True)
    bottom = models.BigIntegerField(null=True)
    word = models.CharField(max_length=200, blank=True)
    reported = models.IntegerField(null=True)
    expected = models.IntegerField(null=True)

    class Meta:
        db_table = "cut_figure"
        constraints = [models.UniqueConstraint(fields=["cut", "figure", "place"], name="cut_figure_once")]


class ClosingAct(models.Model):
    """Somebody closed a day of a place and all below it. `user` is a person, never the system."""

    place = models.BigIntegerField()
    day = DayField()
    user = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "closing_act"
        constraints = [models.UniqueConstraint(fields=["day", "place"], name="closing_act_once")]


class CarryOver(models.Model):
    """What was left at a closing, under whose name, and why. `by` is 0 where the system carried it at the cut-off."""

    SYSTEM = 0

    day = DayField()
    kind = models.CharField(max_length=60)
    place = models.BigIntegerField()
    count = models.IntegerField()
    responsible = models.BigIntegerField()
    reason = models.CharField(max_length=40, choices=list(REASONS.items()))
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "carry_over"
        indexes = [models.Index(fields=["day", "place"], name="carry_over_day_place")]


class Morning(models.Model):
    """A day that was opened: what falls due by itself fell due. The system's own mark, so that it is done once."""

    day = DayField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "morning"


class Closing(models.Model):
    """The county's closing of a day: as the books knew it at commit `n`. `user` is 0 where the clock did it."""

    day = DayField(primary_key=True)
    n = models.BigIntegerField()
    user = models.BigIntegerField()
    at = models.DateTimeField()
    carried = models.IntegerField()
    late = models.IntegerField()

    class Meta:
        db_table = "closing"


class Seal(models.Model):
    """What the day-book of a closed day says of itself; the folder holds the same, signed.

    The leaves are of all entries of the commits after `after`, up to `n`.
    """

    closing = models.OneToOneField(Closing, primary_key=True, on_delete=models.PROTECT, related_name="seal")
    number = models.IntegerField(unique=True)
    after = models.BigIntegerField()
    n = models.BigIntegerField()
    entries = models.IntegerField()
    entries_root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)

    class Meta:
        db_table = "seal"
