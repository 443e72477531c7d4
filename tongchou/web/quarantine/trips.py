"""Pick-up trips: flights, teams in rotation, the manifest, and the signatures at both ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.pillars.quarantine import queries, rules, services
from tongchou.registers.places import queries as places
from tongchou.registers.staff.models import Unit
from tongchou.web.quarantine.showing import pairs, rooms_chosen, site_asked, sites_of, stay_rows, ticked
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page


@page("quarantine.read")
def trips(request: HttpRequest) -> HttpResponse:
    """List trips, newest first, the day's rotation, and whoever waits to be fetched."""
    reader = who.of(request)
    rows = queries.trips(reader.scope)
    labels = places.labels({p for row in rows for p in (row.place, row.doc.site)}, reader.today)
    on_duty = services.teams_on(reader.today)
    names = dict(Unit.objects.filter(kind="pickup").values_list("pk", "name"))
    ports = places.labels(set(on_duty.values()), reader.today)
    may_plan = reader.may("quarantine.plan_trip")
    waiting = queries.stays(reader.scope, states=("ordered",), limit=200) if may_plan else []
    context = {
        "rows": [
            {"row": row, "port": labels.get(row.place, ""), "site": labels.get(row.doc.site, ""),
             "team": names.get(row.doc.team, "")}
            for row in rows
        ],
        "rotation": sorted((names.get(team, ""), ports.get(port, ""), team) for team, port in on_duty.items()),
        "waiting": stay_rows(reader, waiting),
        "sites": sites_of(reader),
        "may_plan": may_plan,
    }  # fmt: skip
    return render(request, "web/quarantine/trips.html", context)


@page("quarantine.plan_trip")
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a trip for the ticked people."""
    reader = who.of(request)
    team = request.POST.get("team", "")
    return acts.act(
        request,
        lambda: services.plan_trip(
            reader.scope,
            ticked(request),
            team=int(team) if team.isdecimal() else 0,
            site=site_asked(request, reader),
            flight=request.POST.get("flight", "").strip(),
            vehicle=request.POST.get("vehicle", "").strip(),
            at=reader.at,
        ),
        done=lambda _: gettext("車次已安排，名單已交接返工作組。"),
        to=reverse("trips"),
    )


@page("quarantine.read")
def trip(request: HttpRequest, case: int) -> HttpResponse:
    """Show a trip with its manifest, to be signed at the port and at the site."""
    reader = who.of(request)
    row = queries.trip(reader.scope, case)
    aboard = stay_rows(reader, queries.stays(reader.scope, states=("*",), cases=row.stays, limit=200))
    labels = places.labels({row.place, row.doc.site}, reader.today)
    may_admit = reader.may("quarantine.admit") and reader.scope.covers(row.doc.site)
    rooms = queries.rooms(reader.scope, site=row.doc.site, state="ready") if may_admit else []
    context: dict[str, Any] = {
        "row": row,
        "port": labels[row.place],
        "site": labels[row.doc.site],
        "team": Unit.objects.filter(pk=row.doc.team).values_list("name", flat=True).first() or "",
        "aboard": aboard,
        "rooms": rooms,
        "sharing": rules.SHARING,
        "may_run": reader.may("quarantine.run_trip"),
        "may_admit": may_admit,
    }
    return render(request, "web/quarantine/trip.html", context)


def _act(request: HttpRequest, case: int, verb: Any, text: str) -> HttpResponse:
    return acts.act(request, verb, done=lambda receipt: acts.booked(receipt, text), to=reverse("trip", args=[case]))


@page("quarantine.run_trip")
@require_POST
def depart(request: HttpRequest, case: int) -> HttpResponse:
    """Sign for everyone at the port."""
    reader = who.of(request)
    text = gettext("已在口岸簽收，點對點出發。")
    return _act(request, case, lambda: services.depart(reader.scope, case, at=reader.at), text)


@page("quarantine.run_trip")
@require_POST
def cancel(request: HttpRequest, case: int) -> HttpResponse:
    """Cancel a trip that has not departed."""
    reader = who.of(request)
    return _act(request, case, lambda: services.cancel_trip(reader.scope, case, at=reader.at), gettext("車次已取消。"))


@page("quarantine.admit")
@require_POST
def arrive(request: HttpRequest, case: int) -> HttpResponse:
    """Sign for everyone at the site, a room each."""
    reader = who.of(request)

    def verb() -> Any:
        chosen = rooms_chosen(request)
        return services.arrive(reader.scope, case, chosen, sharing=pairs(request, "sharing"), at=reader.at)

    return _act(request, case, verb, gettext("隔離點已簽收，全部入住。"))
