"""What somebody announced of themselves, sealed until a list took it in; and marks of how often who asked."""

from __future__ import annotations

from django.db import models

from tongchou.base.ids import new_id
from tongchou.journal.fields import DayField


class Announcement(models.Model):
    """One person's own announcement. What they said is sealed, and emptied once it is a row of a list.

    `place` is the town they named, the county where they named none. `taken_by` is who took it down on the telephone.
    `aside` says why it waits for a person (`often`: a number that came again and again, `unread`: a list could not be
    made of it); `decided_by` is who let it in or threw it out. `upload` is the list, `row` its row, `answer` what the
    list answered, `case` the check that came of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receipt = models.CharField(max_length=12, unique=True)
    place = models.BigIntegerField()
    day = DayField()
    received_at = models.DateTimeField()
    said = models.BinaryField()
    mark = models.BinaryField(max_length=16)
    taken_by = models.BigIntegerField(null=True)
    aside = models.CharField(max_length=10, blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    thrown_out = models.CharField(max_length=20, blank=True)
    upload = models.UUIDField(null=True)
    row = models.IntegerField(null=True)
    answer = models.CharField(max_length=12, blank=True)
    case = models.BigIntegerField(null=True)

    class Meta:
        db_table = "screening_announcement"
        indexes = [
            models.Index(fields=["day", "place"], name="announcement_day"),
            models.Index(fields=["upload"], name="announcement_upload", condition=models.Q(upload__isnull=False)),
            models.Index(fields=["place"], name="announcement_waits", condition=models.Q(answer="")),
        ]


class Knock(models.Model):
    """Somebody announced from an address or of a number: a keyed mark that says neither, kept for a day."""

    mark = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        db_table = "screening_knock"
        indexes = [models.Index(fields=["mark", "at"], name="knock_mark"), models.Index(fields=["at"], name="knock_at")]
