"""Where a case stands: a pure function of its claims, whatever the order they arrived in.

No store, no clock, no chart. A claim opens a case (at a class, a state and a place) or extends one of its chains;
claims with the same path are one node. Every rule here is explained in docs/explanation/books.md:

- a node lives while it, or a descendant, has an unsettled claim;
- one living child extends the chain, two are a dispute, and the case stands at the last agreed node;
- settling is never undone; if a living node has only settled claims, something still builds on it: disputed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, NamedTuple, TypeVar, cast


class Chain(IntEnum):
    """What a claim changes."""

    OPEN = 0
    CLASS = 1
    STATE = 2
    PLACE = 3
    #: Changes nothing itself: it only settles others (a reversal, or the end of a claim that waits in vain).
    VOID = 4
    #: What a unit says of itself (see `returns`): a case of a return has a value beside its class, state and place.
    VALUE = 5


#: The chains that lead on from an opening, in the order in which a case is walked along them.
ONWARD = (Chain.CLASS, Chain.STATE, Chain.PLACE, Chain.VALUE)

DISPUTED, WAITING, CONFLICT = 1, 2, 4


class Spot(NamedTuple):
    """Where an opening puts a case. `value` is None in every register but those of returns."""

    register: str
    case_class: str
    state: str
    place: int
    value: int | None = None

    def part(self, chain: Chain) -> str | int | None:
        """Return where the case is along one chain."""
        parts: dict[Chain, str | int | None] = {
            Chain.CLASS: self.case_class,
            Chain.STATE: self.state,
            Chain.PLACE: self.place,
            Chain.VALUE: self.value,
        }
        return parts[chain]


Target = Spot | str | int | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim, as the pure function needs it.

    `target` is a `Spot` for an opening, a class or state name, a place number or a value; `register` is that of the
    account it names. `foreign` says that the predecessor exists, but belongs to another case; `early` that the claim
    settles one that has not arrived.
    """

    id: int
    chain: Chain
    predecessor: int
    target: Target
    register: str = ""
    foreign: bool = False
    early: bool = False


