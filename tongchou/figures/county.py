"""What the registers themselves answer: cells by level, party branches and groups, those who work in them.

The registers lie below the figures and cannot declare here, so these are declared by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np

from tongchou.base.refusals import words
from tongchou.figures.boards import panels_collected
from tongchou.figures.declare import Count, State, declare, declared
from tongchou.registers.places.models import Succession
from tongchou.registers.places.queries import standing_positions, tree
from tongchou.registers.staff.models import Post, Unit
from tongchou.registers.staff.queries import posts_on
from tongchou.registers.staff.roles import PARTY_UNITS

Pairs = Iterable[tuple[int, int]]

#: The levels of the new grid, from the large cell (a town) down.
LEVELS = ("town", "medium", "small", "micro")
#: Helpers that came down to the cells beside the party's members.
HELPERS = ("delegate", "teacher", "volunteer")


def cells(*kinds: str) -> Callable[[date], Pairs]:
    """Return a selection of the cells of some levels, in the tree of the day."""

    def select(on: date) -> Pairs:
        places = tree(on)
        return [(place, place) for kind in kinds for place in places.of_kind(kind).tolist()]

    return select


def merged(kind: str) -> Callable[[date], Pairs]:
    """Return a selection of the cells of an older grid that the new one took in, each where it went."""

    def select(on: date) -> Pairs:
        old = Succession.objects.filter(from_place__kind=kind, edition__from_on__lte=on)
        places = sorted(set(old.values_list("from_place_id", flat=True)))
        positions, now = standing_positions(np.array(places, np.int64), on), tree(on)
        return [(old, int(now.ids[at])) for old, at in zip(places, positions.tolist(), strict=True) if at >= 0]

    return select


def units(kind: str) -> Callable[[date], Pairs]:
    """Return a selection of the branches, groups or departments that stand at places."""

    def select(on: date) -> Pairs:
        return Unit.objects.filter(kind=kind).values_list("pk", "place")

    return select


def holders(**narrowed: object) -> Callable[[date], Pairs]:
    """Return a selection of the people who hold a post on the day, each once at each place."""

    def select(on: date) -> Pairs:
        posts = posts_on(on).filter(**narrowed)
        return posts.values_list("user_id", "place").distinct()

    return select


def kinds_of_helper(on: date) -> str | None:
    """Return the kinds of helper that are at work in the cells on a day, in words, with how many there are of each."""
    posts = posts_on(on).filter(kind__in=HELPERS)
    found = {kind: posts.filter(kind=kind).values("user_id").distinct().count() for kind in HELPERS}
    titles = dict(Post._meta.get_field("kind").choices or ())
    present = [f"{titles[kind]}{number}人" for kind, number in found.items() if number]
    return "、".join(present) if len(present) == len(HELPERS) else None


def where_party_stands(*kinds: str) -> Callable[[date], Pairs]:
    """Return a selection of the places of some kinds at which a party branch or group stands."""

    def select(on: date) -> Pairs:
        stands = Unit.objects.filter(kind__in=PARTY_UNITS).values_list("place", flat=True).distinct()
        wanted = {int(place) for kind in kinds for place in tree(on).of_kind(kind)}
        return [(place, place) for place in stands if place in wanted]

    return select


def party_posts(on: date) -> str | None:
    """Return at how many places of each kind party branches and groups stand."""
    places = tree(on)
    stands = set(Unit.objects.filter(kind__in=PARTY_UNITS).values_list("place", flat=True))
    found = [(words("網格"), sum(1 for kind in LEVELS for p in places.of_kind(kind) if int(p) in stands))]
    found.append((words("卡口"), sum(1 for p in places.of_kind("site") if int(p) in stands)))
    shown = [f"{name}{number}個" for name, number in found if number]
    return "、".join(shown) or None


declare(
    Count(
        name="cells_large",
        title=words("大網格"),
        unit=words("個"),
        definition=words("當日網格版本中的鎮（街道）級網格數。"),
        mission=("L09",),
        select=cells("town"),
        of_tree=True,
    ),
    Count(
        name="cells_medium",
        title=words("中網格"),
        unit=words("個"),
        definition=words("當日網格版本中的村（社區）級網格數。"),
        mission=("L10",),
        select=cells("medium"),
        of_tree=True,
    ),
    Count(
        name="cells_small",
        title=words("小網格"),
        unit=words("個"),
        definition=words("當日網格版本中的小網格數。"),
        mission=("L11",),
        select=cells("small"),
        of_tree=True,
    ),
    Count(
        name="cells_micro",
        title=words("微網格"),
        unit=words("個"),
        definition=words("當日網格版本中的微網格數。"),
        mission=("L12",),
        select=cells("micro"),
        of_tree=True,
    ),
    Count(
        name="cells",
        title=words("網格區"),
        unit=words("個"),
        definition=words("當日網格版本中的大、中、小、微網格之和，不含站點。"),
        mission=("L13",),
        select=cells(*LEVELS),
        of_tree=True,
    ),
    Count(
        name="cells_of_order",
        title=words("併入的綜治網格"),
        unit=words("個"),
        definition=words("已由新網格版本承接的原綜治網格數，計在承接它的地方。"),
        mission=("L08",),
        select=merged("grid_order"),
        of_tree=True,
    ),
    Count(
        name="cells_civic",
        title=words("併入的創文創衛網格"),
        unit=words("個"),
        definition=words("已由新網格版本承接的原創文創衛網格數，計在承接它的地方。"),
        mission=("L106",),
        select=merged("grid_civic"),
        of_tree=True,
    ),
    Count(
        name="party_branches",
        title=words("臨時黨支部"),
        unit=words("個"),
        definition=words("在各級網格設立的臨時黨支部數。"),
        mission=("L06",),
        select=units("branch"),
    ),
    Count(
        name="party_groups",
        title=words("黨小組"),
        unit=words("個"),
        definition=words("在微網格設立的黨小組數。"),
        mission=("L07",),
        select=units("party_group"),
    ),
    Count(
        name="party_members",
        title=words("下沉網格的黨員"),
        unit=words("人"),
        definition=words("當日以黨員身份在網格任職的人數，一人多職只計一次。"),
        mission=("L05",),
        select=holders(kind="party_member"),
    ),
    Count(
        name="workers",
        title=words("參與網格防控的工作人員"),
        unit=words("人"),
        definition=words("當日在任何網格或崗位任職的人數，一人多職只計一次。"),
        mission=("L14",),
        select=holders(),
    ),
    *(
        Count(
            name=f"helpers_{kind}",
            title=title,
            unit=words("人"),
            definition=words("當日以該身份在網格任職的人數，一人多職只計一次。"),
            select=holders(kind=kind),
        )
        for kind, title in (
            ("delegate", words("下沉網格的「兩代表一委員」")),
            ("teacher", words("下沉網格的本地教師")),
            ("volunteer", words("下沉網格的志願者")),
        )
    ),
    Count(
        name="party_cells",
        title=words("設有黨組織的網格"),
        unit=words("個"),
        definition=words("設有臨時黨支部或黨小組的各級網格數。"),
        select=where_party_stands(*LEVELS),
    ),
    Count(
        name="party_sites",
        title=words("設有黨組織的站點"),
        unit=words("個"),
        definition=words("設有臨時黨支部或黨小組的卡口、救治醫院等站點數。"),
        select=where_party_stands("site"),
    ),
    State(
        name="party_posts",
        title=words("「黨建+」崗位"),
        definition=words("設有臨時黨支部或黨小組的網格與卡口數。"),
        mission=("L104",),
        read=party_posts,
    ),
    State(
        name="helpers",
        title=words("下沉網格的各類力量"),
        definition=words("「兩代表一委員」、本地教師、志願者三類均有人在崗時，各類人數。"),
        mission=("L105",),
        read=kinds_of_helper,
    ),
    State(
        name="board_four_pairs",
        title=words("「四雙」"),
        unit=words("對"),
        definition=words("看板「四雙」中兩邊都已有指標採集的對數；有一對未齊則不計。"),
        mission=("G70",),
        read=lambda on: panels_collected("four_pairs"),
    ),
    State(
        name="board_two_gates",
        title=words("「兩道關」"),
        unit=words("道"),
        definition=words("看板中「外防輸入」「內防傳播」已有指標採集的道數；有一道未齊則不計。"),
        mission=("L108",),
        read=lambda on: panels_collected("gates", "關"),
    ),
    State(
        name="board_three_not_delayed",
        title=words("「三不誤」"),
        unit=words("項"),
        definition=words("看板中發展、農時、小康三項已有指標採集的項數；有一項未齊則不計。"),
        mission=("L109",),
        read=lambda on: panels_collected("gates", "不誤"),
    ),
    State(
        name="one_definition",
        title=words("統一口徑的指標"),
        unit=words("個"),
        definition=words("台賬中的指標數；每個指標只有一個口徑，看板、通報、報表同出一源。"),
        mission=("L92",),
        read=lambda on: len(declared()),
    ),
)
