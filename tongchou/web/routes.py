"""Every route of the desk with its rule: what the access matrix is generated from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tongchou.web.shell.access import rule_of


@dataclass(frozen=True)
class Route:
    """One address with its view. `address` keeps its variables: `checks/<int:case>/`."""

    address: str
    name: str
    view: Callable[..., Any]

    def rule(self, method: str = "GET") -> str | None:
        """Return who may, for an HTTP method; None where nobody said."""
        return rule_of(self.view, method)


def routes() -> list[Route]:
    """Return every route, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for one in patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, address)
        else:
            yield Route(address, one.name or "", one.callback)
