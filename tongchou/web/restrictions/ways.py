"""Where an order's case has its page: each pillar says it once, from its `urls.py`."""

from __future__ import annotations

from django.urls import reverse

_routes: dict[str, str] = {}


def register(name: str, route: str) -> None:
    """Say which route shows a case of a register; it takes the case's number."""
    _routes[name] = route


def way(name: str, case: int) -> str:
    """Return the address of a case's page."""
    return reverse(_routes.get(name, "case"), args=[case])
