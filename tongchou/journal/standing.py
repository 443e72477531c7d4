"""Where a case stands: a pure function of its claims, whatever the order they arrived in.

No store, no clock, no chart. A claim opens a case (at a class, a state and a place) or extends one of its three chains;
claims with the same path are one node. BOOKS.md, "Claims", is the source of every rule here:

- a node lives while it, or a descendant, has an unsettled claim;
- one living child extends the chain, two are a dispute, and the case stands at the last agreed node;
- settling is never undone; if a living node has only settled claims, something still builds on it: disputed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import IntEnum


class Chain(IntEnum):
    """What a claim changes."""

    OPEN = 0
    CLASS = 1
    STATE = 2
    PLACE = 3
    #: Changes nothing itself: it only settles others (a reversal, or the end of a claim that waits in vain).
    VOID = 4


DISPUTED, WAITING, CONFLICT = 1, 2, 4



@dataclass(frozen=True, slots=True)
class Fact:
    """One claim, as the pure function needs it.

    `target` is (register, class, state, place) for an opening, a class or state name, or a place number. `foreign`
    says that the predecessor exists, but belongs to another case.
    """

    id: int
    chain: Chain
    predecessor: int
    target: object
    foreign: bool = False


@dataclass(slots=True)
class Node:
    """All claims that say the same step from the same node."""

    chain: Chain
    target: object
    parent: Node | None
    claims: list[int] = field(default_factory=list)
    children: dict[tuple[Chain, object], Node] = field(default_factory=dict)

    def lives(self, settled: Collection[int]) -> bool:
        return self.agreed(settled) or any(child.lives(settled) for child in self.children.values())

    def agreed(self, settled: Collection[int]) -> bool:
        """Say whether somebody still stands by this very step."""
        return any(claim not in settled for claim in self.claims)

    def tip(self, settled: Collection[int]) -> int:
        """Return the claim that names this node: the earliest that is unsettled, else the earliest."""
        return min((claim in settled, claim) for claim in self.claims)[1]


@dataclass(frozen=True, slots=True)
class Step:
    """One node on a path: its target and the claim that names it."""

    target: object
    claim: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case stands, and the path that led there. `opening` is None while it stands outside."""

    opening: Step | None = None
    class_path: tuple[Step, ...] = ()
    state_path: tuple[Step, ...] = ()
    place_path: tuple[Step, ...] = ()
    flags: int = 0

    def _last(self, path: tuple[Step, ...], part: int) -> object:
        assert self.opening is not None, "a case outside has no place"
        return path[-1].target if path else self.opening.target[part]  # type: ignore[index]

    @property
    def register(self) -> str:
        assert self.opening is not None
        return str(self.opening.target[0])  # type: ignore[index]

    @property
    def case_class(self) -> str:
        return str(self._last(self.class_path, 1))

    @property
    def state(self) -> str:
        return str(self._last(self.state_path, 2))

    @property
    def place(self) -> int:
        place = self._last(self.place_path, 3)
        assert isinstance(place, int)
        return place

    def tip(self, path: tuple[Step, ...]) -> int:
        """Return the claim at the end of one chain, 0 outside."""
        if path:
            return path[-1].claim
        return self.opening.claim if self.opening else 0


def stand(facts: Iterable[Fact], settled: Collection[int]) -> Position:
    """Return where the case of these claims stands.

    `settled` holds the ids of all claims that a decision or a reversal has settled.
    """
    by_id = {fact.id: fact for fact in facts}
    roots: dict[object, Node] = {}
    nodes: dict[int, Node] = {}
    flags = 0
    for fact in by_id.values():
        found = _place_claim(fact, by_id, nodes, roots)
        if not isinstance(found, Node) and fact.id not in settled:
            flags |= found
    living = [root for root in roots.values() if root.lives(settled)]
    if not living:
        return Position(flags=flags)
    if len(living) > 1:
        return Position(flags=flags | DISPUTED)
    return _walk(living[0], settled, flags)


def _place_claim(fact: Fact, by_id: dict[int, Fact], nodes: dict[int, Node], roots: dict[object, Node]) -> Node | int:
    """Put a claim, and first every predecessor it needs, on its node; or return the flag that says why not."""
    trail = [fact]
    while trail[-1].chain not in (Chain.OPEN, Chain.VOID) and trail[-1].id not in nodes:
        before = by_id.get(trail[-1].predecessor)
        if before is None or before in trail:
            break
        trail.append(before)
    outcome: Node | int = 0
    for claim in reversed(trail):
        outcome = nodes[claim.id] if claim.id in nodes else _attach(claim, by_id, nodes, roots)
        if isinstance(outcome, Node) and claim.id not in nodes:
            outcome.claims.append(claim.id)
            nodes[claim.id] = outcome
    return outcome


