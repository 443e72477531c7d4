"""Who may open what: generated from the routes themselves, so that a new page without a rule fails here."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.web import county
from tongchou.base.rights import rights
from tongchou.web.routes import Route, routes
from tongchou.web.shell.access import ANYONE, SIGNED_IN

pytestmark = pytest.mark.django_db(databases="__all__")

METHODS = ("GET", "POST")
#: What stands in an address's variables when the matrix tries it: nothing that exists, the rule is asked before.
EXAMPLES = {
    "int": "999999999",
    "uuid": "018f3c1e-0000-7000-8000-000000000000",
    "uuidstr": "018f3c1e-0000-7000-8000-000000000000",
    "str": "x",
    "slug": "x",
    "path": "x",
    "day": "2020-03-20",
}
ROLE_OF = {username: role for username, _, role, _, _ in county.USERS}


def example(route: Route) -> str:
    """Return an address of a route."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: EXAMPLES[found.group(1) or "str"], route.address)


def rules_of(route: Route) -> dict[str, str | None]:
    """Return a route's rule by method; one that only reads, or only acts, has no rule for the other."""
    return {method: route.rule(method) for method in METHODS}


def test_every_route_has_a_rule() -> None:
    verbs = {right.verb for right in rights()} | {ANYONE, SIGNED_IN}
    found = {route.address: {rule for rule in rules_of(route).values() if rule} for route in routes()}
    assert {address: rules for address, rules in found.items() if not rules or rules - verbs} == {}


def test_nobody_signed_out_sees_more_than_the_doors() -> None:
    assert {route.name for route in routes() if route.rule() == ANYONE} == {
        "sign-in",
        "sign-out",
        "language",
        "announce",
        # The public ledger of donations, its file, and the same for programs.
        "donation-ledger",
        "donation-ledger-csv",
        "supplies_ledger",
        # The phone page as files that say nothing of anybody, and the sign-in behind them.
        "field",
        "field-worker",
        "field-manifest",
        "field-words",
        "field-session",
    }


@pytest.mark.parametrize("username", list(ROLE_OF))
def test_each_role_opens_its_pages_and_no_other(desk: Callable[[str], Client], username: str) -> None:
    visitor = desk(username)
    allowed = {right.verb for right in rights() if ROLE_OF[username] in right.roles} | {SIGNED_IN, ANYONE}
    wrong = []
    for route in routes():
        for method in METHODS:
            rule = route.rule(method)
            if rule == ANYONE or rule is None:
                continue
            answer = getattr(visitor, method.lower())(example(route))
            refused = answer.status_code == 403 and "not_your_role" in answer.content.decode()
            if refused != (rule not in allowed) or answer.status_code >= 500:
                wrong.append((method, route.address, rule, answer.status_code))
    assert wrong == []


def test_nobody_signed_out_gets_past_the_door(desk: Callable[[str], Client]) -> None:
    visitor = desk("")
    answers: dict[bool, set[int]] = {True: set(), False: set()}
    for route in routes():
        for method, rule in rules_of(route).items():
            if rule not in (None, ANYONE):
                found = getattr(visitor, method.lower())(example(route)).status_code
                answers[route.address.startswith(("api/", "field/api/"))].add(found)
    assert answers == {True: {401}, False: {302}}
