"""Who reads: the user, their posts and their places, resolved once a request and passed down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest
from django.utils.functional import cached_property

from tongchou.base import clock
from tongchou.base.refusals import NotAllowed, NotFound, Refused, words
from tongchou.base.rights import may as may_verb
from tongchou.registers.orgs import queries as orgs
from tongchou.registers.places import queries as places
from tongchou.registers.places.tree import Tree
from tongchou.registers.staff.access import Scope, scope_of
from tongchou.registers.staff.models import User
from tongchou.web.shell.naming import place_words, role_words


@dataclass
class Who:
    """One request's reader: `at` is the only reading of the clock, `today` its local day."""

    user: User
    at: datetime
    asked_on: str
    _may: dict[str, bool] = field(default_factory=dict, repr=False)

    @cached_property
    def today(self) -> date:
        """Return the county's present day."""
        return clock.local_day(self.at)

    @cached_property
    def on(self) -> date:
        """Return the day that the page is asked for (`?on=2020-03-20`), today where none is.

        Raises:
            Refused("bad_day"), Refused("day_not_come").
        """
        asked = day_of(self.asked_on) if self.asked_on else self.today
        if asked > self.today:
            raise Refused("day_not_come", words("這一天還沒有到。"))
        return asked

    @cached_property
    def tree(self) -> Tree:
        """Return today's tree of places."""
        return places.tree(self.today)

    @cached_property
    def scope(self) -> Scope:
        """Return what the reader may see and do: by the posts they hold today, whatever day they ask about."""
        return scope_of(self.user, on=self.today, tree=self.tree)

    def scope_in(self, tree: Tree) -> Scope:
        """Return the same posts' places as another day's tree has them."""
        return self.scope if tree is self.tree else scope_of(self.user, on=self.today, tree=tree)

    def may(self, verb: str) -> bool:
        """Tell whether one of the reader's posts carries a verb, at any place."""
        found = self._may.get(verb)
        if found is None:
            found = self._may[verb] = may_verb(self.scope, verb)
        return found

    @cached_property
    def posts(self) -> list[str]:
        """Return the reader's posts in words: 羅鏡鎮 鎮（街）負責人."""
        named = places.names(self.scope.roots, self.today)
        employers = orgs.names(self.scope.organisations)
        return [
            f"{employers.get(held.organisation) or place_words(named.get(held.place, ''))} {role_words(held.role)}"
            for held in self.scope.held
        ]

    def own_place(self, tree: Tree) -> int:
        """Return the highest of the reader's places in a tree.

        Raises:
            NotAllowed("no_post"): they hold none today.
        """
        standing = [place for place in self.scope.roots if place in tree]
        if not standing:
            raise NotAllowed("no_post", words("您今日沒有崗位，請聯繫上級負責人安排。"))
        return min(standing, key=tree.position)

    def place_of(self, code: str, tree: Tree) -> int:
        """Return the place of a code, if it is one of the reader's or below.

        Raises:
            NotFound("place_not_yours"): it is neither, or there is none: the answer is the same, so that an address
                cannot be used to ask what exists elsewhere.
        """
        place = tree.by_code.get(code)
        if place is None or self.scope.roots.isdisjoint(tree.path(place)):
            raise NotFound("place_not_yours", words("沒有這個地方，或不在您負責的範圍內。"))
        return int(place)


def of(request: HttpRequest) -> Who:
    """Return the request's reader, the same one each time."""
    found: Who | None = getattr(request, "reader", None)
    if found is None:
        assert isinstance(request.user, User), "only those who signed in have places"
        found = Who(user=request.user, at=clock.now(), asked_on=request.GET.get("on", ""))
        request.reader = found  # type: ignore[attr-defined]
    return found


def day_of(text: str) -> date:
    """Return an ISO date of an address or a form.

    Raises:
        Refused("bad_day"): it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("bad_day", words("日期的寫法應如 2020-03-20。")) from None
