"""The verbs of quarantine: its only writers. Each reads no clock (`at` comes from the door) and posts one entry."""

from tongchou.pillars.quarantine.services.erasing import erase_documents
from tongchou.pillars.quarantine.services.home import Answer, answer_home, settle_care
from tongchou.pillars.quarantine.services.ledger import settle_said
from tongchou.pillars.quarantine.services.orders import (
    confirm,
    extend,
    found_positive,
    order,
    release,
    to_home,
    to_hospital,
)
from tongchou.pillars.quarantine.services.readings import Taken, carry_readings, open_readings, record_readings
from tongchou.pillars.quarantine.services.requests import (
    Ask,
    hold,
    lapse_holds,
    on_call,
    put_on_call,
    refuse,
    request,
    withdraw,
)
from tongchou.pillars.quarantine.services.rooms import (
    add_rooms,
    admit,
    close_rooms,
    disinfect,
    move_room,
    reopen_rooms,
    rooms_at,
)
from tongchou.pillars.quarantine.services.support import give_support
from tongchou.pillars.quarantine.services.trips import arrive, cancel_trip, depart, plan_trip, teams_on

__all__ = [
    "Answer",
    "Ask",
    "Taken",
    "add_rooms",
    "admit",
    "answer_home",
    "arrive",
    "cancel_trip",
    "carry_readings",
    "close_rooms",
    "confirm",
    "depart",
    "disinfect",
    "erase_documents",
    "extend",
    "found_positive",
    "give_support",
    "hold",
    "lapse_holds",
    "move_room",
    "on_call",
    "open_readings",
    "order",
    "plan_trip",
    "put_on_call",
    "record_readings",
    "refuse",
    "release",
    "reopen_rooms",
    "request",
    "rooms_at",
    "settle_care",
    "settle_said",
    "teams_on",
    "to_home",
    "to_hospital",
    "withdraw",
]
