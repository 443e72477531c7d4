"""Persons and households. The one place, beside the voucher store, where personal data may be.

A person is one key: the ID number's mark, or, without a number, the mark of what else names them (see `identity.py`).
The key is unique in the store, so two writers cannot make two persons of one number. ID and phone numbers are sealed
and found by their marks. Places, users and cases are bare ids.

Foreign keys of the long tables are not checked by the store: rows are only written by `services.py`, and a check per
row would double the time of a list.
"""

from __future__ import annotations

from django.db import models

from tongchou.base.refusals import words
from tongchou.journal.fields import DayField

SEXES = {"male": words("男"), "female": words("女")}
ID_KINDS = {
    "resident": words("居民身份證"),
    "passport": words("護照"),
    "permit": words("港澳臺居民證件"),
    "other": words("其他證件"),
}
FACTS = {
    "name": words("姓名"),
    "sex": words("性別"),
    "birth": words("出生日期"),
    "address": words("住址"),
    "household": words("戶編號"),
    "possible_duplicate": words("可能為同一人"),
}


class Source(models.Model):
    """Where something was said, and when: a voucher or an upload, one row for its many facts."""

    name = models.CharField(max_length=80, unique=True)
    said_at = models.DateTimeField()

    class Meta:
        db_table = "person_source"


class Household(models.Model):
    """Those who live behind one door, by the number their department gave the household."""

    key = models.BinaryField(max_length=16, unique=True)
    code = models.CharField(max_length=60)
    place = models.BigIntegerField()
    door = models.CharField(max_length=120)

    class Meta:
        db_table = "household"
        indexes = [models.Index(fields=["place"], name="household_place")]


class Person(models.Model):
    """One person as first told. What others said differently stands in `Fact`; nothing here is overwritten.

    `pair` is the mark of name and first phone of a person without an ID number, by which they may be recognised.
    `same_as` points to the person this one turned out to be: derived by `recognition.py`, or decided in a `Merge`.
    """

    key = models.BinaryField(max_length=16, unique=True)
    name = models.CharField(max_length=60)
    sex = models.CharField(max_length=6, blank=True)
    born_on = DayField(null=True)
    id_kind = models.CharField(max_length=10, blank=True)
    id_sealed = models.BinaryField(null=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False)
    pair = models.BinaryField(max_length=16, null=True)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")

    class Meta:
        db_table = "person"
        indexes = [
            models.Index(fields=["pair"], name="person_pair", condition=models.Q(pair__isnull=False)),
            models.Index(fields=["same_as"], name="person_same_as", condition=models.Q(same_as__isnull=False)),
            models.Index(fields=["household"], name="person_household", condition=models.Q(household__isnull=False)),
        ]


class Phone(models.Model):
    """A phone number said of a person, sealed. `pair` marks it together with the name it was said with."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="phones"
    )
    mark = models.BinaryField(max_length=16)
    pair = models.BinaryField(max_length=16)
    sealed = models.BinaryField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")

    class Meta:
        db_table = "phone"
        constraints = [models.UniqueConstraint(fields=["person", "pair"], name="phone_once")]
        indexes = [
            models.Index(fields=["mark"], name="phone_mark"),
            models.Index(fields=["pair"], name="phone_pair"),
        ]


class Fact(models.Model):
    """Something said of a person: every address, and whatever differs from what the person was first told as.

    `mark` is eight bytes of the value's mark: the same thing said twice is one fact, from whoever said it first.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="facts"
    )
    kind = models.CharField(max_length=20)
    mark = models.BigIntegerField()
    value = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")

    class Meta:
        db_table = "fact"
        constraints = [models.UniqueConstraint(fields=["person", "kind", "mark"], name="fact_once")]


class Whereabouts(models.Model):
    """A place that answers for a person: whoever has it in their scope may meet the person. There may be several."""

    pk = models.CompositePrimaryKey("place", "person")
    place = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, related_name="whereabouts")

    class Meta:
        db_table = "whereabouts"


class Link(models.Model):
    """Whose case it is. The books know cases only, so this row is all that ties a case to a person."""

    case = models.BigIntegerField(primary_key=True, db_column="case_id")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, related_name="links")

    class Meta:
        db_table = "link"


class Merge(models.Model):
    """A named user's decision that two persons are one. `undone_at` ends it; the rows of both were never moved."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged")
    user = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    decided_at = models.DateTimeField()
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "merge"
        constraints = [models.UniqueConstraint(fields=["gone"], condition=models.Q(undone_at=None), name="merge_once")]


class Look(models.Model):
    """Who saw a person unmasked, when, and for what. Only ever inserted; the person can be given the list."""

    user = models.BigIntegerField()
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="looks"
    )
    purpose = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        db_table = "look"
        indexes = [models.Index(fields=["person", "at"], name="look_person_at")]
