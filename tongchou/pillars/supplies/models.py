"""The documents of supplies: descriptive facts, never a quantity or a state.

How much a batch holds, what a request asks for and what a shipment carries is in the books alone: in the lines of the
entry (`entry`) at the case's place, under the lots whose `source` is the batch. A donor's name is sealed; in clear
there is only the name that the donor agreed to be thanked under.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tongchou.journal.fields import DayField


class Batch(models.Model):
    """A donation as one act of one donor: the case of the register `donation`."""

    case = models.BigIntegerField(primary_key=True)
    donor_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    organisation = models.BigIntegerField(null=True, db_index=True)
    thanked_as = models.CharField(max_length=80, blank=True)
    receiver = models.CharField(max_length=20)
    receipt_number = models.CharField(max_length=40, blank=True)
    donated_on = DayField()
    directed_to = models.CharField(max_length=200, blank=True)
    upload = models.UUIDField(null=True)
    row = models.IntegerField(default=0)
    entry = models.UUIDField(db_index=True)
    place = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "supplies_batch"


class Request(models.Model):
    """What one place asks of one store: the case of the register `request`, which stands at the asking place."""

    case = models.BigIntegerField(primary_key=True)
    store = models.BigIntegerField(db_index=True)
    place = models.BigIntegerField()
    purpose = models.CharField(max_length=120, blank=True)
    asked_on = DayField()
    entry = models.UUIDField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "supplies_request"
        constraints = [models.UniqueConstraint(fields=["entry", "place"], name="supplies_request_once")]


class Cut(models.Model):
    """Why a request was granted less than it asked for, of one item: the words of the rule that decided."""

    request = models.BigIntegerField(db_index=True)
    item = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    rule = models.CharField(max_length=200)

    class Meta:
        db_table = "supplies_cut"
        constraints = [models.UniqueConstraint(fields=["request", "item"], name="supplies_cut_once")]


class Shipment(models.Model):
    """Goods on their way from a store to a place: the case of the register `shipment`, which stands where they go."""

    case = models.BigIntegerField(primary_key=True)
    store = models.BigIntegerField(db_index=True)
    place = models.BigIntegerField()
    request = models.BigIntegerField(null=True, db_index=True)
    sent_at = models.DateTimeField()
    entry = models.UUIDField(db_index=True)

    class Meta:
        db_table = "supplies_shipment"
        constraints = [models.UniqueConstraint(fields=["entry", "place"], name="supplies_shipment_once")]


class Maker(models.Model):
    """An organisation that makes supplies, at the place where it does."""

    organisation = models.BigIntegerField(unique=True)
    place = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "supplies_maker"


class Product(models.Model):
    """What a maker makes: a child of the item, under which its capacity, its lines and its output are booked."""

    lot = models.BigIntegerField(primary_key=True)
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="products")
    item = models.BigIntegerField()

    class Meta:
        db_table = "supplies_product"
        constraints = [models.UniqueConstraint(fields=["maker", "item"], name="supplies_product_once")]


class OutputReport(models.Model):
    """What a maker made of a product on a day has been said; how much is in the books, where nothing leaves no line."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="reports")
    made_on = DayField()

    class Meta:
        db_table = "supplies_output_report"
        constraints = [models.UniqueConstraint(fields=["product", "made_on"], name="supplies_output_report_once")]
