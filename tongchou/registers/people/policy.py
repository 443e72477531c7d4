"""What PostgreSQL shows of persons: those for whom a place in the reader's scope answers (`Whereabouts`).

Anyone may add a row: who sees a fact records it. `registers/policy.py` says how a policy is made; a pillar protects a
table of its own by `by_person(...)` in a hand-written migration.
"""

from __future__ import annotations

from tongchou.journal.steps import StoreStep
from tongchou.registers.policy import PLACES, by_place, protect, register_open

__all__ = ["by_person", "by_place", "register_open"]


def by_person(table: str, column: str = "person_id") -> StoreStep:
    """Return the migration step that shows a table's rows by the places that answer for their person."""
    return protect(
        table,
        f"EXISTS (SELECT 1 FROM whereabouts w WHERE w.person_id = {table}.{column} AND w.place = {PLACES})",
    )
