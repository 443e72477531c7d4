"""What each pillar's pages add to a person's page: their cases, and whether seeing the person is the reader's task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tongchou.web.shell.who import Who


@dataclass(frozen=True)
class Panel:
    """One pillar's part of a person's page.

    `context(reader, cases)` gives what the template shows of those cases within the reader's places; `is_assigned`
    says whether one of them is an open task of the reader's.
    """

    name: str
    template: str
    context: Callable[[Who, Sequence[int]], dict[str, Any]]
    is_assigned: Callable[[Who, Sequence[int]], bool]


#: Gives what left the county of a person: when, to whom, for what, on what ground; a part adds its own.
Paper = Callable[[Who, int], list[dict[str, Any]]]

_panels: dict[str, Panel] = {}
_papers: list[Paper] = []


def register_paper(paper: Paper) -> None:
    """Add what a part gave away of persons to the paper that each can be given. Called once, from its `urls.py`."""
    _papers.append(paper)


def papers() -> tuple[Paper, ...]:
    """Return every part's."""
    return tuple(_papers)


def register(panel: Panel) -> None:
    """Add a pillar's panel. Called from its `urls.py`, once."""
    _panels[panel.name] = panel


def panels() -> tuple[Panel, ...]:
    """Return every panel, in the order in which the pillars' routes are included."""
    return tuple(_panels.values())
