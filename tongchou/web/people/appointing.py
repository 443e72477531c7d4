"""Posts given and ended on the desk, and sign-ins reset: by county officers and town leads, in their places."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.registers.staff import services
from tongchou.registers.staff.models import Post, Unit, User
from tongchou.registers.staff.roles import GROUPS, KINDS, OF_ORGANISATION, ROLES
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import SIGNED_IN, page
from tongchou.web.shell.refusals import sentence
from tongchou.web.shell.spot import Spot, spot


@page("staff.appoint")
def appoint(request: HttpRequest) -> HttpResponse:
    """Give somebody a post at a place, a new user among them."""
    reader = who.of(request)
    here = spot(request)
    if request.method == "POST":
        to = f"{reverse('staff')}?at={here.code}"
        return acts.act(
            request, lambda: _appoint(request, reader, here), done=lambda _: gettext("已任命，今日起到崗。"), to=to
        )
    departments = Unit.objects.filter(kind="department")
    mine = list(ROLES).index(reader.scope.role)
    context = {
        "spot": here,
        "roles": {
            code: title
            for code, title in ROLES.items()
            if code not in OF_ORGANISATION and list(ROLES).index(code) >= mine
        },
        "kinds": KINDS,
        "groups": GROUPS,
        "departments": departments.order_by("name").values_list("name", flat=True).distinct(),
        "username": request.GET.get("username", ""),
        "today": reader.today,
    }
    return render(request, "web/people/appoint.html", context)


def _appoint(request: HttpRequest, reader: who.Who, here: Spot) -> Post:
    said = request.POST
    until = said.get("to_on", "")
    # Whoever may not appoint there leaves no user and no department behind either.
    with transaction.atomic():
        user = services.new_user(reader.scope, said.get("username", "").strip(), name=said.get("name", ""))
        unit = services.department(reader.scope, here.place, said.get("department", ""))
        return services.appoint(
            reader.scope,
            user.pk,
            role=said.get("role", ""),
            place=here.place,
            from_on=who.day_of(said.get("from_on", "")),
            to_on=who.day_of(until) if until else None,
            kind=said.get("kind", ""),
            group=said.get("group", ""),
            unit=unit,
        )


@page("staff.appoint")
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a post today, its last day."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.dismiss(reader.scope, number, last_on=reader.today),
        done=lambda _: gettext("崗位到今日為止。"),
        to=acts.back(request, reverse("staff")),
    )


@page("staff.appoint")
@require_POST
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """Give a user a temporary password and show it, once."""
    reader = who.of(request)
    try:
        chosen = services.reset_sign_in(reader.scope, number, at=reader.at)
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        acts.tell(request, sentence(refusal), tone="bad")
        return redirect("staff")
    context = {"user": User.objects.get(pk=number), "password": chosen}
    return render(request, "web/people/reset.html", context)


@page(SIGNED_IN)
@sensitive_post_parameters("old", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; after somebody else set it, this comes before everything else."""
    reader = who.of(request)
    if request.method != "POST":
        return render(request, "web/people/password.html", {"must": reader.user.must_change})
    old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
    try:
        services.change_password(reader.user, old=old, new=new, again=again)
    except Refused as refusal:
        acts.tell(request, sentence(refusal), tone="bad")
        return redirect("password")
    update_session_auth_hash(request, reader.user)
    acts.tell(request, gettext("密碼已改。"), tone="done")
    return redirect("home")
