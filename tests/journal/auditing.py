"""Audits of books that others write to: `python -m tests.journal.auditing SCENE`, as in `scenes.py`."""

from __future__ import annotations

import json
import random
import shutil
import sys
from typing import Any

from tests.journal.scenes import EVENING, say, some_entries, state_of_the_books
from tests.journal.scenes import together as at_once
from tongchou.base import clock
from tongchou.journal import facts, reading, recount
from tongchou.journal.posting import post_batch


def meanwhile(seed: int, cases: int, auditors: int) -> dict[str, Any]:
    """Let one post while others audit, and somebody deletes the columns; then audit twice more."""
    rng = random.Random(seed)
    entries = some_entries(rng, cases)
    found: list[str] = []
    left = [1]

    def write() -> None:
        try:
            for start in range(0, len(entries), 2):
                post_batch(entries[start : start + 2])
                if rng.random() < 0.1:
                    shutil.rmtree(facts._home(), ignore_errors=True)
        finally:
            left.clear()

    def audit() -> None:
        while left:
            found.extend(map(str, recount.audit()))

    wrong = at_once(write, *[audit] * auditors)
    state = state_of_the_books()
    kept = facts.opened()
    return {
        "wrong": wrong,
        "found": found,
        "kept up to the last": kept is not None and kept.n == reading.tip().n,
        "anew": list(map(str, recount.audit(anew=True))),
        **state,
    }


if __name__ == "__main__":
    scene, arguments = sys.argv[1], json.loads(sys.argv[2])
    with clock.at(EVENING):
        say(json.dumps(globals()[scene](**arguments)))
