"""Who may do which verb of the places register."""

from __future__ import annotations

from tongchou.base.rights import allow

allow("places.take_list", roles=("county_officer",))
allow("places.reorganise", roles=("county_officer",))
