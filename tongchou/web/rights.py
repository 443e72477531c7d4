"""Who may use the pages that belong to no one part: the figures and the books explorer."""

from __future__ import annotations

from tongchou.base.rights import allow

OFFICE = ("county_command", "county_officer")
LEADS = ("town_lead", "village_lead")
CLINICAL = ("epidemiologist", "duty_physician")

allow("intake.take", roles=("county_officer", "town_lead", "site_manager"))
allow("figures.read", roles=(*OFFICE, *LEADS, *CLINICAL, "site_manager", "pickup_lead", "field_worker", "auditor"))
allow("bulletin.read", roles=(*OFFICE, *LEADS, *CLINICAL, "site_manager", "pickup_lead", "field_worker", "auditor"))
allow("bulletin.forms", roles=(*OFFICE, "auditor"))
allow("procedures.retire", roles=OFFICE)
allow("books.settle", roles=OFFICE)
allow("books.read", roles=(*OFFICE, *LEADS, "auditor"))
