"""Random facts in the books' own notation, for the property tests: a failing example reads like any other test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from hypothesis import strategies as st

from tongchou.journal.notation import Books

PLACES = {"P": 101, "Q": 102, "R": 103}
STATES = ("pending", "watch", "cleared", "away")
CLASSES = ("below", "above")


@dataclass(frozen=True)
class Said:
    name: str
    verb: str
    case: int


@st.composite
def texts(draw: st.DrawFn, cases: int = 3, most: int = 14) -> str:
    """Return claims of a few cases: chains, forks, loops, reversals, decisions, claims across cases and chains."""
    lines, said = [], []
    for i in range(draw(st.integers(4, most))):
        case = draw(st.integers(1, cases))
        mine = [s for s in said if s.case == case and s.verb != "reverse"]
        verbs = ["state", "state", "state", "move", "move", "class", "reverse", "open"] if mine else ["open"]
        verb = draw(st.sampled_from(verbs))
        name, day = f"n{i}", draw(st.integers(16, 26))
        lines.append(f"{name} 03-{day} {_claim(draw, verb, said, mine)} case {case}")
        said.append(Said(name, verb, case))
    return "\n".join(lines)


def _claim(draw: st.DrawFn, verb: str, said: list[Said], mine: list[Said]) -> str:
    where, state, kind = (draw(st.sampled_from(options)) for options in (sorted(PLACES), STATES, CLASSES))
    account = f"trial:{kind}:{state}"
    if verb == "open":
        # Few openings differ: most say the same thing as the first, from another list.
        odd = draw(st.integers(0, 5)) == 0
        return f"open {account if odd else 'trial:below:pending'} at {where if odd else 'P'}"
    if verb == "reverse":
        return f"reverse {draw(st.sampled_from(mine)).name}"
    fitting = [s for s in mine if s.verb in ("open", verb)]
    anything = draw(st.integers(0, 11)) == 0
    before = draw(st.sampled_from(said if anything or not fitting else fitting[::-1][:4]))
    settling = ""
    if draw(st.integers(0, 4)) == 0:
        across = draw(st.integers(0, 5)) == 0
        losers = draw(st.lists(st.sampled_from(said if across else mine), min_size=1, max_size=2, unique=True))
        settling = " settling " + ",".join(s.name for s in losers)
    return f"{verb} {where if verb == 'move' else account} after {before.name}{settling}"


@st.composite
def groupings(draw: st.DrawFn, names: Sequence[str]) -> list[str]:
    """Return the names gathered into entries of one to four claims: `["n0", "n1+n2", ...]`."""
    groups: list[list[str]] = []
    for name in names:
        if groups and len(groups[-1]) < 4 and draw(st.integers(0, 3)) == 0:
            groups[-1].append(name)
        else:
            groups.append([name])
    return ["+".join(group) for group in groups]


@dataclass(frozen=True)
class Post:
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Close:
    place: str
    day: int


@st.composite
def orders(draw: st.DrawFn, groups: Sequence[str], closing: bool = True) -> list[Post | Close]:
    """Return an order of arrival: batches of entries, some sent twice, with closed days in between."""
    sequence = draw(st.permutations(groups))
    again = draw(st.lists(st.sampled_from(groups), max_size=2))
    acts: list[Post | Close] = []
    batch: list[str] = []
    for group in [*sequence, *again]:
        batch.append(group)
        if draw(st.booleans()):
            acts.append(Post(tuple(batch)))
            batch = []
        if closing and draw(st.integers(0, 3)) == 0:
            acts.append(Close(draw(st.sampled_from([*sorted(PLACES), "county"])), draw(st.integers(16, 26))))
    acts.append(Post(tuple(batch)))
    return acts


def play(books: Books, acts: Sequence[Post | Close], close: Callable[[str, str], None]) -> None:
    """Let everything arrive in one order."""
    for act in acts:
        if isinstance(act, Close):
            close(act.place, f"03-{act.day}")
        elif act.groups:
            books.post(*act.groups)


@contextmanager
def undone() -> Iterator[None]:
    """Leave nothing of what happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
