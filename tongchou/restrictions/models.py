"""The documents of restrictions: why, by whom, until when; who determined, who objected, who agreed.

Where an objection stands is in the books; where a restricted person stands is in the register of the pillar.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tongchou.journal.fields import DayField


class Determination(models.Model):
    """What an epidemiologist determined of one person, signed with the password asked again.

    It carries an order of `kind` where the dated rule alone gives no ground, until its last day `expires_on`. The text
    is a voucher. Never edited: `withdrawn_at` ends it for later orders.
    """

    person = models.BigIntegerField(db_index=True)
    place = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    text = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    qualification = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField()
    expires_on = DayField()
    signature = models.BinaryField(max_length=32)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "restriction_determination"


class Order(models.Model):
    """One order about one person, by the claim that carried it: an outcome taken back and given again has two.

    Its evidence is a dated exposure under a dated rule, or a determination, and it ends by itself on `ends_on`.
    """

    claim = models.BigIntegerField(primary_key=True)
    register = models.CharField(max_length=30)
    case = models.BigIntegerField(db_index=True)
    person = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    legal_ground = models.CharField(max_length=80)
    rule = models.CharField(max_length=80)
    exposed_on = DayField(null=True)
    determination = models.ForeignKey(Determination, on_delete=models.PROTECT, null=True, related_name="orders")
    from_on = DayField()
    ends_on = DayField(db_index=True)
    issuer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "restriction_order"
        indexes = [models.Index(fields=["rule", "issued_at"], name="restriction_order_rule")]

    @property
    def evidence(self) -> str:
        """Return what the order follows from: `dated-exposure` or `determination`."""
        return "dated-exposure" if self.determination_id is None else "determination"


class MassApproval(models.Model):
    """A second person, of another organisation, agreed that a rule restricts more than twenty people in a day."""

    rule = models.CharField(max_length=80)
    place = models.BigIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        db_table = "restriction_mass_approval"
        indexes = [models.Index(fields=["asked_by", "approved_at"], name="restriction_mass_asked")]


class Appeal(models.Model):
    """An objection to an order: the case of the register of objections."""

    case = models.BigIntegerField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="appeals", db_constraint=False)
    ground = models.CharField(max_length=40)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "restriction_appeal"


class Vote(models.Model):
    """How one person would answer an objection. The last word of a person stands; an overdue one takes two."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    answer = models.CharField(max_length=20)
    ends_on = DayField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "restriction_vote"
