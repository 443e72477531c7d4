"""Whoever is signed in stays so until their session ends; and is out at the next request, wherever it was ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.questions import asked
from tests.web.conftest import visitor
from tongchou.registers.staff.models import User

pytestmark = pytest.mark.django_db(databases="__all__")


def is_in(client: Client) -> bool:
    answer = client.get("/figures/")
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def over(client: Client) -> None:
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))


def signed_out(client: Client) -> None:
    again = Client()
    again.cookies = client.cookies.copy()  # type: ignore[assignment]
    assert again.post("/sign-out/").status_code == 302


def forgotten(client: Client) -> None:
    Session.objects.filter(pk=client.session.session_key).delete()


def other_password(client: Client) -> None:
    user = User.objects.get(username="town")
    user.set_password("another-one")
    user.save()


def switched_off(client: Client) -> None:
    User.objects.filter(username="town").update(is_active=False)


def changed(client: Client) -> None:
    session = Session.objects.get(pk=client.session.session_key)
    Session.objects.filter(pk=session.pk).update(session_data="x" + session.session_data)


@pytest.mark.parametrize("ended", [over, signed_out, forgotten, other_password, switched_off, changed])
def test_who_is_out_is_out_at_the_next_request(desk: Callable[[str], Client], ended: Callable[[Client], None]) -> None:
    town, village = desk("town"), visitor("village")
    assert is_in(town)
    ended(town)
    assert not is_in(town)
    assert is_in(village)


def test_a_user_of_a_session_is_whom_the_store_has(desk: Callable[[str], Client]) -> None:
    User.objects.filter(username="town").update(must_change=True)
    user: Any = desk("town").get("/password/").wsgi_request.user
    row = User.objects.get(username="town")
    names = [field.attname for field in User._meta.concrete_fields]
    assert {name: getattr(user, name) for name in names} == {name: getattr(row, name) for name in names}
    assert (user.must_change, user.is_active) == (True, True)
    assert type(user.must_change) is bool


def test_no_made_up_key_is_anybodys(desk: Callable[[str], Client]) -> None:
    desk("town")
    nobody = Client()
    for key in ("x", "' OR 1=1 --", "a" * 32):
        nobody.cookies["sessionid"] = key
        assert not is_in(nobody)


def test_the_session_and_its_user_are_two_questions_of_the_store(desk: Callable[[str], Client]) -> None:
    town = desk("town")
    with asked() as questions:
        assert is_in(town)
    assert sum("FROM staff_user WHERE" in sql for sql in questions) == 1
