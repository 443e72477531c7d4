"""The routes of supplies."""

from __future__ import annotations

from django.urls import path

from tongchou.web.home import leads
from tongchou.web.supplies import donations, makers, public, requests, stores

leads.register("below_zero", "supplies")
leads.register("expiring", "supplies")
leads.register("inspections", "donations", state="awaiting-inspection")
leads.register("supply_requests", "supply-requests", state="open")
leads.register("shipments", "supply-shipments")
leads.register("silent_makers", "supply-makers")

urlpatterns = [
    path("", stores.stock, name="supplies"),
    path("receive/", stores.receive, name="supplies-receive"),
    path("send/", stores.send, name="supplies-send"),
    path("count/", stores.count, name="supplies-count"),
    path("write-off/", stores.write_off, name="supplies-write-off"),
    path("requests/", requests.requests, name="supply-requests"),
    path("requests/ask/", requests.ask, name="supply-ask"),
    path("requests/allocate/", requests.allocate, name="supply-allocate"),
    path("requests/<int:case>/withdraw/", requests.withdraw, name="supply-withdraw"),
    path("shipments/", requests.shipments, name="supply-shipments"),
    path("shipments/<int:case>/acknowledge/", requests.acknowledge, name="supply-acknowledge"),
    path("donations/", donations.donations, name="donations"),
    path("donations/give/", donations.give, name="donation-give"),
    path("donations/spend/", donations.spend, name="donation-spend"),
    path("donations/ledger/", public.donation_ledger, name="donation-ledger"),
    path("donations/ledger.csv", public.donation_ledger_csv, name="donation-ledger-csv"),
    path("donations/<int:case>/", donations.donation, name="donation"),
    path("donations/<int:case>/receive/", donations.receive, name="donation-receive"),
    path("donations/<int:case>/deliver/", donations.deliver, name="donation-deliver"),
    path("donations/<int:case>/inspect/", donations.inspect, name="donation-inspect"),
    path("donations/<int:case>/consent/", donations.consent, name="donation-consent"),
    path("makers/", makers.makers, name="supply-makers"),
    path("makers/capacity/", makers.set_capacity, name="supply-capacity"),
    path("makers/<int:number>/begin/", makers.begin, name="supply-begin"),
    path("makers/<int:number>/report/", makers.report, name="supply-report"),
]
