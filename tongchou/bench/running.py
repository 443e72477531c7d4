"""Runs one measure in an empty home, in a process of its own: `python -m tongchou.bench.running NAME '{"size": 0}'`.

What it found is its last line of output, as JSON; what Django or a server says meanwhile goes to the other stream.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tongchou.base.refusals import Refused, words
from tongchou.bench.measuring import Asked, measure_named
from tongchou.bench.results import shortly
from tongchou.bench.stores import a_home

#: Measures that only read seeded books, so that those of a home that was kept serve them.
READS = ("audit", "drill", "figures", "known-at")


def run(name: str, asked: Asked, *, store: str, kept: Path | None = None) -> dict[str, Any]:
    """Run a measure on a store of its own; return what it found, by name.

    Seeded books are kept in a folder of `kept` for each store and size, where it is given, and used again.

    Raises:
        Refused("store_unknown"), Refused("postgresql_missing"), Refused("measure_failed").
    """
    home = kept / f"{store}-{shortly(asked.size)}" if kept and name in READS else None
    with a_home(store, home) as environment:
        command = [sys.executable, "-m", __name__, name, json.dumps(asdict(asked))]
        done = subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Refused("measure_failed", words("測量「%(name)s」沒有做完，原因見上。"), name=name)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {"measure": name, "store": store, "asked": {k: v for k, v in asdict(asked).items() if v}} | answer


def main(name: str, asked: str) -> None:
    """Make the home, measure, and print."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.HOME.prepare()
    django.setup()
    for store in settings.DATABASES:
        call_command("migrate", database=store, verbosity=0, interactive=False)
    from tongchou.bench.machine import LOOP, loop, machine

    measure = measure_named(name)
    ran_on, before = machine(), loop()
    found = [asdict(one) for one in measure.run(Asked(**json.loads(asked)))]
    ran_on[LOOP] = f"{before:.2f} before, {loop():.2f} after"
    told = {"yardstick": measure.yardstick, "size": measure.size, "machine": ran_on, "found": found}
    sys.stdout.write("\n" + json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
