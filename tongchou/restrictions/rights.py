"""Who may do which verb of restrictions."""

from tongchou.registers.staff.access import allow

LEADS = ("town_lead", "village_lead")
OFFICE = ("county_command", "county_officer")

allow("restrictions.read", roles=(*OFFICE, *LEADS, "epidemiologist", "duty_physician", "auditor"))
allow("restrictions.sign", roles=("epidemiologist",))
allow("restrictions.approve_many", roles=OFFICE)
allow("restrictions.appeal", roles=("county_officer", *LEADS, "site_manager"))
allow("restrictions.answer_appeal", roles=("county_officer", "town_lead"))
allow("restrictions.decide_overdue", roles=("county_officer", "duty_physician"))
