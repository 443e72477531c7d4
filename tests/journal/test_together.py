"""On SQLite one writes at a time: who waits is done together, in turn, and is answered after the commit."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.models import EntryNumber
from tongchou.journal.together import together

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers at a time")


@on_sqlite
def test_acts_that_wait_are_committed_together_and_a_refused_one_hurts_no_other(store):
    end = store.play("waiting.gathered", senders=6)
    assert end["wrong"] == []
    assert end["answers"] == ["claim_malformed"] * 2 + ["created"] * 4
    assert end["commits"] == [6]
    assert (end["differences"], end["known_at_rises"], end["numbers"]) == ([], True, True)


@on_sqlite
def test_batches_that_wait_are_posted_as_one_and_each_sender_gets_its_own_receipts(store):
    end = store.play("waiting.joined", senders=5)
    assert end["wrong"] == []
    assert end["answers"] == ["created"] * 4 + ["exists"]
    assert (end["entries"], end["own"], end["commits"]) == (4, True, 1)
    assert (end["differences"], end["known_at_rises"], end["numbers"]) == ([], True, True)


@on_sqlite
def test_nobody_is_told_of_an_act_whose_common_commit_failed(store):
    assert store.play("waiting.undone", senders=4) == {"wrong": [], "answers": ["failed"] * 4, "entries": 0}


@on_sqlite
def test_whoever_writes_without_a_pause_lets_others_have_their_turn(store):
    end = store.play("waiting.turns", holds=20)
    assert end["wrong"] == []
    assert end["before"] <= 5


def _arrive() -> None:
    EntryNumber.objects.create(id=new_id())


def _arrive_and_refuse() -> None:
    _arrive()
    raise Refused("no", words("不行"))


@pytest.mark.django_db
def test_within_a_transaction_an_act_is_that_transactions_affair():
    with transaction.atomic():
        together(_arrive)
        with pytest.raises(Refused):
            together(_arrive_and_refuse)
        assert EntryNumber.objects.count() == 1, "a refused act leaves nothing, and the others stand"
        transaction.set_rollback(True)
    assert not EntryNumber.objects.exists(), "it was never durable by itself"
