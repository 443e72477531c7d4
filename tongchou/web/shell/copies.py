"""Whole pages that readers share: home and bulletin of the county and its towns, frame and all.

The frame of a page costs as much as a small page, so a copy has it too: those who hold the same posts are shown the
same ways through the desk. What is one reader's own, their name, what became of their last act and the token of their
forms, stands in a copy as a mark and is filled in for each. A copy stands as long as `figures.sharing` lets it; it is
given behind the access rule of its page and before anything is asked of the books.

Measured at 100,000 movements, processor time for a reader of the home: 20 ms when only the body was shared and a file
was opened for each request, 3 ms when whole pages were; of the bulletin: 97 ms when its links were narrowed for each,
then 5 ms. Half of the rest was the session and its user (`registers/staff/signed_in.py`), a fifth of a bulletin's the
way to its view: 1.5 ms now in the worker's own thread, and about 1 ms for the connection and the server around it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from tongchou.figures.sharing import (
    Copy,
    Seen,
    Settled,
    leave_the_line,
    mark,
    name_within,
    one_at_a_time,
    shared_within,
)
from tongchou.registers.places.tree import Tree
from tongchou.web.shell import who
from tongchou.web.shell.seen import seen_by

View = TypeVar("View", bound=Callable[..., Any])

#: Places whose leaders refresh at once. A cell's few readers would leave thirty thousand files a day.
SHARED_AT = ("county", "town")
#: What stands in a copy where a page has its reader's name, what became of their last act, and their forms' token.
NAME, NOTES, TOKEN = map(mark, ("name", "notes", "token"))


def shared_page(*questions: str, kept: bool = False) -> Callable[[View], View]:
    """Let readers with the same posts share a view's pages, as far as their addresses ask no other questions.

    A page that is `kept` may stand in its reader's browser, which asks each time whether it is still so.
    """

    def declare(view: View) -> View:
        view.shared_questions = frozenset(questions)  # type: ignore[attr-defined]
        view.is_kept = kept  # type: ignore[attr-defined]
        return view

    return declare


class Anybody:
    """Whoever holds these posts, in the frame of a copy."""

    def get_full_name(self) -> str:
        """Return the mark for a reader's name."""
        return NAME


@dataclass(frozen=True)
class Given:
    """What a page was given from: the copy of a name that those share who hold its reader's posts."""

    name: str
    reader: who.Who


class _NotShared(Exception):
    """What a view answered that is no page for others."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def is_for_all(request: HttpRequest) -> bool:
    """Say whether a copy is being rendered: nothing of this reader may stand in it."""
    return getattr(request, "is_for_all", False)


def in_line(view: Callable[..., Any]) -> AbstractContextManager[None]:
    """Return the block in which a request for a view is answered: in line where its readers share pages."""
    return nullcontext() if getattr(view, "shared_questions", None) is None else one_at_a_time()


def given(request: HttpRequest, view: Callable[..., Any], rendered: Callable[[], HttpResponse]) -> HttpResponse:
    """Return a page: from the copy where its readers share one, else as rendered for this reader."""
    if not _may_share(request, view):
        leave_the_line()
        return rendered()
    reader = who.of(request)
    address, language = request.get_full_path(), get_language()
    seen = seen_by(request)
    name = f"{view.__name__} {address} {language} {reader.today} {reader.tree.stamp}"
    try:
        copy = shared_within(reader.scope, name, at=reader.at, render=lambda: _for_all(request, rendered), seen=seen)
    except _NotShared as own:
        return own.response
    finally:
        request.is_for_all = False  # type: ignore[attr-defined]
    request.shown = knows(copy, seen)  # type: ignore[attr-defined]
    request.copy_given = Given(name_within(reader.scope, name), reader)  # type: ignore[attr-defined]
    response = filled_in(request, copy, name=reader.user.get_full_name())
    if view.is_kept:  # type: ignore[attr-defined]
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def knows(copy: Copy, seen: Seen) -> int:
    """Return how far the books are that a reader has seen with a copy: a sealed day's tells nothing of it."""
    return seen.n if copy.settled else copy.n


def _may_share(request: HttpRequest, view: Callable[..., Any]) -> bool:
    questions = getattr(view, "shared_questions", None)
    if questions is None or not settings.PAGES_SHARED or not request.GET.keys() <= questions:
        return False
    reader = who.of(request)
    roots = [root for root in reader.scope.roots if root in reader.tree]
    if not roots or reader.user.must_change:
        return False
    return _kind(reader.tree, min(roots, key=reader.tree.position)) in SHARED_AT


def _kind(tree: Tree, place: int) -> str:
    return str(tree.kind[tree.position(place)])


def _for_all(request: HttpRequest, rendered: Callable[[], HttpResponse]) -> str:
    request.is_for_all = True  # type: ignore[attr-defined]
    response = rendered()
    if response.status_code != 200:
        raise _NotShared(response)
    text = response.content.decode()
    return Settled(text) if getattr(request, "is_settled", False) else text


def filled_in(request: HttpRequest, copy: Copy, *, name: str) -> HttpResponse:
    """Return a copy as the page of a reader of a name; 304 where their browser has it already."""
    name = escape(name)
    token = get_token(request)
    notes = render_to_string("web/_notes.html", {"messages": found}) if len(found := get_messages(request)) else ""
    whose = sha256(f"{copy.tag} {name} {notes} {request.META['CSRF_COOKIE']}".encode()).hexdigest()[:32]
    tag = f'W/"{whose}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(copy.with_marks({TOKEN: token, NOTES: notes, NAME: name}))
    response.headers["ETag"] = tag
    return response
