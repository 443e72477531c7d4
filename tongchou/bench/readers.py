"""Somebody who reads: a user of a role at a place, signed in."""

from __future__ import annotations

from datetime import date

from django.test import Client

from tongchou.registers.staff.models import Post, User
from tongchou.registers.staff.signed_in import BACKEND


def reader(role: str, place: int, *, number: int = 0) -> Client:
    """Return a client of a user, signed in without a password; its `cookies` serve a real server too."""
    user, _ = User.objects.get_or_create(username=f"bench-{role}-{number}", display_name="bench")
    Post.objects.get_or_create(user=user, role=role, place=place, from_on=date(2020, 1, 1))
    client = Client(raise_request_exception=True)
    client.force_login(user, backend=BACKEND)
    return client
