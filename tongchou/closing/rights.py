"""Who may close, and who may freeze a report."""

from __future__ import annotations

from tongchou.base.rights import allow

allow(
    "closing.read", roles=("county_command", "county_officer", "town_lead", "village_lead", "field_worker", "auditor")
)
allow("closing.close_place", roles=("county_command", "town_lead", "village_lead"))
allow("closing.close_day", roles=("county_command", "county_officer"))
allow("closing.cut", roles=("county_command", "county_officer"))
allow("closing.audit", roles=("county_command", "county_officer", "auditor"))
