"""At the end people are gone, and the books still prove what they said."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.screening.conftest import NOW, TODAY
from tests.screening.test_conclude import refusal
from tongchou.base import clock
from tongchou.closing.close import close_day
from tongchou.closing.keys import public_key
from tongchou.closing.seal import folder_of
from tongchou.closing.verify import verify
from tongchou.journal.models import Claim, Salt
from tongchou.pillars.screening.models import Check
from tongchou.pillars.screening.services import conclude
from tongchou.procedures.retire import retire
from tongchou.registers.people.models import Link, Person

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def closed(acting, listed):
    """Conclude one check, and close its day."""
    (case,) = listed("罗镜社区")
    conclude(acting("village"), {case: "cleared"}, at=NOW)
    at = clock.local(TODAY, 24, 5)
    with clock.at(at):
        close_day(TODAY, user=None, at=at)
    return at


def test_nothing_is_retired_while_something_is_unsealed(listed):
    listed("罗镜社区")
    assert refusal(retire, at=NOW).code == "not_sealed"
    assert Person.objects.count() == 1


def test_retiring_erases_people_and_salts_and_the_day_book_still_verifies(closed):
    done = retire(at=closed)
    assert (done.people, done.salts > 0) == (1, True)
    assert [m.objects.count() for m in (Person, Link, Check, Salt)] == [0, 0, 0, 0]
    assert Claim.objects.count() > 0
    assert verify(folder_of(TODAY), public_key(settings.HOME)) == []
