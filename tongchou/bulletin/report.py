"""The situation report of a day: as frozen at a cut, as sealed, or, while the day is open, as known now.

Everything in it is asked of one state of the books. Wording is in `paragraphs`, numbers in `asked`, looks in the
renderers; this file only puts the report together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from tongchou.base import clock
from tongchou.base.refusals import words
from tongchou.bulletin import filling
from tongchou.bulletin.asked import Asked, frozen_by
from tongchou.bulletin.carried import carried_blocks, silent_blocks
from tongchou.bulletin.changes import change_blocks
from tongchou.bulletin.document import Block, Bulletin, Drawing, Kind, Part, Text, grouped
from tongchou.bulletin.paragraphs import FigureTable, MapOf, Paragraph, PlaceTable, figures_of, sections
from tongchou.bulletin.situation_map import map_table, situation_map
from tongchou.bulletin.speaking import day, instant, number, said, speaking
from tongchou.closing.models import Cut, Seal
from tongchou.figures.cube import cube
from tongchou.figures.declare import is_declared
from tongchou.registers.places.queries import tree


@dataclass(frozen=True)
class Basis:
    """Which state of the books a report is of. At most one of `cut` and `seal`."""

    on: date
    at: datetime
    cut: Cut | None = None
    seal: Seal | None = None

    @property
    def kind(self) -> Kind:
        """Return which report it is."""
        return "flash" if self.cut else "sealed" if self.seal else "draft"

    @property
    def until(self) -> datetime:
        """Return the end of what it tells of."""
        if self.cut:
            return self.cut.cut_at
        return clock.local(self.on, 24) if self.seal else min(self.at, clock.local(self.on, 24))

    def asked(self, *, linked: bool = True) -> Asked:
        """Return the day's figures as this state of the books answers them."""
        known = self.cut or self.seal
        return Asked(
            on=self.on,
            tree=tree(self.on),
            view=cube().view_at(known.n if known else None),
            known_at=self.cut.cut_at if self.cut else None,
            linked=linked,
            frozen=frozen_by(self.cut) if self.cut else {},
        )


def basis_of(on: date, *, at: datetime, cut: Cut | None = None) -> Basis:
    """Return what a day's report is based on: the cut, else the seal, else what is known."""
    seal = None if cut else Seal.objects.select_related("closing").filter(closing_id=on).first()
    return Basis(on, at, cut, seal)


def situation_report(on: date, *, at: datetime, lang: str, cut: Cut | None = None) -> Bulletin:
    """Return the report of a day in a language. `at` is the present, printed as when it was made.

    Raises:
        Refused("language_unknown"); NotFound("no_edition"): the county had no places yet.
    """
    basis = basis_of(on, at=at, cut=cut)
    with speaking(lang):
        return _report(basis, basis.asked(), lang)


def _report(basis: Basis, asked: Asked, lang: str) -> Bulletin:
    asked.ask(name for section in sections() for name in figures_of(section.paragraphs))
    about = about_of(basis, asked)
    parts = [Part(said(s.title), tuple(_blocks(s.paragraphs, asked, about))) for s in sections() if s.paragraphs]
    parts.append(Part(said(words("與上一期的差異")), tuple(_changes(basis, asked, about))))
    parts.append(Part(said(words("結轉事項")), tuple(carried_blocks(asked))))
    parts.append(Part(said(words("未報單位")), tuple(silent_blocks(asked))))
    return Bulletin(
        lang=lang,
        kind=basis.kind,
        title=_title(basis, about),
        number=_number(basis),
        issuer=said(words("%(county)s疫情防控指揮部辦公室"), **about),
        on=basis.on,
        period=said(words("%(day)s 0時至%(until)s"), **about),
        known=_known(basis, asked),
        parts=tuple(parts),
        root=bytes(basis.seal.root).hex() if basis.seal else "",
        foot=tuple(_foot(basis)),
        base=base_address(),
        made_at=basis.at,
    )


def about_of(basis: Basis, asked: Asked) -> dict[str, str]:
    """Return what templates may say beside figures: the county, the day, the hour up to which is told."""
    until = "24:00" if basis.until == clock.local(basis.on, 24) else f"{basis.until.astimezone(clock.ZONE):%H:%M}"
    return {"county": asked.name(asked.place), "day": day(basis.on), "until": until}


def base_address() -> str:
    """Return where this home's desk is served, for links out of a document: `address` of its `config.toml`."""
    return str(settings.HOME.settings.get("address", "http://127.0.0.1:8000")).rstrip("/")


def _blocks(
    blocks: tuple[Paragraph | PlaceTable | FigureTable | MapOf, ...], asked: Asked, about: Mapping[str, str]
) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield filling.paragraph(block, asked, about)
        elif isinstance(block, PlaceTable):
            yield filling.place_table(block, asked)
        elif isinstance(block, FigureTable):
            yield filling.figure_table(block, asked)
        else:
            yield _map(block, asked)


def _changes(basis: Basis, asked: Asked, about: Mapping[str, str]) -> Iterator[Block]:
    printed = [name for section in sections() for name in figures_of(section.paragraphs) if is_declared(name)]
    yield from change_blocks(asked, about, cut=basis.cut, printed=list(dict.fromkeys(printed)))


def _map(of: MapOf, asked: Asked) -> Block:
    if not is_declared(of.figure):
        return Text((said(filling.NOT_COLLECTED_OF, about=said(of.title)),))
    drawn = situation_map(of.figure, asked, home=Path(settings.HOME.path))
    return Drawing(said(of.title), drawn, map_table(drawn))


def _title(basis: Basis, about: Mapping[str, str]) -> str:
    if basis.kind == "flash":
        return said(words("%(county)s疫情防控與經濟社會發展統籌快報"), **about)
    return said(words("%(county)s疫情防控與經濟社會發展統籌日報"), **about)


def _number(basis: Basis) -> str:
    if basis.cut:
        return said(words("快報第%(number)s期"), number=basis.cut.number)
    if basis.seal:
        return said(words("日報第%(number)s期"), number=basis.seal.number)
    return said(words("未編號（當日尚未日結）"))


def _known(basis: Basis, asked: Asked) -> str:
    if basis.seal:
        closed = basis.seal.closing.at
        return said(words("數據為%(at)s日結時台賬所載（第%(n)s次入賬）"), at=instant(closed), n=number(asked.view.n))
    at = basis.cut.cut_at if basis.cut else basis.at
    return said(words("數據為%(at)s台賬所知（第%(n)s次入賬）"), at=instant(at), n=number(asked.view.n))


def _foot(basis: Basis) -> Iterator[str]:
    """Yield the lines at the report's foot: the day's root, or plainly that there is none."""
    if basis.seal:
        day_ = basis.on.isoformat()
        yield said(words("本日台賬已日結封存，日結第%(number)s號，含錄入%(entries)s筆。"),
                   number=basis.seal.number, entries=number(basis.seal.entries))  # fmt: skip
        yield said(words("日結根：%(root)s"), root=grouped(bytes(basis.seal.root).hex()))
        yield said(words("核對方法：tongchou verify %(day)s"), day=day_)
    elif basis.cut:
        yield said(words("快報，未日結。各數為截止時所知，以當日日結後的日報為準。"))
    else:
        yield said(words("當日尚未日結，各數仍會變動，不作正式通報。"))
    yield said(words("文中每一個數均可在台賬中打開，見其口徑、地方與明細。"))
