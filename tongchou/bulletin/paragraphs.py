"""What a bulletin says, as templates: sentences of our own with places for figures, by section.

A pillar registers its sections in its `bulletin.py`::

    register_section(Section(20, words("重點人員排查"), paragraphs=(
        Paragraph.of(words("當日推送重點人員%(screening_pushed_today)s人次。")),
        PlaceTable(words("各鎮（街道）排查情況"), figures=("screening_pending", "screening_concluded")),
    )))

A place is a figure's name. The number goes in without its unit, which the sentence writes in its own language; a ratio
brings its numerator and denominator; a sentence with a zero says who answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

SLOT = re.compile(r"%\((\w+)\)s")
#: Places that are no figures: the county's name, the day, the hour up to which is told.
ABOUT = frozenset({"county", "day", "until"})


@dataclass(frozen=True)
class Sentence:
    """A sentence. `about` names what it tells of, for the day that nobody collects it."""

    text: str
    about: str = ""

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the figures it needs, in order."""
        return tuple(name for name in dict.fromkeys(SLOT.findall(self.text)) if name not in ABOUT)


@dataclass(frozen=True)
class Paragraph:
    """Sentences that stand together; `head` is a heading of the second level above them."""

    sentences: tuple[Sentence, ...]
    head: str = ""

    @staticmethod
    def of(*texts: str | Sentence, head: str = "") -> Paragraph:
        """Return a paragraph of texts."""
        return Paragraph(tuple(t if isinstance(t, Sentence) else Sentence(t) for t in texts), head)

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(name for sentence in self.sentences for name in sentence.figures)


@dataclass(frozen=True)
class PlaceTable:
    """Figures by place: a row for each town, and each site with any, directly below the county, and their total.

    `posts` leaves the towns out: a table of sites alone.
    """

    title: str
    figures: tuple[str, ...]
    posts: bool = False


@dataclass(frozen=True)
class FigureTable:
    """Figures one below the other, with their units: for a set that adds up. `total` is printed last."""

    title: str
    figures: tuple[str, ...]
    total: str = ""


@dataclass(frozen=True)
class MapOf:
    """The situation map of a figure, and beside it how many places it shows."""

    title: str
    figure: str


Block: TypeAlias = Paragraph | PlaceTable | FigureTable | MapOf


@dataclass(frozen=True)
class Public:
    """What of a section the public may read, and how.

    `exact` paragraphs tell of the county's own work and are printed as they are. `stocks` are numbers of people by
    town: they are printed in steps, by `disclosure`, and what is made of them (`sums`: name of a figure, of which
    stocks it is the sum) is made of the printed numbers. Stocks may not share an account.
    """

    exact: tuple[Paragraph, ...] = ()
    stocks: tuple[str, ...] = ()
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Section:
    """A section under a heading of the first level. Sections stand by `order`, then by title."""

    order: int
    title: str
    paragraphs: tuple[Block, ...] = ()
    public: Public = field(default_factory=Public)


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Add a section to every bulletin. A title is taken once."""
    known = _sections.get(section.title)
    assert known is None or known == section, f"section {section.title} is registered twice, differently"
    _sections[section.title] = section


def sections() -> tuple[Section, ...]:
    """Return every section in the order of the bulletin."""
    return tuple(sorted(_sections.values(), key=lambda s: (s.order, s.title)))


def figures_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the figures that some blocks name, each as often as it is named."""
    for block in blocks:
        if isinstance(block, MapOf):
            yield block.figure
        elif isinstance(block, FigureTable):
            yield from (*block.figures, *([block.total] if block.total else []))
        else:
            yield from block.figures