def _attach(claim: Fact, by_id: dict[int, Fact], nodes: dict[int, Node], roots: dict[object, Node]) -> Node | int:
    if claim.chain is Chain.VOID:
        return 0
    if claim.chain is Chain.OPEN:
        return roots.setdefault(claim.target, Node(Chain.OPEN, claim.target, None))
    if claim.foreign:
        return CONFLICT
    before = by_id.get(claim.predecessor)
    if before is None:
        return WAITING
    if before.chain not in (Chain.OPEN, claim.chain):
        return CONFLICT
    parent = nodes.get(before.id)
    if parent is None:
        return WAITING
    here = parent.target[int(claim.chain)] if parent.chain is Chain.OPEN else parent.target  # type: ignore[index]
    if claim.target == here:
        return CONFLICT
    key = (claim.chain, claim.target)
    return parent.children.setdefault(key, Node(claim.chain, claim.target, parent))


def _walk(root: Node, settled: Collection[int], flags: int) -> Position:
    if not root.agreed(settled):
        flags |= DISPUTED
    paths: dict[Chain, tuple[Step, ...]] = {}
    for chain in (Chain.CLASS, Chain.STATE, Chain.PLACE):
        node, path = root, []
        while True:
            living = [kid for (of, _), kid in node.children.items() if of is chain and kid.lives(settled)]
            if len(living) != 1:
                flags |= DISPUTED if living else 0
                break
            node = living[0]
            flags |= 0 if node.agreed(settled) else DISPUTED
            path.append(Step(node.target, node.tip(settled)))
        paths[chain] = tuple(path)
    opening = Step(root.target, root.tip(settled))
    return Position(opening, paths[Chain.CLASS], paths[Chain.STATE], paths[Chain.PLACE], flags)


@dataclass(frozen=True, slots=True)
class Shift:
    """One case leaving (class, state, place) for another; `sign` is -1 where a step is undone. None is outside."""

    before: tuple[str, str, int] | None
    after: tuple[str, str, int] | None
    sign: int
    claim: int


def shifts(old: Position, new: Position, *, cause: int) -> list[Shift]:
    """Return the walk from one position to another, step by step, so that the books can post it.

    Steps that left the path are undone backwards, with count -1 between their two states, at the case's present place;
    then class and place move; then the new states follow. `cause` is the claim blamed for what is undone.
    """
    if _same_opening(old, new):
        return _between(old, new, cause)
    walk: list[Shift] = []
    if old.opening is not None:
        bare = Position(old.opening)
        walk += _between(old, bare, cause)
        walk.append(Shift(None, _spot(bare), -1, cause))
    if new.opening is not None:
        bare = Position(new.opening)
        walk.append(Shift(None, _spot(bare), 1, new.opening.claim))
        walk += _between(bare, new, cause)
    return walk


def _same_opening(old: Position, new: Position) -> bool:
    if old.opening is None or new.opening is None:
        return old.opening is None and new.opening is None
    return old.opening.target == new.opening.target


def _spot(position: Position) -> tuple[str, str, int]:
    return position.case_class, position.state, position.place


def _common(old: tuple[Step, ...], new: tuple[Step, ...]) -> int:
    length = 0
    for mine, other in zip(old, new, strict=False):
        if mine.target != other.target:
            break
        length += 1
    return length


def _between(old: Position, new: Position, cause: int) -> list[Shift]:
    if old.opening is None or new.opening is None:
        return []
    _, class0, state0, place0 = old.opening.target  # type: ignore[misc]
    case_class, place = old.case_class, old.place
    walk: list[Shift] = []
    kept = _common(old.state_path, new.state_path)
    states = [state0, *(step.target for step in old.state_path)]
    for i in range(len(old.state_path), kept, -1):
        walk.append(Shift((case_class, states[i - 1], place), (case_class, states[i], place), -1, cause))
    state = states[kept]
    for frm, to, sign, claim in _turns(old.class_path, new.class_path, class0, cause):
        walk.append(Shift((frm, state, place), (to, state, place), sign, claim))  # type: ignore[arg-type]
        case_class = to if sign > 0 else frm  # type: ignore[assignment]
    for frm, to, sign, claim in _turns(old.place_path, new.place_path, place0, cause):
        walk.append(Shift((case_class, state, frm), (case_class, state, to), sign, claim))  # type: ignore[arg-type]
        place = to if sign > 0 else frm  # type: ignore[assignment]
    for step in new.state_path[kept:]:
        walk.append(Shift((case_class, state, place), (case_class, step.target, place), 1, step.claim))  # type: ignore[arg-type]
        state = step.target
    return walk


def _turns(
    old: tuple[Step, ...], new: tuple[Step, ...], origin: object, cause: int
) -> Iterable[tuple[object, object, int, int]]:
    """Yield (from, to, sign, claim): what left the path undone backwards, then what joined it."""
    kept = _common(old, new)
    stops = [origin, *(step.target for step in old)]
    for i in range(len(old), kept, -1):
        yield stops[i - 1], stops[i], -1, cause
    here = stops[kept]
    for step in new[kept:]:
        yield here, step.target, 1, step.claim
        here = step.target
