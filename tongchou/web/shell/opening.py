"""Which links of a text that is the same for everyone lead somewhere for this reader.

A bulletin is one text, its numbers doors into the books. A village reads it too, and may open its own rows alone: a
number whose rows are another's stands there as a number, not as a door that is shut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from tongchou.figures import declare
from tongchou.web.figures.views import may_see
from tongchou.web.shell import who
from tongchou.web.shell.access import SIGNED_IN, rule_of

_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


def narrowed(request: HttpRequest, text: str) -> str:
    """Return an HTML text whose links are those that the reader may open; of the others the words stay."""

    @cache
    def opens(href: str) -> bool:
        return may_open(request, unescape(href))

    return _LINK.sub(lambda link: link[0] if opens(link[1]) else link[2], text)


@dataclass(frozen=True)
class _Leads:
    """What an address of the desk leads to: its page's rule, the figure it is of and the place it names, if any."""

    rule: str
    of: declare.Figure | None
    code: str


@lru_cache(4096)
def _leads(href: str) -> _Leads | None:
    """Return where an address leads, if it is a page's. A bulletin has 700, and it takes 0.4 ms to find one's page."""
    parts = urlsplit(href)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    name = found.kwargs.get("name", "")
    of = declare.figure(name) if declare.is_declared(name) else None
    rule = rule_of(found.func, "GET")
    return None if rule is None else _Leads(rule, of, next(iter(parse_qs(parts.query).get("at", [])), ""))


def may_open(request: HttpRequest, href: str) -> bool:
    """Say whether the reader's roles and places open an address of the desk: a page at a place, or a figure's there."""
    reader, leads = who.of(request), _leads(href)
    if leads is None or (leads.rule != SIGNED_IN and not reader.may(leads.rule)):
        return False
    if leads.of is not None and not may_see(request, leads.of):
        return False
    place = reader.tree.by_code.get(leads.code)
    if not leads.code or (leads.of is not None and place == reader.tree.root):
        return True
    return place is not None and not reader.scope.roots.isdisjoint(reader.tree.path(place))
