"""Who may read, write and approve rule data: never the same person twice for one edition."""

from tongchou.registers.staff.access import allow
from tongchou.registers.staff.roles import ROLES

allow("rules.read", roles=tuple(ROLES))
allow("rules.propose", roles=("county_officer",))
allow("rules.approve", roles=("county_officer", "county_command"))
