"""The directory of those who work: posts by place, role and kind of helper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.base.refusals import Refused, words
from tongchou.registers.places import queries as places
from tongchou.registers.staff import queries as staff
from tongchou.registers.staff.roles import GROUPS, KINDS, ROLES
from tongchou.web.shell import paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot


@page("staff.read")
def directory(request: HttpRequest) -> HttpResponse:
    """List the posts held in a place today, with filters that stand in the address."""
    reader = who.of(request)
    here = spot(request)
    role, kind = request.GET.get("role", ""), request.GET.get("kind", "")
    if (role and role not in ROLES) or (kind and kind not in KINDS):
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    posts = reader.scope.narrow(staff.posts_on(reader.today), within=here.place)
    waiting = staff.stranded(reader.today, reader.tree) if reader.scope.is_everywhere else posts.none()
    if request.GET.get("stranded"):
        posts = waiting
    posts = posts.filter(**{name: value for name, value in (("role", role), ("kind", kind)) if value})
    if name := request.GET.get("name", "").strip():
        posts = posts.filter(user__display_name__startswith=name)
    total = posts.count()
    shown = list(posts.select_related("user", "unit").order_by("place", "role", "pk")[paging.window(request)])
    labels = places.labels({post.place for post in shown}, reader.today)
    rows = [{"post": post, "place": labels.get(post.place, "")} for post in shown]
    context = {
        "spot": here,
        "stranded": waiting.count(),
        "may_appoint": reader.may("staff.appoint"),
        "leaf": paging.leaf(request, rows, total),
        "roles": ROLES,
        "kinds": KINDS,
        "groups": GROUPS,
        "role": role,
        "kind": kind,
        "name": name,
    }
    return render(request, "web/people/directory.html", context)
