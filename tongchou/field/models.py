"""What the county knows of its phones: which there are, what each was given to hold, and what came from them.

None of this is a state of a case: where that stands is in the books. `Received` is the memory by which a repeat is
answered; it is written in the same transaction as what it tells of.
"""

from __future__ import annotations

from django.db import models

from tongchou.journal.fields import DayField


class Device(models.Model):
    """One browser on one phone, with who signs in there now and which cell it works.

    `public_key` is the P-256 key (JWK) that signs its outbox file. A withdrawn device is given nobody any more and is
    told to wipe whom it holds. `unsent` is how much it last said was left in its outbox, None where it never did.
    """

    id = models.UUIDField(primary_key=True)
    user = models.BigIntegerField(db_index=True)
    place = models.BigIntegerField(db_index=True)
    label = models.CharField(max_length=80, blank=True)
    public_key = models.JSONField()
    registered_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    clock_off = models.IntegerField(default=0)
    unsent = models.IntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "field_device"


class Shift(models.Model):
    """Who signed in on a device, and at which cell: acts that are sent later are still those of who made them."""

    device = models.UUIDField()
    user = models.BigIntegerField()
    place = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        db_table = "field_shift"
        constraints = [models.UniqueConstraint(fields=["device", "user", "place"], name="field_shift_once")]


class Held(models.Model):
    """A case that a device was given to hold. What it says of it is taken even when the case has moved since."""

    pk = models.CompositePrimaryKey("device", "case")
    device = models.UUIDField()
    case = models.BigIntegerField()
    given_on = DayField()

    class Meta:
        db_table = "field_held"


class Received(models.Model):
    """One act as it came from a phone, once: how it was answered, and what of it is not in the books, sealed.

    `number` is its entry's in the books, 0 where it has none. `phone_at` is what the phone said, `received_at` what
    the county's clock said, `clock_off` the seconds the phone was behind. `place` is the device's cell then.
    """

    acknowledgement = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    device = models.UUIDField()
    user = models.BigIntegerField()
    place = models.BigIntegerField()
    act = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32)
    phone_at = models.DateTimeField()
    received_at = models.DateTimeField()
    clock_off = models.IntegerField()
    answer = models.CharField(max_length=8)
    code = models.CharField(max_length=40, blank=True)
    why = models.TextField(blank=True)
    number = models.BigIntegerField(default=0)
    sealed = models.BinaryField(null=True)

    class Meta:
        db_table = "field_received"
        indexes = [
            models.Index(fields=["device"], name="field_received_device"),
            models.Index(
                fields=["place"], name="field_received_open", condition=models.Q(answer__in=("refused", "conflict"))
            ),
            models.Index(fields=["number"], name="field_received_number", condition=models.Q(number__gt=0)),
        ]


class Photo(models.Model):
    """A photo that an act names, in the voucher store."""

    id = models.UUIDField(primary_key=True)
    device = models.UUIDField(db_index=True)
    user = models.BigIntegerField()
    voucher = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "field_photo"


class Settled(models.Model):
    """A lead has looked at an act that is not in the books, and says why it needs nothing more."""

    received = models.OneToOneField(Received, primary_key=True, on_delete=models.CASCADE, db_column="acknowledgement")
    user = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    settled_at = models.DateTimeField()

    class Meta:
        db_table = "field_settled"
