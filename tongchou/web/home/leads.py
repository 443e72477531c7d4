"""Where each kind of work is done: the page that a line of the home leads to, as each pillar registers it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import resolve, reverse

from tongchou.tasks.work import Kind
from tongchou.web.shell.access import rule_of
from tongchou.web.shell.who import Who

_routes: dict[str, tuple[str, dict[str, str]]] = {}


def register(kind: str, route: str, **query: str) -> None:
    """Say which page shows what is left of a kind of work. Called from a part's `urls.py`."""
    _routes[kind] = (route, query)


def lead(reader: Who, kind: Kind, *, at: str, on: date) -> str:
    """Return the way to what is left of a kind at a place; to the figure that counts it where there is no page for it,
    or none that this reader may open."""
    route, query = _routes.get(kind.name, ("", {}))
    if route and reader.may(rule_of(resolve(reverse(route)).func, "GET") or ""):
        return f"{reverse(route)}?{urlencode({**query, 'at': at})}"
    return f"{reverse('figure', args=[kind.figure])}?{urlencode({'at': at, 'on': on.isoformat()})}"
