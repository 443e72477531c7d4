"""The public ledger of donations: nobody signs in, names stand there by consent alone, the same for everybody.

A search goes by POST: somebody may look for a name, and a name stands in no address and no log.
"""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.base import clock
from tongchou.base.refusals import words
from tongchou.intake.answer import csv_cell
from tongchou.pillars.supplies import ledger, published, services
from tongchou.pillars.supplies.published import Asked
from tongchou.registers.places.queries import tree
from tongchou.web.shell import paging, who
from tongchou.web.shell.access import ANYONE, page
from tongchou.web.shell.naming import written_words
from tongchou.web.supplies.donations import TITLES
from tongchou.web.templatetags.desk import amount, said

#: Rows of a search, which has one page.
MOST_FOUND = 200
LONGEST_TEXT = 60
#: The heads of the file.
HEADS = (
    *(words("日期"), words("捐贈人"), words("物資"), words("資金（元）"), words("物資折價（元）"), words("是否定向")),
    *(words("接收單位"), words("票據號"), words("狀態")),
)


@page(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def donation_ledger(request: HttpRequest) -> HttpResponse:
    """Show the ledger with its sums: all of it by pages, of one receiving body, of one kind of goods, or a search."""
    asked = _asked(request)
    start, limit = (0, MOST_FOUND) if asked.text else (paging.window(request).start, paging.SIZE)
    rows, sums = published.batches(asked, start=start, limit=limit), published.totals(asked)
    context = {
        "county": str(tree(clock.local_day(clock.now())).name[0]),
        "rows": [(row, services.RECEIVERS.get(row.receiver, ""), TITLES[row.state]) for row in rows],
        "leaf": paging.leaf(request, rows, sums.whole.batches + sums.reversed),
        "asked": asked,
        "receivers": [(code, services.RECEIVERS.get(code, ""), one) for code, one in sums.receivers.items()],
        "receiver": services.RECEIVERS.get(asked.receiver, ""),
        "item": next((one for one, _, _ in sums.goods if one.code == asked.item), None),
        "sums": sums,
        "most_found": MOST_FOUND,
        "longest": LONGEST_TEXT,
        "may_open": request.user.is_authenticated and who.of(request).may("figures.read"),
    }
    return render(request, "web/supplies/ledger.html", context)


@page(ANYONE)
@require_safe
def donation_ledger_csv(request: HttpRequest) -> HttpResponse:
    """Give the same rows as a file that spreadsheets open, with nothing live in it."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(gettext(head) for head in HEADS)
    for row in published.batches(_asked(request), limit=None):
        writer.writerow(csv_cell(cell) for cell in _cells(row))
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="donations.csv"'
    return response


def _cells(row: ledger.BatchRow) -> tuple[str, ...]:
    """Return a row as texts. The sums of a reversed batch stand nowhere, so that the columns add up to the totals."""
    counts = row.state != ledger.REVERSED
    return (
        row.donated_on.isoformat(),
        written_words(row.thanked_as) if row.is_named else gettext("%(who)s（不具名）") % {"who": said(row.thanked_as)},
        gettext("、").join(f"{gettext(good.item.title)} {amount(good.quantity, good.item)}" for good in row.goods),
        _yuan(row.money) if counts else "",
        _yuan(row.worth) if counts else "",
        gettext("定向") if row.purpose == "directed" else "",
        said(services.RECEIVERS.get(row.receiver, "")),
        row.receipt_number,
        said(TITLES[row.state]),
    )


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}" if fen else ""


def _asked(request: HttpRequest) -> Asked:
    """Return what the address, or a search, asks for; what the ledger does not know is not asked."""
    receiver = request.GET.get("receiver", "")
    text = request.POST.get("text", "").strip()[:LONGEST_TEXT]
    return Asked(receiver if receiver in services.RECEIVERS else "", request.GET.get("item", "")[:60], text)
