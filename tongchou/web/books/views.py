"""The books explorer: any account, place and day, down to lines, entries and the claims of a case."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.base.refusals import words
from tongchou.journal.chart import chart
from tongchou.journal.models import INDEX_BITS, Standing
from tongchou.journal.reading import Lines
from tongchou.journal.standing import Chain
from tongchou.web.books import reading
from tongchou.web.shell import paging
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import Spot, spot

CHAINS = {
    Chain.OPEN: words("立案"),
    Chain.STATE: words("狀態"),
    Chain.CLASS: words("類別"),
    Chain.PLACE: words("地點"),
    Chain.VOID: words("沖銷"),
}
FLAGS = (
    (Standing.DISPUTED, words("有爭議")),
    (Standing.WAITING, words("待前件")),
    (Standing.CONFLICT, words("內容衝突")),
)
#: How many days back an account's page looks: the day alone, a week, a fortnight.
SPANS = (1, 7, 14)


@page("books.read")
def balances(request: HttpRequest) -> HttpResponse:
    """List every account that holds something at a place on a day."""
    here = spot(request)
    rows = reading.balances(reading.Within(here.tree, (here.place,), here.on), here.on)
    registers = [
        {"name": name, "rows": list(of)} for name, of in groupby(rows, key=lambda row: row["code"].split(":")[0])
    ]
    return render(request, "web/books/balances.html", {"spot": here, "registers": registers})


@page("books.read")
def account(request: HttpRequest, account: str) -> HttpResponse:
    """List the lines that touch an account at a place, on a day or the days before it."""
    here = spot(request)
    asked = request.GET.get("days", "1")
    span = int(asked) if asked in {str(days) for days in SPANS} else 1
    days = (here.on - timedelta(days=span - 1), here.on)
    lines = reading.lines_of(reading.Within(here.tree, (here.place,), here.on), account, days)
    shown = lines.take(paging.window(request))
    rows = _lines(here, shown)
    context = {
        "spot": here,
        "account": account,
        "span": span,
        "spans": SPANS,
        "leaf": paging.leaf(request, rows, len(lines)),
    }
    return render(request, "web/books/account.html", context)


def _lines(here: Spot, lines: Lines) -> list[dict[str, Any]]:
    codes = chart().codes
    entries = reading.entries_of(lines)
    rows = []
    for at in range(len(lines)):
        row: dict[str, Any] = {name: int(getattr(lines, name)[at]) for name in reading.NUMBERS}
        row["booked_on"] = date.fromordinal(int(lines.booked_on[at]))
        row["occurred_on"] = date.fromordinal(int(lines.occurred_on[at]))
        row["from_code"], row["to_code"] = codes.get(row["from_account"], ""), codes.get(row["to_account"], "")
        row["from_name"], row["to_name"] = _name(here, row["from_place"]), _name(here, row["to_place"])
        rows.append(row | {"entry": entries[int(lines.entry[at])]})
    return rows


def _name(here: Spot, place: int) -> str:
    return here.name_of(place) if place else ""


def _own(here: Spot) -> reading.Within:
    return reading.Within(here.tree, tuple(sorted(here.roots)), here.on)


@page("books.read")
def entry(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Show an entry: who, when claimed, when known, the lines it posted, the claims it made."""
    here = spot(request)
    within = _own(here)
    found = reading.entry_within(ident, within)
    claims, total = reading.claims_of_entry(found["entry"].number, within, paging.window(request))
    context = {
        "spot": here,
        **found,
        "lines": [_stored(here, row) for row in found["lines"]],
        "leaf": paging.leaf(request, [_claim(here, row) for row in claims], total),
    }
    return render(request, "web/books/entry.html", context)


def _stored(here: Spot, line: Any) -> dict[str, Any]:
    codes = chart().codes
    return {
        "line": line,
        "from_code": codes.get(line.from_account, ""),
        "to_code": codes.get(line.to_account, ""),
        "from_name": _name(here, line.from_place),
        "to_name": _name(here, line.to_place),
    }


def _claim(here: Spot, claim: Any) -> dict[str, Any]:
    return {
        "claim": claim,
        "index": claim.id & ((1 << INDEX_BITS) - 1),
        "chain": CHAINS[Chain(claim.chain)],
        "account": chart().codes.get(claim.account, ""),
        "place": _name(here, claim.place),
    }


@page("books.read")
def case(request: HttpRequest, case: int) -> HttpResponse:
    """Show a case's claims in order, and where it stands now."""
    here = spot(request)
    rows = reading.claims_of_case(case, _own(here))
    standing = reading.standing_of(case)
    context = {
        "spot": here,
        "case": case,
        "claims": [_claim(here, row["claim"]) | row for row in rows],
        "standing": standing,
        "account": chart().codes.get(standing.account, "") if standing else "",
        "place": _name(here, standing.place) if standing else "",
        "flags": [name for bit, name in FLAGS if standing and standing.flags & bit],
    }
    return render(request, "web/books/case.html", context)
