"""The rows of the books. All but `Standing`, `OpenDay` and the clock are only ever inserted; triggers hold it.

Ids that point upward (cases, places, actors, items) are bare whole numbers: the journal knows no pillar or register.
A claim's id is its entry's number and its index within it (`number << 20 | index`), so a list of 100,000 names its
claims without a lookup, and a claim may name a predecessor whose entry has not arrived: the number is given at first
mention.
"""

from __future__ import annotations

from django.db import models

from tongchou.journal.fields import DayField

#: Claims an entry may hold: an entry of a million rows still fits.
INDEX_BITS = 20


class Account(models.Model):
    """One leaf of the chart: a template with its closed dimensions filled in. Given a number once, never reused."""

    code = models.CharField(max_length=120, unique=True)
    register = models.CharField(max_length=40)
    case_class = models.CharField(max_length=40)
    state = models.CharField(max_length=40)

    class Meta:
        db_table = "account"


class EntryNumber(models.Model):
    """An entry's client-made UUIDv7 and the number the books gave it at first mention."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)

    class Meta:
        db_table = "entry_number"


class Entry(models.Model):
    """One act, or one whole list. No names, no free text."""

    number = models.BigIntegerField(primary_key=True)
    id = models.UUIDField(unique=True)
    code = models.CharField(max_length=40)
    actor = models.BigIntegerField()
    role = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()
    voucher = models.CharField(max_length=80)
    reason = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32)
    batch = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "entry"


class Salt(models.Model):
    """The salt of an entry's leaf. Apart from the entry, because erasing deletes it and the book still verifies."""

    entry = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField(max_length=16)

    class Meta:
        db_table = "salt"


class Claim(models.Model):
    """What an actor says of one case: one step of one chain."""

    id = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField()
    case = models.BigIntegerField(db_index=True)
    chain = models.SmallIntegerField()
    predecessor = models.BigIntegerField()
    account = models.IntegerField()
    place = models.BigIntegerField()
    occurred_on = DayField()
    sheet = models.SmallIntegerField()
    row = models.IntegerField()

    class Meta:
        db_table = "claim"


class Settles(models.Model):
    """One claim settles another, for good: by decision or by reversal."""

    pk = models.CompositePrimaryKey("target", "claim")
    target = models.BigIntegerField()
    claim = models.BigIntegerField()

    class Meta:
        db_table = "settles"
        indexes = [models.Index(fields=["claim"], name="settles_claim")]


class Said(models.Model):
    """The value that a claim of a return says. Only claims of returns have one."""

    claim = models.BigIntegerField(primary_key=True)
    value = models.BigIntegerField()

    class Meta:
        db_table = "said"


class ReturnCase(models.Model):
    """What a case of a return is about: a unit, a day, and a column of a form (or, of the return register, the form).

    `value` and `place` are derived like a standing: what is agreed of a column now, None where nothing is.
    """

    case = models.BigIntegerField(primary_key=True)
    account = models.IntegerField()
    unit = models.BigIntegerField()
    day = DayField()
    value = models.BigIntegerField(null=True)
    place = models.BigIntegerField(default=0)

    class Meta:
        db_table = "return_case"
        constraints = [models.UniqueConstraint(fields=["account", "unit", "day"], name="return_case_once")]
        indexes = [models.Index(fields=["account", "day"], name="return_case_day")]


class Line(models.Model):
    """What the books post: a count and a quantity out of one account and place, into another."""

    id = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField()
    batch = models.BigIntegerField(db_index=True)
    from_account = models.IntegerField()
    from_place = models.BigIntegerField()
    to_account = models.IntegerField()
    to_place = models.BigIntegerField()
    item = models.BigIntegerField()
    occurred_on = DayField()
    booked_on = DayField()
    count = models.IntegerField()
    quantity = models.BigIntegerField()

    class Meta:
        db_table = "line"
        indexes = [models.Index(fields=["item"], name="line_item", condition=models.Q(item__gt=0))]


class Movement(models.Model):
    """One case of a line, and the claim that caused it.

    Movements are read by line; what happened to a case is read from its claims. An index by case, which nobody asked,
    was a sixth of the time to post a list.
    """

    pk = models.CompositePrimaryKey("line", "case", "claim")
    line = models.BigIntegerField()
    case = models.BigIntegerField()
    claim = models.BigIntegerField()

    class Meta:
        db_table = "movement"


class Standing(models.Model):
    """Where a case is now. Derived from its claims, rebuildable, kept in the posting transaction.

    `account` is 0 while the case stands outside. `booked_on` is the last day any of its chains was booked.
    """

    DISPUTED, WAITING, CONFLICT = 1, 2, 4

    case = models.BigIntegerField(primary_key=True)
    account = models.IntegerField()
    place = models.BigIntegerField()
    class_tip = models.BigIntegerField()
    state_tip = models.BigIntegerField()
    place_tip = models.BigIntegerField()
    flags = models.SmallIntegerField()
    booked_on = DayField()

    class Meta:
        db_table = "standing"
        # Whoever asks by place names accounts too: an index by place alone was a sixth of the time to post a list.
        indexes = [
            models.Index(fields=["account", "place"], name="standing_account_place"),
            models.Index(fields=["flags"], name="standing_flags", condition=models.Q(flags__gt=0)),
        ]


class OpenDay(models.Model):
    """The first day still open at a place that closed ahead of its county.

    Place 0 is the county itself: no place is open before its day, so a place that is opened later cannot be booked into
    a sealed day. Without any row everything is open from the beginning.
    """

    COUNTY = 0

    place = models.BigIntegerField(primary_key=True)
    first_open = DayField()

    class Meta:
        db_table = "open_day"


class Clock(models.Model):
    """The one row every posting transaction ends at: it gives commit numbers, and counts closes."""

    id = models.SmallIntegerField(primary_key=True)
    n = models.BigIntegerField()
    closes = models.BigIntegerField()
    known_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clock"


class Commit(models.Model):
    """The order in which the books learnt things. Immutable rows carry the batch; this maps it to the number."""

    n = models.BigIntegerField(primary_key=True)
    batch = models.BigIntegerField(unique=True)
    known_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "commit_log"


class Conflict(models.Model):
    """An entry id that came again with other content: kept aside, the first stands, until a person settles it."""

    id = models.BigAutoField(primary_key=True)
    entry = models.UUIDField(db_index=True)
    digest = models.BinaryField(max_length=32)
    body = models.BinaryField()
    known_at = models.DateTimeField()

    class Meta:
        db_table = "conflict"


class ConflictSettled(models.Model):
    """Who settled a conflict, and why."""

    conflict = models.OneToOneField(Conflict, primary_key=True, on_delete=models.PROTECT)
    actor = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    settled_at = models.DateTimeField()

    class Meta:
        db_table = "conflict_settled"


class Sequence(models.Model):
    """Block counters for SQLite, which has no sequences: cases, lines, batches."""

    name = models.CharField(max_length=20, primary_key=True)
    next = models.BigIntegerField()

    class Meta:
        db_table = "sequence"
