"""Who works for the county: users, their posts, the units they belong to, the teams they form.

A place is a bare id of the places register: registers do not import each other.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from tongchou.journal.fields import DayField
from tongchou.registers.staff import roles


class UserManager(BaseUserManager["User"]):
    """Makes users one by one; a county's thirty thousand come through `loading.load`."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Return a new user; without a password nobody can sign in as them."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who works in the books. What they may do comes from their posts alone: there is no superuser."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    phone_sealed = models.BinaryField(null=True)
    language = models.CharField(max_length=10, default="zh-hant")
    is_active = models.BooleanField(default=True)
    #: The password was set by somebody else: it has to be changed before anything is done with it.
    must_change = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"

    class Meta:
        db_table = "staff_user"

    def get_full_name(self) -> str:
        """Return the name shown beside an act."""
        return self.display_name


class Unit(models.Model):
    """A party branch, a party group, a department or a checkpoint's crew: those who act together at a place."""

    kind = models.CharField(max_length=20, choices=roles.unit_choices)
    place = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=120)

    class Meta:
        db_table = "staff_unit"
        indexes = [models.Index(fields=["kind", "place"], name="staff_unit_kind_place")]


class Post(models.Model):
    """A user's role at a place, from a day to a day. Over, it stays: who could see what, and when, is answered from it.

    `kind` says what the helper is (a party member, a teacher), `group` which of the seven groups an officer works in,
    `duty` what the post is called where it is held. `organisation` (a bare id) is whose clerk the user is: such a post
    reaches that organisation alone, and no other of the place.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=roles.role_choices)
    kind = models.CharField(max_length=20, choices=roles.choices(roles.KINDS), blank=True)
    group = models.CharField(max_length=20, choices=roles.choices(roles.GROUPS), blank=True)
    duty = models.CharField(max_length=60, blank=True)
    place = models.BigIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="posts")
    organisation = models.BigIntegerField(null=True)
    from_on = DayField()
    to_on = DayField(null=True)

    class Meta:
        db_table = "staff_post"
        indexes = [models.Index(fields=["place", "role"], name="staff_post_place_role")]


class Team(models.Model):
    """A three-person team of a place. A fixed one works its cell and what lies below; another is formed for a task."""

    place = models.BigIntegerField(db_index=True)
    is_fixed = models.BooleanField(default=True)
    from_on = DayField()
    to_on = DayField(null=True)

    class Meta:
        db_table = "staff_team"


class Slot(models.Model):
    """Who stands in one of a team's three slots, from a day to a day."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="slots")
    slot = models.CharField(max_length=20, choices=roles.choices(roles.SLOTS))
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="slots")
    from_on = DayField()
    to_on = DayField(null=True)

    class Meta:
        db_table = "staff_slot"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "slot"], condition=models.Q(to_on=None), name="staff_slot_one_holder_at_a_time"
            )
        ]
