"""Resumption's routes."""

from __future__ import annotations

from django.urls import path

from tongchou.web.home import leads
from tongchou.web.resumption import beside, enterprise, enterprises, own, wording

__all__ = ["wording"]

urlpatterns = [
    path("enterprises/", enterprises.enterprises, name="enterprises"),
    path("enterprises/step/", enterprises.step_many, name="enterprises-step"),
    path("enterprises/<int:case>/", enterprise.enterprise, name="enterprise"),
    path("enterprises/<int:case>/consult/", enterprise.consult, name="enterprise-consult"),
    path("enterprises/<int:case>/apply/", enterprise.apply, name="enterprise-apply"),
    path("enterprises/<int:case>/decide/", enterprise.decide, name="enterprise-decide"),
    path("enterprises/<int:case>/suspend/", enterprise.suspend, name="enterprise-suspend"),
    path("enterprises/<int:case>/take-back/", enterprise.take_back, name="enterprise-take-back"),
    path("enterprises/<int:case>/paper/", enterprise.hand_in, name="enterprise-paper"),
    path("enterprises/<int:case>/answer/", enterprise.answer, name="enterprise-answer"),
    path("enterprises/<int:case>/contact/", enterprise.contact, name="enterprise-contact"),
    path("enterprises/<int:case>/serve/", enterprise.serve, name="enterprise-serve"),
    path("enterprises/<int:case>/difficulty/", enterprise.raise_difficulty, name="enterprise-difficulty"),
    path("enterprises/<int:case>/report/", enterprise.report, name="enterprise-report"),
    path("enterprises/<int:case>/spot-check/", enterprise.spot_check, name="enterprise-spot-check"),
    path("enterprises/papers/<int:number>/", enterprise.paper, name="enterprise-paper-file"),
    path("enterprises/sheets/", beside.sheets, name="sheets"),
    path("enterprises/difficulties/", beside.difficulties, name="difficulties"),
    path("enterprises/difficulties/<int:case>/answer/", beside.answer_difficulty, name="difficulty-answer"),
    path("enterprises/difficulties/<int:case>/settle/", beside.settle_difficulty, name="difficulty-settle"),
    path("enterprises/spot-checks/", beside.spot_checks, name="spot-checks"),
    path("enterprises/spot-checks/<int:case>/mend/", beside.mend, name="spot-check-mend"),
    path("enterprises/policies/", beside.policies, name="policies"),
    path("enterprises/venues/", beside.venues, name="venues"),
    path("enterprise/", own.own, name="own-enterprise"),
]

leads.register("abnormal_workers", "sheets")
leads.register("applications", "enterprises", state="application")
leads.register("difficulties", "difficulties")
leads.register("silent_enterprises", "sheets", state="expected")
leads.register("to_mend", "spot-checks")
