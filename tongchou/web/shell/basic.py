"""HTTP Basic for programs: a name and password with each request, counted like any other try at the door."""

from __future__ import annotations

import base64
import binascii

from django.contrib.auth import authenticate
from django.http import HttpRequest

from tongchou.registers.staff.models import User


def user_of(request: HttpRequest) -> User | None:
    """Return the user of a Basic header, None without one or with a wrong password."""
    kind, _, coded = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        username, _, password = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    user = authenticate(request, username=username, password=password)
    return user if isinstance(user, User) else None
