"""Editions that a county added itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tongchou.journal.fields import DayField


class RuleEdition(models.Model):
    """An edition of rule data that two officers added: one wrote it, another approved it. Never edited."""

    kind = models.CharField(max_length=60)
    from_on = DayField()
    body = models.JSONField()
    source = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rule_edition"
        indexes = [models.Index(fields=["kind", "from_on"], name="rule_edition_kind")]
