"""The books explorer's routes."""

from __future__ import annotations

urlpatterns: list[object] = []
