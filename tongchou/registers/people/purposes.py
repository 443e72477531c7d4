"""For what a person may be seen unmasked: a closed list, each purpose in force from a day, with its ground.

`assigned_only` purposes are for those whose task it is: the pillar that assigns the task passes whom it covers.
`roles` are names of `staff/roles.py`, bare as everything that points sideways.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongchou.base.refusals import Refused, words

LEADS = frozenset({"county_officer", "town_lead", "village_lead"})
TEAMS = LEADS | {"field_worker"}
SITE = frozenset({"site_manager", "pickup_lead"})


@dataclass(frozen=True)
class Purpose:
    """One purpose: its words, who may name it, on what ground, and the days it is in force."""

    code: str
    text: str
    roles: frozenset[str]
    ground: str
    from_on: date
    assigned_only: bool = False
    to_on: date | None = None

    def in_force(self, on: date) -> bool:
        """Say whether the purpose may be named on a day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


INFECTIOUS = words("《傳染病防治法》第十二條、第三十九條")
EMERGENCY = words("《突發公共衛生事件應急條例》第四十條")
PERSON = words("本人請求")
LEVEL_ONE = date(2020, 1, 23)

PURPOSES = {
    purpose.code: purpose
    for purpose in (
        Purpose("check", words("入戶核查"), TEAMS, EMERGENCY, LEVEL_ONE, assigned_only=True),
        Purpose("field", words("外勤手機隨帶名單"), TEAMS, EMERGENCY, LEVEL_ONE, assigned_only=True),
        Purpose("visit", words("居家觀察每日訪視"), TEAMS, INFECTIOUS, LEVEL_ONE, assigned_only=True),
        Purpose("tracing", words("流行病學調查"), LEADS | {"epidemiologist"}, INFECTIOUS, LEVEL_ONE),
        Purpose("transfer", words("接送轉運"), TEAMS | SITE, INFECTIOUS, LEVEL_ONE),
        Purpose("quarantine", words("集中隔離照管"), SITE, INFECTIOUS, LEVEL_ONE, assigned_only=True),
        Purpose(
            "paper",
            words("出具決定書、證明"),
            frozenset({"county_officer", "county_command", "site_manager"}),
            INFECTIOUS,
            LEVEL_ONE,
        ),
        Purpose("emergency", words("急救"), TEAMS | SITE, words("生命安全"), LEVEL_ONE),
        Purpose("care", words("照護與生活保障"), TEAMS, EMERGENCY, LEVEL_ONE),
        Purpose("address", words("認領住址"), LEADS, EMERGENCY, LEVEL_ONE),
        Purpose("correction", words("更正資料"), LEADS, PERSON, LEVEL_ONE),
        Purpose("outward", words("向其他部門提供名冊"), frozenset({"county_officer"}), EMERGENCY, LEVEL_ONE, True),
        Purpose("request", words("答覆本人查詢"), LEADS, PERSON, LEVEL_ONE),
    )
}


def in_force(on: date) -> list[Purpose]:
    """Return the purposes that may be named on a day, for a page that asks."""
    return [purpose for purpose in PURPOSES.values() if purpose.in_force(on)]


def purpose(code: str, *, on: date) -> Purpose:
    """Return a purpose in force.

    Raises:
        Refused("purpose_unknown"): not on the list. Refused("purpose_not_in_force"): not on that day.
    """
    found = PURPOSES.get(code)
    if found is None:
        raise Refused("purpose_unknown", words("請選擇查看的用途。"))
    if not found.in_force(on):
        raise Refused("purpose_not_in_force", words("這一用途在該日並不適用。"))
    return found
