"""The documents of screening: descriptive facts, never a quantity or a state. Where a check stands is in the books.

Personal data is in the people register and the voucher store alone: a check knows a person's number and a row of a
list, not a name or an address.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tongchou.base.refusals import words
from tongchou.journal.fields import DayField
from tongchou.pillars.screening.announcing.models import Announcement, Knock

__all__ = ["Announcement", "Check", "Declined", "Finding", "Knock", "Roster", "Unclaimed", "Visit"]

FINDINGS = {
    "well": words("在家，無異常"),
    "symptoms": words("有發熱、咳嗽等症狀"),
    "nobody-home": words("家中無人"),
    "refused": words("拒絕配合"),
    "absent": words("不在此處"),
    "unreachable": words("聯繫不上"),
    "documents": words("證件、行程已核對"),
}


class Roster(models.Model):
    """One list as one sender pushed it for one day: what its checks add up to is what the sender is answered."""

    upload = models.UUIDField(unique=True, null=True)
    title = models.CharField(max_length=200)
    sender = models.CharField(max_length=80, blank=True)
    origin = models.CharField(max_length=20)
    list_on = DayField()
    taken_at = models.DateTimeField()
    place = models.BigIntegerField()
    campaign = models.CharField(max_length=40, blank=True)
    rows = models.IntegerField()
    entry = models.UUIDField(unique=True)

    class Meta:
        db_table = "screening_roster"
        indexes = [models.Index(fields=["list_on"], name="screening_roster_day")]


class Check(models.Model):
    """One person on one list: the case of the register. The same person on three lists has three checks."""

    case = models.BigIntegerField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, db_constraint=False)
    person = models.BigIntegerField(db_index=True)
    sheet = models.SmallIntegerField()
    row = models.IntegerField()
    source_area = models.CharField(max_length=60, blank=True)
    left_on = DayField(null=True)
    arrived_on = DayField(null=True)
    transport = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "screening_check"


class Unclaimed(models.Model):
    """A check whose address leads to no one cell: which places it might be, and since when it is asked around."""

    case = models.BigIntegerField(primary_key=True)
    certainty = models.CharField(max_length=12)
    candidates = models.JSONField(default=list)
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "screening_unclaimed"


class Declined(models.Model):
    """A place said that an unclaimed check is not theirs."""

    case = models.BigIntegerField(db_index=True)
    place = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    declined_at = models.DateTimeField()

    class Meta:
        db_table = "screening_declined"
        constraints = [models.UniqueConstraint(fields=["case", "place"], name="screening_declined_once")]


class Finding(models.Model):
    """What one slot of the three-person team found. The last word of a slot stands; earlier ones stay beside it."""

    check_case = models.BigIntegerField(db_index=True)
    slot = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    found = models.CharField(max_length=20)
    temperature_tenths = models.SmallIntegerField(null=True)
    found_at = models.DateTimeField()
    #: The act that said it, as its phone numbered it: so the phone knows it again. Findings of old have none.
    entry = models.UUIDField(null=True)

    class Meta:
        db_table = "screening_finding"


class Visit(models.Model):
    """One visit due on one day to one person under observation: the case of its register."""

    case = models.BigIntegerField(primary_key=True)
    check_case = models.BigIntegerField(db_index=True)
    due_on = DayField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    told_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    temperature_tenths = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "screening_visit"
        constraints = [models.UniqueConstraint(fields=["check_case", "due_on"], name="screening_visit_one_a_day")]
