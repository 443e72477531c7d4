"""Who may do which verb of resumption. The places come from the post; a clerk's organisation does too."""

from tongchou.registers.staff.access import allow

OFFICE = ("county_officer", "town_lead")
#: An enterprise acts for itself; a town or the county may enter for one that cannot.
FOR_ENTERPRISE = (*OFFICE, "enterprise_clerk")

allow("resumption.read", roles=("county_command", *OFFICE, "village_lead", "auditor", "enterprise_clerk"))
allow("resumption.survey", roles=("county_command", *OFFICE, "village_lead", "auditor"))
allow("resumption.own", roles=("enterprise_clerk",))
allow("resumption.take_list", roles=OFFICE)
allow("resumption.consult", roles=OFFICE)
allow("resumption.apply", roles=FOR_ENTERPRISE)
allow("resumption.inspect", roles=OFFICE)
allow("resumption.decide", roles=OFFICE)
allow("resumption.suspend", roles=OFFICE)
allow("resumption.take_back", roles=OFFICE)
allow("resumption.serve", roles=OFFICE)
allow("resumption.raise", roles=FOR_ENTERPRISE)
allow("resumption.answer", roles=OFFICE)
allow("resumption.spot_check", roles=(*OFFICE, "village_lead"))
allow("resumption.report", roles=FOR_ENTERPRISE)
allow("resumption.lend", roles=("county_officer",))
