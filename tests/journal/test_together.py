"""On SQLite one writes at a time: who waits is done together, in turn, and is answered after the commit."""

from __future__ import annotations

import os

import pytest

from tongchou.base.refusals import Refused, words
from tongchou.journal.together import together

pytestmark = pytest.mark.skipif(bool(os.environ.get("TONGCHOU_DATABASE")), reason="PostgreSQL has many writers")


def test_acts_that_wait_are_committed_together_and_a_refused_one_hurts_no_other(store):
    end = store.play("waiting.gathered", senders=6)
    assert end["wrong"] == []
    assert end["answers"] == ["claim_malformed"] * 2 + ["created"] * 4
    assert end["commits"] == [6]
    assert (end["differences"], end["known_at_rises"], end["numbers"]) == ([], True, True)


def test_nobody_is_told_of_an_act_whose_common_commit_failed(store):
    assert store.play("waiting.undone", senders=4) == {"wrong": [], "answers": ["failed"] * 4, "entries": 0}


def test_whoever_writes_without_a_pause_lets_others_have_their_turn(store):
    end = store.play("waiting.turns", holds=20)
    assert end["wrong"] == []
    assert end["before"] <= 5


def test_within_a_transaction_an_act_is_that_transactions_affair():
    def refuse() -> None:
        raise Refused("no", words("不行"))

    assert together(lambda: 1) == 1
    with pytest.raises(Refused):
        together(refuse)
