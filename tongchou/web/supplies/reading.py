"""What people write into the forms of supplies: items with quantities, days, stores."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from tongchou.base.chinese import simplified
from tongchou.base.refusals import Refused, words
from tongchou.pillars.supplies import queries, services
from tongchou.registers.items import catalogue
from tongchou.registers.items.catalogue import Item
from tongchou.registers.items.queries import item as item_of
from tongchou.registers.items.queries import items
from tongchou.web.shell import who
from tongchou.web.shell.spot import Spot

#: Rows for goods in a form.
ROWS = range(1, 5)


def steps(text: str, item: Item) -> int:
    """Return a quantity as somebody writes it ('300', '3箱', '25.5公斤') in the item's steps.

    Raises:
        Refused("bad_quantity").
    """
    found = catalogue.parse_number(simplified(text))
    unit = (found[1] if found else "") or simplified(item.shown_unit[0])
    amount = catalogue.steps_of(item, found[0], unit) if found else None
    if amount is None:
        raise Refused("bad_quantity", words("數量讀不懂，請寫成數字，或數字加目錄中的單位。"))
    return amount.steps


def fen(text: str) -> int:
    """Return a sum in yuan as fen; an empty text is none.

    Raises:
        Refused("bad_quantity").
    """
    if not text.strip():
        return 0
    found = catalogue.parse_number(simplified(text))
    if found is None:
        raise Refused("bad_quantity", words("金額讀不懂，請寫成數字，單位為元。"))
    times, _ = catalogue.multiplied(found[1])
    return int(found[0] * times * 100)


def day(text: str) -> date | None:
    """Return a day of a form; None where it is left out."""
    return who.day_of(text) if text else None


def goods(request: HttpRequest) -> list[services.Good]:
    """Return the goods of a form's rows."""
    post, found = request.POST, []
    for n in ROWS:
        if post.get(f"item-{n}") and post.get(f"quantity-{n}", "").strip():
            item = item_of(post[f"item-{n}"])
            found.append(
                services.Good(
                    item,
                    steps(post[f"quantity-{n}"], item),
                    day(post.get(f"expires-{n}", "")),
                    code=post.get(f"lot-{n}", ""),
                )
            )
    return found


def quantities(request: HttpRequest) -> dict[int, int]:
    """Return the goods of a form's rows by item, equal items added up."""
    found: dict[int, int] = {}
    for good in goods(request):
        found[good.item.id] = found.get(good.item.id, 0) + good.quantity
    return found


def numbered(request: HttpRequest, prefix: str) -> dict[str, str]:
    """Return the filled fields of a form whose names begin with a prefix, by what follows it."""
    return {key[len(prefix) :]: str(text) for key, text in request.POST.items() if key.startswith(prefix) and text}


def by_lot(request: HttpRequest, prefix: str) -> dict[int, int]:
    """Return the quantities of a form's fields that are named by lots.

    Raises:
        Refused("bad_quantity"), Refused("item_unknown").
    """
    said = {int(lot): text for lot, text in numbered(request, prefix).items() if lot.isdecimal()}
    known = items(said)
    if len(known) != len(said):
        raise Refused("item_unknown", words("沒有這一批物資。"))
    return {lot: steps(text, known[lot]) for lot, text in said.items()}


def number(request: HttpRequest, name: str) -> int:
    """Return a whole number of a form, 0 where there is none."""
    text = request.POST.get(name, "") or request.GET.get(name, "")
    return int(text) if text.isdecimal() else 0


def store(request: HttpRequest, reader: who.Who, here: Spot) -> int:
    """Return the store that a page is about: the one asked for, else the reader's first here; 0 where there is none."""
    mine = queries.stores(reader.scope, on=here.on, within=here.place)
    asked = number(request, "store")
    return asked if asked in mine else mine[0] if mine else 0
