"""Joint approvals: who restricts many under one rule, and a second person of another organisation who agrees."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tongchou.base.refusals import Refused, words
from tongchou.registers.staff.models import User
from tongchou.restrictions import queries, services
from tongchou.restrictions.kinds import RESTRICTED_ALONE, restricting, rules_on
from tongchou.restrictions.models import Order
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page


@page("restrictions.approve_many")
def approvals(request: HttpRequest) -> HttpResponse:
    """Show who restricted how many in the last day and what was agreed to; agree as a second person."""
    reader = who.of(request)
    rules = rules_on(reader.today)
    if request.method == "POST":
        return acts.act(
            request,
            lambda: _approve(reader, request.POST.get("asked_by", "").strip(), request.POST.get("rule", "")),
            done=lambda _: gettext("已批准，二十四小時內有效。"),
            to=reverse("approvals"),
        )
    since = reader.at - timedelta(hours=24)
    orders = Order.objects.filter(kind__in=restricting(), issued_at__gt=since).order_by()
    issued = orders.values_list("issuer__display_name", "issuer__username", "rule").annotate(many=Count("claim"))
    context = {
        "most": RESTRICTED_ALONE,
        "rules": rules,
        "issued": sorted(issued, key=lambda row: -row[3]),
        "approvals": queries.approvals(reader.scope),
    }
    return render(request, "web/restrictions/approvals.html", context)


def _approve(reader: who.Who, username: str, rule: str) -> object:
    asking = User.objects.filter(username=username, is_active=True).first()
    if asking is None:
        raise Refused("user_unknown", words("沒有這個用戶。"))
    if rule not in rules_on(reader.today):
        raise Refused("rule_unknown", words("請選擇現行的一條規則。"))
    place = reader.own_place(reader.tree)
    return services.approve_many(reader.scope, asked_by=asking.pk, rule=rule, place=place, at=reader.at)
