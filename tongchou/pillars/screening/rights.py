"""Who may do which verb of screening. The places come from the post; these are the roles."""

from tongchou.registers.staff.access import allow

LEADS = ("town_lead", "village_lead")
DESK = ("county_command", "county_officer", *LEADS)

allow("screening.read", roles=(*DESK, "field_worker", "auditor", "epidemiologist"))
allow("screening.take_list", roles=("county_officer", "town_lead"))
allow("screening.meet", roles=(*LEADS, "field_worker"))
allow("screening.find", roles=(*LEADS, "field_worker"))
allow("screening.conclude", roles=(*LEADS, "field_worker"))
# A worker hands over what stands in the own cell, within the own village or out of the county; see `hand_over`.
allow("screening.hand_over", roles=("county_officer", *LEADS, "field_worker"))
allow("screening.claim", roles=("county_officer", *LEADS))
allow("screening.take_back", roles=("county_officer", *LEADS))
allow("screening.decide", roles=("county_officer", "town_lead"))
allow("screening.report_zero", roles=LEADS)
allow("screening.report_cell_zero", roles=(*LEADS, "field_worker"))
allow("screening.visit", roles=(*LEADS, "field_worker"))
allow("screening.end_observation", roles=("county_officer", "town_lead"))
allow("screening.end_campaign", roles=("county_officer",))
allow("announcement.take_list", roles=("county_officer", "town_lead"))
allow("announcement.take_down", roles=(*DESK, "field_worker"))
allow("announcement.decide", roles=("county_officer", "town_lead"))
