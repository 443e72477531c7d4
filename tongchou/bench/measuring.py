"""What a measure is, and what it finds: medians and percentiles beside a yardstick that ran in between.

    @measure("posting", yardstick="a bare insert of the same rows")
    def posting(asked: Asked) -> Iterator[Found]: ...

A file of `bench/measures/` registers its own. It runs in an empty home that is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from statistics import median
from time import perf_counter, process_time

from tongchou.base.refusals import NotFound, words


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line; 0 is whatever the measure takes by itself."""

    size: int = 0
    phones: int = 0


@dataclass(frozen=True)
class Bound:
    """A sentence the books are held to, the number that was found, and the one it may not pass.

    `least` turns it round: the number may not stay below.
    """

    text: str
    found: float
    limit: float
    least: bool = False

    @property
    def holds(self) -> bool:
        """Say whether what was found keeps the sentence. A number that is none keeps nothing."""
        return self.found >= self.limit if self.least else self.found <= self.limit


@dataclass(frozen=True)
class Found:
    """One line of a measure: `rows` done `per_second`, the times of its turns, and how long its yardstick took.

    `ratio` is how many times as long as its yardstick it took for the same rows. `facts` are further numbers by name,
    `bounds` what the books are held to at this, and `growth` how many times the median may grow with the size, if said.
    """

    what: str
    rows: int
    per_second: float
    p50_ms: float
    p99_ms: float
    beside_ms: float
    ratio: float
    facts: dict[str, float | str] = field(default_factory=dict)
    bounds: list[Bound] = field(default_factory=list)
    growth: float = 0.0


Run = Callable[[Asked], Iterator[Found]]


@dataclass(frozen=True)
class Measure:
    """A measure by its name, what it is measured against, and what its size counts."""

    name: str
    yardstick: str
    size: str
    run: Run


_measures: dict[str, Measure] = {}


def measure(name: str, *, yardstick: str, size: str) -> Callable[[Run], Run]:
    """Register a measure under the name of its file. `size` says in words what `--size` means to it."""

    def register(run: Run) -> Run:
        assert name not in _measures, f"measure {name} twice"
        _measures[name] = Measure(name, yardstick, size, run)
        return run

    return register


def names() -> list[str]:
    """Return the names of all measures: a file each, none of which is woken by asking."""
    from tongchou.bench import measures as folder

    return sorted(module.name.replace("_", "-") for module in iter_modules(folder.__path__))


def check_name(name: str) -> str:
    """Return a name of a measure that there is.

    Raises:
        NotFound("measure_unknown").
    """
    if name not in names():
        text = words("沒有名為「%(name)s」的測量，現有：%(known)s。")
        raise NotFound("measure_unknown", text, name=name, known="、".join(names()))
    return name


def measure_named(name: str) -> Measure:
    """Return one measure. It reads the books, so Django has to be awake.

    Raises:
        NotFound("measure_unknown").
    """
    import_module(f"tongchou.bench.measures.{check_name(name).replace('-', '_')}")
    return _measures[name]


@dataclass(frozen=True)
class Took:
    """Seconds on the wall, and of this process's processor time."""

    wall: float
    cpu: float


def timed(act: Callable[[], object]) -> Took:
    """Return how long an act took."""
    wall, cpu = perf_counter(), process_time()
    act()
    return Took(perf_counter() - wall, process_time() - cpu)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all do not exceed; the largest of a few."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def compared(what: str, rows: int, turns: Sequence[tuple[Took, Took]], **facts: float | str) -> Found:
    """Return the line of an act and its yardstick that took turns over the same rows."""
    walls = [act.wall for act, _ in turns]
    wall, beside = median(walls), median(yard.wall for _, yard in turns)
    cpu = median(act.cpu for act, _ in turns)
    times = cpu / max(median(yard.cpu for _, yard in turns), 1e-6)
    return Found(
        what,
        rows,
        per_second=rows / wall,
        p50_ms=wall * 1000,
        p99_ms=percentile(walls, 0.99) * 1000,
        beside_ms=beside * 1000,
        ratio=wall / beside,
        facts={"turns": len(turns), "processor ms": round(cpu * 1000, 1), "ratio of it": round(times, 2), **facts},
    )
