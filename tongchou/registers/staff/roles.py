"""The closed lists of the staff register: roles, kinds of helper, the seven groups, kinds of unit, slots of a team.

A later pillar that needs another role adds a line here; `rights.py` of each part says what a role may do.
"""

from __future__ import annotations

from tongchou.base.refusals import words

ROLES = {
    "county_command": words("縣指揮部"),
    "county_officer": words("指揮部工作組"),
    "epidemiologist": words("流行病學調查員"),
    "duty_physician": words("值班醫師"),
    "town_lead": words("鎮（街）負責人"),
    "village_lead": words("村（社區）負責人"),
    "site_manager": words("隔離點負責人"),
    "pickup_lead": words("接返工作組負責人"),
    "field_worker": words("一線人員"),
    "storekeeper": words("物資保管員"),
    "auditor": words("審計"),
    "enterprise_clerk": words("企業專員"),
}

#: Roles that are held in an organisation, and reach it alone.
OF_ORGANISATION = frozenset({"enterprise_clerk"})

KINDS = {
    "party_member": words("黨員"),
    "volunteer": words("志願者"),
    "teacher": words("教師"),
    "delegate": words("兩代表一委員"),
    "department_staff": words("部門幹部"),
    "grid_worker": words("網格員"),
    "village_committee": words("村（居）委會幹部"),
    "health_worker": words("醫務人員"),
    "police": words("公安民警"),
}

#: The command post's office and its seven groups.
GROUPS = {
    "office": words("指揮部辦公室"),
    "general": words("綜合協調組"),
    "prevention": words("疫情防控組"),
    "treatment": words("醫療救治組"),
    "supplies": words("物資保障組"),
    "publicity": words("宣傳輿情組"),
    "security": words("社會穩定組"),
    "supervision": words("督查問責組"),
}

UNIT_KINDS = {
    "branch": words("臨時黨支部"),
    "party_group": words("黨小組"),
    "vanguard": words("黨員先鋒隊"),
    "department": words("部門"),
    "pickup": words("口岸接返工作組"),
}

#: Those of the party: a branch for a small cell, a group for a micro cell, a vanguard at a checkpoint or hospital.
PARTY_UNITS = ("branch", "party_group", "vanguard")

SLOTS = {
    "village_committee": words("村（社區）"),
    "health": words("衛生"),
    "police": words("公安"),
}


def role_choices() -> list[tuple[str, str]]:
    """Return the roles as Django wants them: by name, so that a pillar's new role needs no migration."""
    return choices(ROLES)


def unit_choices() -> list[tuple[str, str]]:
    """Return the kinds of unit, likewise."""
    return choices(UNIT_KINDS)


def choices(closed: dict[str, str]) -> list[tuple[str, str]]:
    """Return a closed list as Django wants it."""
    return list(closed.items())
