"""Work that belongs to no pillar: posts that an edition of the places left without a place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tongchou.base.refusals import words
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope
from tongchou.registers.staff.queries import stranded
from tongchou.tasks.work import Kind, Left, register


def posts(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the posts whose places were merged away, to whoever may appoint for the whole county."""
    count = stranded(on, tree(on)).count() if scope.is_everywhere else 0
    if count:
        yield Left(tree(on).root, count)


register(
    Kind("posts", words("網格調整後待重新任命"), "", words("原崗位所在的地方已併入他處，請重新任命"), 4, posts,
         verb="staff.appoint")
)  # fmt: skip
