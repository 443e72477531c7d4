"""Rosters with names that leave the county for another department: who asked, who agreed, what went to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tongchou.journal.fields import DayField


class OutwardRoster(models.Model):
    """One roster asked for. It is made when a second person, of another organisation, approves it.

    The files are vouchers and are gone once it has expired; the row stays and says what was given.
    """

    source = models.CharField(max_length=60)
    place = models.BigIntegerField()
    on = DayField()
    department = models.CharField(max_length=80)
    legal_basis = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200)
    columns = models.JSONField(default=list)
    not_collected = models.JSONField(default=list)
    hours = models.SmallIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    rows = models.IntegerField(default=0)
    xlsx = models.CharField(max_length=64, blank=True)
    docx = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "outward_roster"


class Disclosure(models.Model):
    """One person stood on a roster that left: the person can be told so."""

    roster = models.ForeignKey(OutwardRoster, on_delete=models.CASCADE, related_name="disclosures")
    person = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "outward_disclosure"


class Download(models.Model):
    """Who fetched a roster's file, and when."""

    roster = models.ForeignKey(OutwardRoster, on_delete=models.CASCADE, related_name="downloads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "outward_download"
