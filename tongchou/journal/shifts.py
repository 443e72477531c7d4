"""The walk from where a case stood to where it stands now, step by step, so that the books can post it. Pure.

Steps that left the path are undone backwards, with count -1 between their two states, at the case's present place; then
class and place move; then the new states follow. What is undone and what is done add up to the same net flows in every
order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from tongchou.journal.standing import Position, Spot, Step

T = TypeVar("T")


class Where(NamedTuple):
    """A class and a state of a register, and a place."""

    register: str
    case_class: str
    state: str
    place: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One case leaving one place of its register for another; `sign` is -1 where a step is undone.

    `before` is None for the world outside. `claim` is the claim of the step, also where the step is undone: a case that
    went round in a circle undoes the same way twice, and only the claims tell the two apart.
    """

    before: Where | None
    after: Where
    sign: int
    claim: int


def shifts(old: Position, new: Position) -> list[Shift]:
    """Return the walk from one position to another."""
    if old.opening is None and new.opening is None:
        return []
    if old.opening is not None and new.opening is not None and _same_spot(old.spot, new.spot):
        return _between(old, new)
    walk: list[Shift] = []
    if old.opening is not None:
        walk += _between(old, Position(old.opening))
        walk.append(Shift(None, _where(old.spot), -1, old.opening.claim))
    if new.opening is not None:
        walk.append(Shift(None, _where(new.spot), 1, new.opening.claim))
        walk += _between(Position(new.opening), new)
    return walk


def _same_spot(a: Spot, b: Spot) -> bool:
    """Tell whether two openings put a case on the same spot; what value they say is no movement of the case."""
    return a[:4] == b[:4]


def _where(spot: Spot) -> Where:
    return Where(*spot[:4])


def _between(old: Position, new: Position) -> list[Shift]:
    """Return the walk between two positions of one opening."""
    spot = old.spot
    here = Where(spot.register, old.case_class, old.state, old.place)
    undone, done = _turns(old.state_path, new.state_path, spot.state)
    walk = _along(undone, lambda state: here._replace(state=state))
    bare = here._replace(state=_end(undone, here.state))
    kinds = _both(old.class_path, new.class_path, spot.case_class)
    walk += _along(kinds, lambda case_class: bare._replace(case_class=case_class))
    classed = bare._replace(case_class=_end(kinds, bare.case_class))
    moves = _both(old.place_path, new.place_path, spot.place)
    walk += _along(moves, lambda place: classed._replace(place=place))
    moved = classed._replace(place=_end(moves, classed.place))
    return walk + _along(done, lambda state: moved._replace(state=state))


class _Turn(NamedTuple, Generic[T]):
    """One step of one chain, done (+1) or undone (-1). The chain is at `end` after it."""

    frm: T
    to: T
    sign: int
    claim: int

    @property
    def end(self) -> T:
        return self.to if self.sign > 0 else self.frm


def _along(turns: list[_Turn[T]], at: Callable[[T], Where]) -> list[Shift]:
    """Return turns of one chain as shifts; `at` gives the spot for a value of that chain."""
    return [Shift(at(turn.frm), at(turn.to), turn.sign, turn.claim) for turn in turns]


def _end(turns: list[_Turn[T]], origin: T) -> T:
    return turns[-1].end if turns else origin


def _both(old: tuple[Step[T], ...], new: tuple[Step[T], ...], origin: T) -> list[_Turn[T]]:
    undone, done = _turns(old, new, origin)
    return [*undone, *done]


def _turns(old: tuple[Step[T], ...], new: tuple[Step[T], ...], origin: T) -> tuple[list[_Turn[T]], list[_Turn[T]]]:
    """Return what left one chain's path, undone backwards, and what joined it."""
    kept = 0
    while kept < min(len(old), len(new)) and old[kept].target == new[kept].target:
        kept += 1
    stops = [origin, *(step.target for step in old)]
    undone = [_Turn(stops[i - 1], stops[i], -1, old[i - 1].claim) for i in range(len(old), kept, -1)]
    done: list[_Turn[T]] = []
    here = stops[kept]
    for step in new[kept:]:
        done.append(_Turn(here, step.target, 1, step.claim))
        here = step.target
    return undone, done
