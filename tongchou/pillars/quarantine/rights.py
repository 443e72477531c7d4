"""Who may do which verb of quarantine. The places come from the post; these are the roles.

The field asks (`request`); the command post's officers order, extend and release; a site admits, reads temperatures
and gives what people need; a pick-up team fetches.
"""

from tongchou.registers.staff.access import allow

LEADS = ("town_lead", "village_lead")
AUTHORITY = ("county_officer", "county_command")
SITE = ("site_manager", "county_officer")

allow("quarantine.read", roles=(*AUTHORITY, *LEADS, "field_worker", "site_manager", "pickup_lead", "auditor"))
allow("quarantine.request", roles=(*LEADS, "field_worker", "county_officer", "pickup_lead"))
allow("quarantine.hold", roles=(*AUTHORITY, "town_lead", "site_manager", "pickup_lead"))
allow("quarantine.order", roles=AUTHORITY)
allow("quarantine.extend", roles=AUTHORITY)
allow("quarantine.release", roles=AUTHORITY)
allow("quarantine.put_on_call", roles=AUTHORITY)
allow("quarantine.answer_home", roles=(*LEADS, "field_worker", "county_officer", "pickup_lead", "site_manager"))
allow("quarantine.care", roles=(*LEADS, "field_worker", "county_officer"))
allow("quarantine.plan_trip", roles=("county_officer",))
allow("quarantine.run_trip", roles=("county_officer", "pickup_lead"))
allow("quarantine.admit", roles=SITE)
allow("quarantine.rooms", roles=SITE)
allow("quarantine.read_temperatures", roles=SITE)
allow("quarantine.support", roles=SITE)
allow("quarantine.to_hospital", roles=SITE)
allow("quarantine.paper", roles=(*AUTHORITY, "site_manager"))
allow("quarantine.take_list", roles=("county_officer", "site_manager"))
