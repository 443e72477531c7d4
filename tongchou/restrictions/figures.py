"""What restrictions can be asked: objections that wait, those overdue, and how they were answered."""

from __future__ import annotations

from tongchou.base.refusals import words
from tongchou.figures.declare import Flow, Stock, declare
from tongchou.restrictions.accounts import ANSWERS, WAITING, account

declare(
    Stock(
        name="appeals_open",
        title=words("申訴待答覆"),
        unit=words("件"),
        coverage="",
        definition=words("至當日止已提出、尚未答覆的申訴，含已上報和逾期的。"),
        accounts=tuple(account(state) for state in WAITING),
    ),
    Stock(
        name="appeals_overdue",
        title=words("申訴逾期未決"),
        unit=words("件"),
        coverage="",
        definition=words("提出滿二十四小時仍未答覆的申訴。"),
        accounts=(account("overdue"),),
    ),
    Flow(
        name="appeals_answered",
        title=words("申訴已答覆（累計）"),
        unit=words("件"),
        coverage="",
        definition=words("至當日止已答覆的申訴：維持、撤銷或縮短。"),
        frm=tuple(account(state) for state in WAITING),
        to=tuple(account(state) for state in ANSWERS),
        window="start",
    ),
)
