"""Places and the dated trees they stand in.

A place is a permanent number with a code and nothing else that can move: order, depth, parent and name belong to a
node, which is that place in one edition. An edition holds the whole tree, so the tree of any day is one read, and the
editions themselves are the history of the nodes.
"""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from tongchou.base.refusals import words
from tongchou.journal.fields import DayField

#: What a place is. The order is from the county down; the two older grids stand beside each other in one edition.
KINDS = {
    "county": words("縣（市）"),
    "town": words("鎮（街道）"),
    "medium": words("村（社區）"),
    "small": words("小網格"),
    "micro": words("微網格"),
    "site": words("站點"),
    "store": words("物資倉"),
    "farm": words("農場"),
    "grid_order": words("綜治網格"),
    "grid_civic": words("創文創衛網格"),
}

#: The three key areas (社區、農村、城鄉結合部) and, for what is none of them, nothing.
AREA_KINDS = {
    "": words("未分"),
    "community": words("社區"),
    "rural": words("農村"),
    "fringe": words("城鄉結合部"),
}


class Place(models.Model):
    """A place for good: its number and its code are given once and never given to another. Never deleted."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)
    area_kind = models.CharField(max_length=12, blank=True)
    opened_on = DayField()

    # A bare number instead of a link to the users' table: registers do not know each other.
    history = HistoricalRecords(table_name="place_history", history_user_id_field=models.BigIntegerField(null=True))

    class Meta:
        db_table = "place"

    def __str__(self) -> str:
        return self.code


class Edition(models.Model):
    """The whole tree as it stands from a day on, until the next edition.

    `stamp` is a fresh random word whenever anything readers keep (nodes, kinds, aliases, succession) changes: every
    process compares it and drops what it has kept. Ids would not do, because a rolled-back transaction gives them out
    again.
    """

    from_on = DayField(unique=True)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=240, blank=True)
    stamp = models.CharField(max_length=32)

    class Meta:
        db_table = "place_edition"

    def __str__(self) -> str:
        return f"{self.from_on} {self.title}"


class Node(models.Model):
    """A place in an edition. `left` is its number in preorder from 0; what is below it is left+1 .. right-1."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="nodes")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="nodes")
    parent = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    depth = models.SmallIntegerField()
    left = models.IntegerField()
    right = models.IntegerField()

    class Meta:
        db_table = "place_node"
        constraints = [models.UniqueConstraint(fields=["edition", "place"], name="place_node_once")]
        indexes = [models.Index(fields=["edition", "left"], name="place_node_left")]


class Alias(models.Model):
    """Another name, spelling or code of a place, and who calls it so."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=120, db_index=True)
    source = models.CharField(max_length=240, blank=True)

    history = HistoricalRecords(
        table_name="place_alias_history", history_user_id_field=models.BigIntegerField(null=True)
    )

    class Meta:
        db_table = "place_alias"
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="place_alias_once")]


class Succession(models.Model):
    """From this edition on, one place is followed by another: several rows are a split, or a merge."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="successions")
    from_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="successions")
    to_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="predecessions")

    class Meta:
        db_table = "place_succession"
        constraints = [
            models.UniqueConstraint(fields=["edition", "from_place", "to_place"], name="place_succession_once")
        ]
