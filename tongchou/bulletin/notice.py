"""The public notice of a sealed day: the county's own work as it is, numbers of people in steps, nothing of anyone.

It has no way into the books, no names of those who answer for something, no place below the towns, and no map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from tongchou.base.refusals import Refused, words
from tongchou.bulletin import disclosure, filling
from tongchou.bulletin.asked import Asked
from tongchou.bulletin.disclosure import PublicTotal, Stepped
from tongchou.bulletin.document import Block, Bulletin, Number, Part, Runs, Table, grouped
from tongchou.bulletin.paragraphs import Public, sections
from tongchou.bulletin.report import about_of, base_address, basis_of
from tongchou.bulletin.speaking import number, said, speaking
from tongchou.figures.declare import Stock, figure, is_declared
from tongchou.journal.chart import chart


def public_notice(on: date, *, at: datetime, lang: str) -> Bulletin:
    """Return the public notice of a sealed day.

    Raises:
        Refused("day_not_sealed"): the day is open.
        Refused("tables_overlap"): two stocks that sections publish share an account.
        Refused("language_unknown").
    """
    basis = basis_of(on, at=at)
    if basis.seal is None:
        raise Refused("day_not_sealed", words("%(day)s尚未日結，不能發布正式通報。"), day=on.isoformat())
    require_publishable()
    asked = basis.asked(linked=False)
    with speaking(lang):
        about = about_of(basis, asked)
        parts = [Part(said(s.title), tuple(_blocks(s.public, asked, about))) for s in sections()]
        return Bulletin(
            lang=lang,
            kind="notice",
            title=said(words("%(county)s疫情防控與經濟社會發展公告"), **about),
            number=said(words("第%(number)s號"), number=basis.seal.number),
            issuer=said(words("%(county)s疫情防控指揮部辦公室"), **about),
            on=on,
            period=said(words("%(day)s 0時至%(until)s"), **about),
            known=said(words("人數按5修約，不足5者不列具體數；合計為所列各數之和。")),
            parts=tuple(part for part in parts if part.blocks),
            root=bytes(basis.seal.root).hex(),
            foot=(said(words("日結根：%(root)s"), root=grouped(bytes(basis.seal.root).hex())),),
            base=base_address(),
            made_at=at,
        )


def require_publishable() -> None:
    """Refuse stocks that, published together, would tell more than each alone. A flow is no stock.

    Raises:
        Refused("tables_overlap"), Refused("not_a_stock").
    """
    accounts = {}
    for section in sections():
        for name in section.public.stocks:
            if not is_declared(name):
                continue
            of = figure(name)
            if not isinstance(of, Stock):
                text = words("「%(title)s」不是存量，不能列入公告。")
                raise Refused("not_a_stock", text, title=of.title)
            accounts[name] = chart().matching(of.accounts)
    disclosure.require_disjoint(accounts)


def _blocks(public: Public, asked: Asked, about: Mapping[str, str]) -> Iterator[Block]:
    for one in public.exact:
        yield filling.paragraph(one, asked, about)
    stocks = [name for name in public.stocks if is_declared(name)]
    if stocks:
        yield _table(public, stocks, asked)


def _table(public: Public, stocks: Sequence[str], asked: Asked) -> Table:
    """Return the stocks by town, then what is made of them, all out of printed numbers."""
    printed = disclosure.table({name: [_value(asked, name, town) for town in asked.towns] for name in stocks})
    sums = [(name, parts) for name, parts in public.sums if is_declared(name) and set(parts) <= set(stocks)]
    rows: list[tuple[Runs, ...]] = []
    for at, town in enumerate(asked.towns):
        cells = [_shown(asked, name, town, printed[name][0][at]) for name in stocks]
        cells += [_total(asked, name, town, disclosure.total(printed[p][0][at] for p in parts)) for name, parts in sums]
        rows.append(((asked.name(town),), *((cell,) for cell in cells)))
    whole = [_total(asked, name, asked.place, printed[name][1]) for name in stocks]
    for name, parts in sums:
        steps = disclosure.total(step for part in parts for step in printed[part][0])
        whole.append(_total(asked, name, asked.place, steps))
    rows.append(((said(words("合計")),), *((cell,) for cell in whole)))
    head = (said(words("地方")), *(filling.heading(name) for name in (*stocks, *(name for name, _ in sums))))
    title = said(words("各鎮（街道）人數"))
    return Table(title, head, tuple(rows), (False, *(True for _ in head[1:])))


def _value(asked: Asked, name: str, place: int) -> int:
    value = asked.answer(name, place).value
    assert isinstance(value, int), "a stock is a whole number"
    return value


def _shown(asked: Asked, name: str, place: int, step: Stepped) -> Number:
    text = said(words("不足5")) if step.is_small else number(step.shown)
    return Number(text, name, said(figure(name).title), asked.code(place), asked.on, "")


def _total(asked: Asked, name: str, place: int, of: PublicTotal) -> Number:
    """Write a total: the sum of what is printed, and how many numbers below a step are not in it."""
    if not of.small:
        text = number(of.shown)
    elif not of.shown:
        text = said(words("%(small)s項各不足5"), small=number(of.small))
    else:
        text = said(words("%(shown)s，另%(small)s項各不足5"), shown=number(of.shown), small=number(of.small))
    return Number(text, name, said(figure(name).title), asked.code(place), asked.on, "")
