"""Who may do which verb of the people register. Everyone else sees masks."""

from __future__ import annotations

from tongchou.base.rights import allow

LEADS = ("county_officer", "town_lead", "village_lead")
SITE = ("site_manager", "pickup_lead")
CLINICAL = ("epidemiologist", "duty_physician")

allow(
    "people.cards",
    roles=(*LEADS, "county_command", "field_worker", "site_manager", "pickup_lead", "auditor", *CLINICAL),
)
allow("people.look", roles=(*LEADS, *SITE, "county_command", "field_worker", "epidemiologist"))
allow("people.looks", roles=(*LEADS, "auditor"))
allow("people.take_list", roles=("county_officer", "town_lead"))
allow("people.merge", roles=("county_officer", "town_lead"))
