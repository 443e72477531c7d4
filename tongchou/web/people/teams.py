"""Three-person teams: who stands in each slot at a place, and forming one where there is none."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.registers.staff import queries as staff
from tongchou.registers.staff import services
from tongchou.registers.staff.models import Team
from tongchou.registers.staff.roles import SLOTS
from tongchou.web.shell import acts, paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import Spot, spot

#: The kind of helper that usually stands in a slot: they are offered first.
KIND_OF = {"village_committee": "village_committee", "health": "health_worker", "police": "police"}
#: People offered for one slot.
OFFERED = 60


@page("staff.read")
def teams(request: HttpRequest) -> HttpResponse:
    """List the fixed teams in a place, and the cells below that have none of their own."""
    reader = who.of(request)
    here = spot(request)
    below = here.tree.below(here.place).tolist()
    fixed = staff.fixed_teams(reader.today)
    spots = [place for place in below if place in fixed]
    shown = spots[paging.window(request)]
    members = staff.team_members([fixed[place] for place in shown], reader.today)
    names = staff.names(user for team in members.values() for user in team.values())
    rows = [
        {
            "code": here.code_of(place),
            "place": here.tree.label(place),
            "slots": [names.get(members.get(fixed[place], {}).get(slot, 0), "") for slot in SLOTS],
        }
        for place in shown
    ]
    context = {
        "spot": here,
        "slots": SLOTS,
        "own": fixed.get(here.place),
        "leaf": paging.leaf(request, rows, len(spots)),
        "may_form": reader.may("staff.form_team"),
        "offers": _offers(reader, here) if reader.may("staff.form_team") else [],
    }
    return render(request, "web/people/teams.html", context)


def _offers(reader: who.Who, here: Spot) -> list[dict[str, Any]]:
    """Return, for each slot, who of the right kind works at the place, below it or above it."""
    near = [*here.tree.below(here.place).tolist(), *here.tree.ancestors(here.place)]
    posts = staff.posts_on(reader.today).filter(place__in=near[:2000]).select_related("user")
    now = staff.team_members([team], reader.today).get(team, {}) if (team := _team(here, reader)) else {}
    found = []
    for slot, title in SLOTS.items():
        people = {post.user_id: post.user for post in posts.filter(kind=KIND_OF[slot])[:OFFERED]}
        options = [(str(number), f"{user.display_name}（{user.username}）") for number, user in people.items()]
        found.append({"slot": slot, "title": title, "options": options, "now": str(now.get(slot, ""))})
    return found


def _team(here: Spot, reader: who.Who) -> int:
    return staff.fixed_teams(reader.today).get(here.place, 0)


@page("staff.form_team")
@require_POST
def form(request: HttpRequest) -> HttpResponse:
    """Form the fixed team of a place, or change who stands in its slots."""
    reader = who.of(request)
    here = spot(request)

    def verb() -> object:
        members = {slot: int(user) for slot in SLOTS if (user := request.POST.get(slot, "")).isdecimal()}
        if not members:
            raise Refused("nobody_chosen", words("請至少選一個人。"))
        number = _team(here, reader)
        if not number:
            return services.form_team(reader.scope, here.place, members=members, from_on=reader.today)
        team = Team.objects.get(pk=number)
        return [
            services.set_slot(reader.scope, team, slot=slot, user=user, from_on=reader.today)
            for slot, user in members.items()
        ]

    to = f"{reverse('teams')}?at={here.code}"
    return acts.act(request, verb, done=lambda _: gettext("小組已定，今日起由其負責。"), to=to)
