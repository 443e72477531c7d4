"""The kinds of list that registers take: registers lie below intake, so theirs are declared here for them."""

from __future__ import annotations

from tongchou.intake.registers import people, places, staff

__all__ = ["people", "places", "staff"]
