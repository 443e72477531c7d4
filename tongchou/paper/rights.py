"""Who prints a day sheet, and who keys one back: those who conclude checks."""

from tongchou.registers.staff.access import allow

LEADS = ("town_lead", "village_lead")

allow("paper.print", roles=(*LEADS, "field_worker"))
allow("paper.key", roles=(*LEADS, "field_worker"))
allow("paper.read", roles=("county_officer", *LEADS, "field_worker", "auditor"))
