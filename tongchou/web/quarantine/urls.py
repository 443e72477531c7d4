"""Quarantine's routes."""

from __future__ import annotations

from django.urls import path

from tongchou.web.home import leads
from tongchou.web.people.panels import register
from tongchou.web.quarantine import daily, panel, papers, requests, sites, stays, trips
from tongchou.web.restrictions import ways

register(panel.PANEL)
ways.register("quarantine:stay", "stay")

urlpatterns = [
    path("quarantine/", sites.sites, name="sites"),
    path("quarantine/sites/<str:code>/", sites.site, name="site"),
    path("quarantine/sites/<str:code>/rooms/", sites.add_rooms, name="site-rooms"),
    path("quarantine/sites/<str:code>/rooms/turn/", sites.turn_rooms, name="site-turn-rooms"),
    path("quarantine/sites/<str:code>/admit/", sites.admit, name="site-admit"),
    path("quarantine/requests/", requests.requests, name="requests"),
    path("quarantine/requests/order/", requests.order, name="requests-order"),
    path("quarantine/requests/hold/", requests.hold, name="requests-hold"),
    path("quarantine/requests/withdraw/", requests.withdraw, name="requests-withdraw"),
    path("quarantine/requests/missing/", requests.ask_missing, name="requests-missing"),
    path("quarantine/on-call/", requests.put_on_call, name="on-call"),
    path("quarantine/stays/", stays.stays, name="stays"),
    path("quarantine/stays/<int:case>/", stays.stay, name="stay"),
    path("quarantine/stays/<int:case>/release/", stays.release, name="stay-release"),
    path("quarantine/stays/<int:case>/home/", stays.to_home, name="stay-home"),
    path("quarantine/stays/<int:case>/hospital/", stays.to_hospital, name="stay-hospital"),
    path("quarantine/stays/<int:case>/positive/", stays.positive, name="stay-positive"),
    path("quarantine/stays/<int:case>/confirm/", stays.confirm, name="stay-confirm"),
    path("quarantine/stays/<int:case>/extend/", stays.extend, name="stay-extend"),
    path("quarantine/stays/<int:case>/support/", stays.support, name="stay-support"),
    path("quarantine/stays/<int:case>/room/", stays.move_room, name="stay-room"),
    path("quarantine/stays/<int:case>/at-home/", stays.answer_home, name="stay-at-home"),
    path("quarantine/stays/<int:case>/appeal/", stays.appeal, name="stay-appeal"),
    path("quarantine/stays/<int:case>/papers/<slug:kind>.<slug:fmt>", papers.paper, name="stay-paper"),
    path("quarantine/temperatures/", daily.readings, name="readings"),
    path("quarantine/temperatures/record/", daily.record, name="readings-record"),
    path("quarantine/due/", daily.due, name="due-releases"),
    path("quarantine/due/release/", daily.release_due, name="due-release"),
    path("quarantine/care/", daily.care, name="care"),
    path("quarantine/care/settle/", daily.settle_care, name="care-settle"),
    path("quarantine/trips/", trips.trips, name="trips"),
    path("quarantine/trips/plan/", trips.plan, name="trip-plan"),
    path("quarantine/trips/<int:case>/", trips.trip, name="trip"),
    path("quarantine/trips/<int:case>/depart/", trips.depart, name="trip-depart"),
    path("quarantine/trips/<int:case>/arrive/", trips.arrive, name="trip-arrive"),
    path("quarantine/trips/<int:case>/cancel/", trips.cancel, name="trip-cancel"),
]

for kind, route in (
    ("requests", "requests"),
    ("at_home", "stays"),
    ("care", "care"),
    ("trips", "trips"),
    ("arrivals", "sites"),
    ("readings", "readings"),
    ("releases", "due-releases"),
    ("rooms", "sites"),
    ("reported", "stays"),
):
    leads.register(f"quarantine_{kind}", route)
