"""Screening's routes."""

from __future__ import annotations

from django.urls import path

from tongchou.web.home import leads
from tongchou.web.people.panels import register
from tongchou.web.restrictions import ways
from tongchou.web.rules import forms
from tongchou.web.screening import addresses, campaigns, checks, disputes, lists, meeting, panel, visits, zero
from tongchou.web.screening.rule_forms import FORMS

register(panel.PANEL)
ways.register("screening", "check")
for kind, form in FORMS.items():
    forms.register(kind, form)

urlpatterns = [
    path("lists/", lists.rosters, name="rosters"),
    path("lists/<int:number>/", lists.roster, name="roster"),
    path("checks/", lists.checks, name="checks"),
    path("checks/meet/", meeting.meet, name="meet"),
    path("checks/<int:case>/", checks.check, name="check"),
    path("checks/<int:case>/finding/", checks.finding, name="check-finding"),
    path("checks/<int:case>/outcome/", checks.outcome, name="check-outcome"),
    path("checks/<int:case>/hand-over/", checks.hand_over, name="check-hand-over"),
    path("checks/<int:case>/take-back/", checks.take_back, name="check-take-back"),
    path("checks/<int:case>/release/", checks.release, name="check-release"),
    path("checks/<int:case>/appeal/", checks.appeal, name="check-appeal"),
    path("checks/<int:case>/decide/", disputes.decide, name="check-decide"),
    path("checks/<int:case>/decide-place/", disputes.decide_place, name="check-decide-place"),
    path("visits/<int:case>/decide/", disputes.decide_visit, name="visit-decide"),
    path("unclaimed/", addresses.unclaimed, name="unclaimed"),
    path("unclaimed/<int:case>/claim/", addresses.claim, name="unclaimed-claim"),
    path("unclaimed/<int:case>/decline/", addresses.decline, name="unclaimed-decline"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("visits/", visits.visits, name="visits"),
    path("visits/answer/", visits.answer, name="visits-answer"),
    path("campaigns/<slug:campaign>/end/", campaigns.end_campaign, name="end-campaign"),
    path("zero/", zero.zero, name="zero"),
    path("zero/report/", zero.report, name="zero-report"),
]

leads.register("key_checks", "checks", state="pending")
leads.register("campaign_checks", "checks", state="pending", group="passport")
leads.register("releases", "checks", state="home-quarantine")
leads.register("visits", "visits")
leads.register("zero_report", "zero")
leads.register("disputes", "disputes")
leads.register("addresses", "unclaimed")
leads.register("no_team", "teams")
