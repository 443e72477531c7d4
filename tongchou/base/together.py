"""A question that several threads have at once, put as one: whoever is first asks for all who wait in line.

    place = together.line_up(question)
    with the_line:
        answer = together.answer(place)

An answer is never older than its question: only those who had lined up before it was asked for are given it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass(eq=False)
class Place(Generic[Q, A]):
    """Somebody's place in line."""

    question: Q
    answer: A | None = None


class Together(Generic[Q, A]):
    """The questions of those who wait in one line, which only one at a time leaves."""

    def __init__(self, ask: Callable[[Sequence[Q]], A]) -> None:
        self._ask = ask
        self._waiting: deque[Place[Q, A]] = deque()

    def line_up(self, question: Q) -> Place[Q, A]:
        """Take a place, before waiting for one's turn."""
        place = Place[Q, A](question)
        self._waiting.append(place)
        return place

    def answer(self, place: Place[Q, A]) -> A:
        """Return the answer to all who waited when it was asked for, this place among them. Call it in one's turn."""
        if place.answer is None:
            # Where asking fails, it fails for who asked; the others find that nobody asked for them, and ask.
            waiting = {id(place): place}
            while self._waiting:
                other = self._waiting.popleft()
                waiting[id(other)] = other
            answer = self._ask([other.question for other in waiting.values()])
            for other in waiting.values():
                other.answer = answer
        assert place.answer is not None
        return place.answer
