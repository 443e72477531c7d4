"""Who may do which verb of supplies. The places come from the post; these are the roles."""

from tongchou.registers.staff.access import allow

OFFICE = ("county_command", "county_officer")
LEADS = ("town_lead", "village_lead")
KEEPERS = ("county_officer", "storekeeper")

allow("supplies.read", roles=(*OFFICE, *LEADS, "storekeeper", "auditor"))
allow("supplies.ledger", roles=(*OFFICE, *LEADS, "storekeeper", "field_worker", "auditor"))
allow("supplies.donors", roles=KEEPERS)
allow("supplies.take_donations", roles=("county_officer",))
allow("supplies.receive", roles=KEEPERS)
allow("supplies.inspect", roles=KEEPERS)
allow("supplies.send", roles=KEEPERS)
allow("supplies.acknowledge", roles=(*LEADS, "field_worker", *KEEPERS))
allow("supplies.ask", roles=(*LEADS, *KEEPERS))
allow("supplies.allocate", roles=KEEPERS)
allow("supplies.count", roles=KEEPERS)
allow("supplies.write_off", roles=KEEPERS)
allow("supplies.spend", roles=("county_officer",))
allow("supplies.makers", roles=("county_officer",))
allow("supplies.report_output", roles=("county_officer", "town_lead"))
