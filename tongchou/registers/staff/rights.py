"""Who may do which verb of the staff register."""

from __future__ import annotations

from tongchou.base.rights import allow

allow("staff.read", roles=("county_command", "county_officer", "town_lead", "village_lead", "auditor"))
allow("staff.take_list", roles=("county_officer", "town_lead"))
allow("staff.appoint", roles=("county_officer", "town_lead"))
allow("staff.form_team", roles=("county_officer", "town_lead", "village_lead"))
