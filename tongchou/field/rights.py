"""Who uses the field page, and who sees to its phones."""

from tongchou.base.rights import allow

LEADS = ("town_lead", "village_lead")

allow("field.use", roles=("field_worker", *LEADS))
allow("field.devices", roles=("county_officer", *LEADS))
