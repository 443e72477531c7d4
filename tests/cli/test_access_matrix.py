"""Who may run which command: generated from the command line itself, so that a new command without a rule fails here.

Each command is run as each user, and nothing of the neighbouring village is printed to a village.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from tests.cli.conftest import Run
from tests.web import county, days
from tests.web.test_pages import checks_in
from tongchou.base.refusals import NotAllowed, Refused
from tongchou.base.rights import rights
from tongchou.cli import commands
from tongchou.cli.access import HOST, rule_of
from tongchou.pillars.screening.models import Check
from tongchou.registers.people.models import Person
from tongchou.registers.staff.models import User

pytestmark = pytest.mark.django_db(databases="__all__")

ROLE_OF = {username: role for username, _, role, _, _ in county.USERS}
#: What each command is run with: enough to get past its own arguments. FILE is a list with people of the neighbours.
EXAMPLES = {
    "announcements": ["--json"],
    "appoint": ["newcomer", "field_worker", "--at", "445381105001", "--json"],
    "audit": ["--json"],
    "bulletin": ["2020-03-20"],
    "close": ["2020-03-19", "--json"],
    "figures": ["screening_pending", "--json"],
    "forms": ["2020-03-20", "--json"],
    "intake": ["screening", "FILE", "--json", "--try"],
    "key": ["1", "FILE", "--json"],
    "looks": ["--json"],
    "morning": ["--json"],
    "retire": ["--json"],
    "roster-approve": ["1", "--json"],
    "roster-ask": ["screening.observed", "name", "--department", "x", "--basis", "x", "--purpose", "x", "--json"],
    "roster-fetch": ["1", "OUT.xlsx", "--json"],
    "rosters": ["--json"],
    "sheet": ["--json"],
    "trace": ["screening_pushed", "--json"],
}


def ruled() -> dict[str, str | None]:
    """Return every command of the line with its rule."""
    app = typer.Typer()
    commands.add_to(app)
    return {str(one.name): rule_of(one.callback) for one in app.registered_commands if one.callback}


COMMANDS = ruled()


def test_every_command_has_a_rule_and_an_example() -> None:
    verbs = {right.verb for right in rights()} | {HOST}
    assert {name: rule for name, rule in COMMANDS.items() if rule not in verbs} == {}
    assert set(EXAMPLES) == {name for name, rule in COMMANDS.items() if rule != HOST}


def test_the_line_that_is_run_is_the_line_that_is_checked() -> None:
    app = typer.Typer()
    commands.add_to(app)
    assert set(get_command(app).commands) == set(COMMANDS)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_each_role_runs_its_commands_and_no_other(played: None, run: Run, tmp_path: Path, name: str) -> None:
    wrong = []
    may = next(right.roles for right in rights() if right.verb == COMMANDS[name])
    for username, role in ROLE_OF.items():
        result = run(name, *given(name, tmp_path), by=username)
        failed = result.exception
        assert failed is None or isinstance(failed, Refused | SystemExit), (username, failed)
        refused = isinstance(failed, NotAllowed) and failed.code == "not_allowed"
        # Within the verb's roles a place may be refused too: only the county's own roles appoint in any village.
        if refused and role in may and not role.startswith("county"):
            continue
        if refused != (role not in may):
            wrong.append((username, failed))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_nobody_unknown_or_switched_off_runs_anything(played: None, run: Run, tmp_path: Path, name: str) -> None:
    result = run(name, *given(name, tmp_path), by="nobody")
    assert isinstance(result.exception, Refused) and result.exception.code == "user_unknown"


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_village_is_told_nothing_of_the_neighbours(played: None, run: Run, tmp_path: Path, name: str) -> None:
    theirs = set(checks_in("445381105"))
    persons = set(Check.objects.filter(case__in=theirs).values_list("person", flat=True))
    names = set(Person.objects.filter(pk__in=persons).values_list("name", flat=True))
    assert len(theirs) > 5 and names
    printed = run(name, *given(name, tmp_path, mine=True), by="village").stdout
    mine = set(Person.objects.exclude(pk__in=persons).values_list("name", flat=True))
    assert not [name for name in names - mine if name in printed]
    # Cases and persons are numbered apart: one's own case may bear the number of a neighbouring person.
    told = set(numbers_in(printed))
    assert {value for key, value in told if key in ("id", "case", "cases")}.isdisjoint(theirs)
    assert {value for key, value in told if key == "person"}.isdisjoint(persons)


@pytest.mark.parametrize("command", ["figures", "trace"])
def test_a_village_asks_nothing_at_the_neighbouring_village(played: None, run: Run, command: str) -> None:
    for place in ("445381105001", "445381102002", "nowhere"):
        result = run(command, "screening_pushed", "--at", place, "--json", by="village")
        assert isinstance(result.exception, Refused) and result.exception.code == "place_not_yours"
    assert run(command, "screening_pushed", "--at", "445381102001-01", "--json", by="village").exit_code == 0


def test_nobody_appoints_at_the_neighbours(played: None, run: Run) -> None:
    result = run("appoint", "newcomer", "field_worker", "--at", "445381105001", by="town")
    assert isinstance(result.exception, NotAllowed)
    assert not User.objects.filter(username="newcomer").exists()


def given(name: str, folder: Path, *, mine: bool = False) -> list[str]:
    """Return a command's example, with a list written out where it takes one."""
    file = folder / "名单.csv"
    file.write_bytes(days.list_of(county.TODAY, 5000, 3, address="罗镜镇罗镜社区第1格" if mine else ""))
    own = {"FILE": str(file), "OUT.xlsx": str(folder / "out.xlsx")}
    return [own.get(word, word) for word in EXAMPLES[name]]


def numbers_in(printed: str) -> Iterator[tuple[str, int]]:
    """Yield every whole number of a printed JSON value with its key."""
    try:
        ahead: list[tuple[str, Any]] = [("", json.loads(printed))]
    except ValueError:
        return
    while ahead:
        key, value = ahead.pop()
        if isinstance(value, dict):
            ahead += value.items()
        elif isinstance(value, list):
            ahead += [(key, one) for one in value]
        elif isinstance(value, int):
            yield key, value
