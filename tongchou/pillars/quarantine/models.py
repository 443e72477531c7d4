"""The documents of quarantine: descriptive facts, never a quantity or a state. Where a case stands is in the books.

No names and no addresses: a stay knows a person's number, a home is a place, a sheet is a voucher.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tongchou.journal.fields import DayField


def _user(**more: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more)  # type: ignore[arg-type]


class Request(models.Model):
    """The field asks for central quarantine of somebody: why, on what evidence. It takes nobody away.

    `origin` is the case of another pillar it came from (a check), 0 for none. `hold_until` is the hour at which a
    temporary hold ends by itself.
    """

    case = models.BigIntegerField(primary_key=True)
    origin = models.BigIntegerField(db_index=True)
    person = models.BigIntegerField(db_index=True)
    home = models.BigIntegerField()
    basis = models.CharField(max_length=20)
    exposed_on = DayField(null=True)
    asked_by = _user()
    asked_at = models.DateTimeField()
    held_by = _user(null=True)
    hold_until = models.DateTimeField(null=True)
    answer = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "quarantine_request"


class OnCall(models.Model):
    """Who issues orders and holds on a day, round the clock."""

    on = DayField(db_index=True)
    user = _user()

    class Meta:
        db_table = "quarantine_on_call"
        constraints = [models.UniqueConstraint(fields=["on", "user"], name="quarantine_on_call_once")]


class Stay(models.Model):
    """One person's quarantine: the case of the register. `home` is where they live, 0 where that is not known."""

    case = models.BigIntegerField(primary_key=True)
    request = models.BigIntegerField(db_index=True)
    person = models.BigIntegerField(db_index=True)
    home = models.BigIntegerField()
    basis = models.CharField(max_length=20)

    class Meta:
        db_table = "quarantine_stay"


class Reported(models.Model):
    """A stay that a site's ledger told of, before any officer ordered it; empty `confirmed_by`: nobody has yet."""

    case = models.BigIntegerField(primary_key=True)
    upload = models.UUIDField()
    confirmed_by = _user(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "quarantine_reported"


class AtHome(models.Model):
    """The answer to who and what is left at home; `unanswered` names why there is none."""

    case = models.BigIntegerField(primary_key=True)
    unanswered = models.CharField(max_length=20, blank=True)
    answered_by = _user()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "quarantine_at_home"


class Care(models.Model):
    """One thing to be cared for at a home: the case of the register `care`."""

    case = models.BigIntegerField(primary_key=True)
    stay = models.BigIntegerField(db_index=True)
    heads = models.SmallIntegerField()
    done_by = _user(null=True)
    done_how = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "quarantine_care"


class Room(models.Model):
    """A room of a site: the case of its register. It stands at the site's place."""

    case = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=20)
    beds = models.SmallIntegerField()

    class Meta:
        db_table = "quarantine_room"


class RoomUse(models.Model):
    """Who is in which room, from when to when; `sharing` says why with somebody else."""

    room = models.BigIntegerField(db_index=True)
    stay = models.BigIntegerField(db_index=True)
    sharing = models.CharField(max_length=20, blank=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "quarantine_room_use"
        constraints = [
            models.UniqueConstraint(
                fields=["stay"], condition=models.Q(to_at=None), name="quarantine_room_one_at_a_time"
            )
        ]


class Trip(models.Model):
    """One drive of a pick-up team from a port straight to a site: the case of its register. `team` is its unit."""

    case = models.BigIntegerField(primary_key=True)
    port = models.BigIntegerField()
    team = models.BigIntegerField()
    flight = models.CharField(max_length=20)
    vehicle = models.CharField(max_length=20)
    site = models.BigIntegerField()
    planned_at = models.DateTimeField()
    signed_at_port = models.DateTimeField(null=True)
    port_signer = _user(null=True)
    signed_at_site = models.DateTimeField(null=True)
    site_signer = _user(null=True)

    class Meta:
        db_table = "quarantine_trip"


class Aboard(models.Model):
    """A line of a trip's manifest."""

    trip = models.BigIntegerField(db_index=True)
    stay = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "quarantine_aboard"
        constraints = [models.UniqueConstraint(fields=["trip", "stay"], name="quarantine_aboard_once")]


class Reading(models.Model):
    """One day's temperature and symptoms of one stay: the case of its register."""

    case = models.BigIntegerField(primary_key=True)
    stay = models.BigIntegerField(db_index=True)
    due_on = DayField()
    temperature_tenths = models.SmallIntegerField(null=True)
    symptoms = models.CharField(max_length=40, blank=True)
    taken_by = _user(null=True)

    class Meta:
        db_table = "quarantine_reading"
        constraints = [models.UniqueConstraint(fields=["stay", "due_on"], name="quarantine_reading_one_a_day")]


class Support(models.Model):
    """What was given to somebody in quarantine: living support, or the certificate their employer pays by."""

    stay = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=20)
    given_on = DayField()
    given_by = _user()

    class Meta:
        db_table = "quarantine_support"


class SiteSays(models.Model):
    """What a site's ledger says of a stay that the books do not say: left, released, ill. An officer settles it."""

    stay = models.BigIntegerField(db_index=True)
    says = models.CharField(max_length=20)
    on = DayField()
    upload = models.UUIDField()
    settled_by = _user(null=True)

    class Meta:
        db_table = "quarantine_site_says"
        constraints = [models.UniqueConstraint(fields=["stay", "says", "on"], name="quarantine_site_says_once")]
