"""Every link that a page shows leads somewhere for the reader who sees it."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client

from tests.web import county, days
from tests.web.conftest import visitor

pytestmark = pytest.mark.django_db(databases="__all__")

#: Files of the bulletin are the same for every reader; to make each takes seconds.
FILES = "/bulletin/file/"
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')


def shape(address: str) -> tuple[str, ...]:
    """Return what pages of one kind share: path without numbers and figures' names, and what the address asks by."""
    parts = urlsplit(address)
    path = re.sub(r"(?<=^/figures/)[a-z]\w+", "F", re.sub(r"\d+", "N", parts.path))
    return path, *sorted({name for name, _ in parse_qsl(parts.query)})


def shut_doors(reader: Client) -> list[tuple[str, str, int]]:
    """Follow links from the home page, one of each kind; return (from, to, status) of those that did not open."""
    seen, shut, kinds = {"/"}, [], Counter[tuple[str, ...]]()
    queue = deque([("", "/")])
    while queue:
        before, address = queue.popleft()
        if kinds[shape(address)] == 1:
            continue
        kinds[shape(address)] += 1
        answer = reader.get(address, headers={"accept": "text/html"})
        if answer.status_code >= 400:
            shut.append((before, address, answer.status_code))
        if not answer["Content-Type"].startswith("text/html") or answer.status_code != 200:
            continue
        for link in LINK.findall(answer.content.decode()):
            to = urljoin(address, unescape(link))
            if to.startswith("/") and to not in seen and not to.startswith(FILES):
                seen.add(to)
                queue.append((address, to))
    return shut


def test_no_link_is_a_shut_door(desk: Callable[[str], Client]) -> None:
    desk("officer")
    days.play(last=county.TODAY, days=2)
    assert {name: found for name, *_ in county.USERS if (found := shut_doors(visitor(name)))} == {}
