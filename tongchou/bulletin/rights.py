"""Who may ask for a roster with names for another department, and who may agree."""

from __future__ import annotations

from tongchou.base.rights import allow

allow("rosters.ask", roles=("county_officer", "town_lead"))
allow("rosters.approve", roles=("county_officer",))
allow("rosters.read", roles=("county_command", "county_officer", "town_lead", "auditor"))
