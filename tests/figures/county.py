"""The places, accounts and figures of the tests' county."""

from __future__ import annotations

from datetime import date

from tongchou.figures.declare import Flow, Mean, Rank, Ratio, Stock, declare, is_declared
from tongchou.journal import chart
from tongchou.journal.chart import Register, Store
from tongchou.registers.places.editions import Row, open_edition
from tongchou.registers.staff.models import Post, User

chart.declare(Register("figtrial", "outside:figtrial", ("pending", "watch", "cleared", "away"), ("below", "above")))
chart.declare(Store("figstock", ("usable", "issued")))

#: C is the county; T and U its towns; P, Q, R villages; p a cell of P.
COUNTY = (
    Row("c", "縣", "", "county"),
    Row("t", "甲鎮", "c", "town"),
    Row("p", "甲村", "t", "medium"),
    Row("p1", "甲一格", "p", "micro"),
    Row("q", "乙村", "t", "medium"),
    Row("u", "乙鎮", "c", "town"),
    Row("r", "丙村", "u", "medium"),
)
PLACES = {"C": "c", "T": "t", "P": "p", "p": "p1", "Q": "q", "U": "u", "R": "r"}

PENDING = Stock(
    name="fig_pending", title="待核查", unit="人", definition="尚未有結論的核查。", accounts=("figtrial:*:pending",)
)
PERSONS = Stock(
    name="fig_persons",
    title="待核查人員",
    unit="人",
    definition="有待核查的人，一人只計一次。",
    accounts=("figtrial:*:pending",),
    counts="persons",
)
CLEARED = Flow(
    name="fig_cleared", title="今日核清", unit="人", definition="", frm=("figtrial:*",), to=("figtrial:*:cleared",)
)
LISTED = Flow(
    name="fig_listed",
    title="累計推送",
    unit="人",
    definition="",
    frm=("outside:figtrial",),
    to=("figtrial:*",),
    window="start",
)
CLEARED_TOTAL = Flow(
    name="fig_cleared_total",
    title="累計核清",
    unit="人",
    definition="",
    frm=("figtrial:*",),
    to=("figtrial:*:cleared",),
    window="start",
)
RATE = Ratio(
    name="fig_rate", title="核查率", definition="", numerator="fig_cleared_total", denominator="fig_listed", precision=2
)
MASKS = Stock(
    name="fig_masks", title="口罩庫存", unit="個", definition="", accounts=("figstock:usable",), measure="quantity"
)
ISSUED = Flow(
    name="fig_issued",
    title="發放口罩",
    unit="個",
    definition="",
    frm=("figstock:usable",),
    to=("figstock:issued",),
    measure="quantity",
)
DAILY = Mean(name="fig_daily_cleared", title="日均核清", unit="人／日", definition="", of="fig_cleared", precision=1)
RANK = Rank(name="fig_rank", title="待核查名次", definition="", of="fig_pending", best="least")
FIGURES = (PENDING, PERSONS, CLEARED, LISTED, CLEARED_TOTAL, RATE, MASKS, ISSUED, DAILY, RANK)

if not is_declared("fig_pending"):
    declare(*FIGURES)


def open_county(rows: tuple[Row, ...], on: date = date(2020, 1, 1)) -> None:
    """Open an edition of the tree."""
    open_edition(rows, from_on=on, title="試點")


def post_at(place: int, role: str) -> User:
    """Return a new user who holds a role at a place."""
    user = User.objects.create(username=f"{role}-{place}-{User.objects.count()}", display_name=f"{role} {place}")
    Post.objects.create(user=user, role=role, place=place, from_on=date(2020, 1, 1))
    return user