@dataclass(slots=True, eq=False)
class Node:
    """All claims that say the same step from the same node. `origin` is where its root opens."""

    chain: Chain
    target: Target
    origin: Spot
    claims: list[int] = field(default_factory=list)
    children: dict[tuple[Chain, Target], Node] = field(default_factory=dict)
    agreed: bool = False
    lives: bool = False

    def along(self, chain: Chain) -> Target:
        """Return where the case is on one chain at this node, which is the root or lies on that chain."""
        return self.origin.part(chain) if self.chain is Chain.OPEN else self.target


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """One node on a path: its target and the claim that names it."""

    target: T
    claim: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case stands, and the path that led there. `opening` is None while it stands outside."""

    opening: Step[Spot] | None = None
    class_path: tuple[Step[str], ...] = ()
    state_path: tuple[Step[str], ...] = ()
    place_path: tuple[Step[int], ...] = ()
    value_path: tuple[Step[int], ...] = ()
    flags: int = 0

    @property
    def spot(self) -> Spot:
        """Return where the opening put the case."""
        assert self.opening is not None, "a case outside stands nowhere"
        return self.opening.target

    @property
    def register(self) -> str:
        return self.spot.register

    @property
    def case_class(self) -> str:
        return self.class_path[-1].target if self.class_path else self.spot.case_class

    @property
    def state(self) -> str:
        return self.state_path[-1].target if self.state_path else self.spot.state

    @property
    def place(self) -> int:
        return self.place_path[-1].target if self.place_path else self.spot.place

    @property
    def value(self) -> int | None:
        if self.opening is None:
            return None
        return self.value_path[-1].target if self.value_path else self.spot.value

    def tip(self, path: tuple[Step[T], ...]) -> int:
        """Return the claim at the end of one chain, 0 outside."""
        if path:
            return path[-1].claim
        return self.opening.claim if self.opening else 0


def stand(facts: Iterable[Fact], settled: Collection[int]) -> Position:
    """Return where the case of these claims stands.

    `settled` holds the ids of all claims that a decision or a reversal has settled.
    """
    tree = _Tree({fact.id: fact for fact in facts})
    flags = 0
    for fact in tree.facts.values():
        why_not = tree.attach(fact)
        if fact.id not in settled:
            flags |= why_not | (WAITING if fact.early else 0)
    tree.judge(settled)
    living = [root for root in tree.roots.values() if root.lives]
    if not living:
        return Position(flags=flags)
    if len(living) > 1:
        return Position(flags=flags | DISPUTED)
    return _walk(living[0], settled, flags)


class _Tree:
    """The nodes of a case, put together claim by claim; a node is always made after its parent."""

    def __init__(self, facts: dict[int, Fact]) -> None:
        self.facts = facts
        self.roots: dict[Target, Node] = {}
        self.of_claim: dict[int, Node] = {}
        self._nodes: list[Node] = []

    def attach(self, fact: Fact) -> int:
        """Put a claim on its node, after every predecessor it needs; return the flag that says why not, or 0."""
        trail: list[Fact] = []
        seen: set[int] = set()
        at: Fact | None = fact
        while at is not None and at.id not in seen and at.id not in self.of_claim:
            trail.append(at)
            seen.add(at.id)
            at = self.facts.get(at.predecessor) if at.chain in ONWARD else None
        why_not = 0
        for claim in reversed(trail):
            why_not = self._attach(claim)
        return why_not

    def _attach(self, claim: Fact) -> int:
        if claim.chain is Chain.VOID:
            return 0
        if claim.chain is Chain.OPEN:
            spot = cast(Spot, claim.target)
            self._put(claim, self.roots, spot, spot)
            return 0
        if claim.foreign:
            return CONFLICT
        before = self.facts.get(claim.predecessor)
        if before is None:
            return WAITING
        if before.chain not in (Chain.OPEN, claim.chain):
            return CONFLICT
        parent = self.of_claim.get(before.id)
        if parent is None:
            return WAITING
        elsewhere = claim.chain in (Chain.CLASS, Chain.STATE) and claim.register != parent.origin.register
        elsewhere |= claim.chain is Chain.VALUE and parent.origin.value is None
        if elsewhere or claim.target == parent.along(claim.chain):
            return CONFLICT
        self._put(claim, parent.children, (claim.chain, claim.target), parent.origin)
        return 0

    def _put(self, claim: Fact, among: dict[T, Node], key: T, origin: Spot) -> None:
        node = among.get(key)
        if node is None:
            node = among[key] = Node(claim.chain, claim.target, origin)
            self._nodes.append(node)
        node.claims.append(claim.id)
        self.of_claim[claim.id] = node

    def judge(self, settled: Collection[int]) -> None:
        """Say of every node whether somebody still stands by it, and whether it lives. Children come before parents."""
        for node in reversed(self._nodes):
            node.agreed = any(claim not in settled for claim in node.claims)
            node.lives = node.agreed or any(child.lives for child in node.children.values())


def _named_by(node: Node, settled: Collection[int]) -> int:
    """Return the claim that names a node: the earliest that is unsettled, else the earliest."""
    return min((claim in settled, claim) for claim in node.claims)[1]


def _walk(root: Node, settled: Collection[int], flags: int) -> Position:
    if not root.agreed:
        flags |= DISPUTED
    paths: dict[Chain, tuple[Step[Target], ...]] = {}
    for chain in ONWARD:
        node: Node = root
        path: list[Step[Target]] = []
        while True:
            living = [kid for (of, _), kid in node.children.items() if of is chain and kid.lives]
            if len(living) != 1:
                flags |= DISPUTED if living else 0
                break
            node = living[0]
            flags |= 0 if node.agreed else DISPUTED
            path.append(Step(node.target, _named_by(node, settled)))
        paths[chain] = tuple(path)
    return Position(
        Step(root.origin, _named_by(root, settled)),
        cast("tuple[Step[str], ...]", paths[Chain.CLASS]),
        cast("tuple[Step[str], ...]", paths[Chain.STATE]),
        cast("tuple[Step[int], ...]", paths[Chain.PLACE]),
        cast("tuple[Step[int], ...]", paths[Chain.VALUE]),
        flags,
    )
