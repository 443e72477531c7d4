"""Tongchou 統籌: a county's one set of books for an emergency and the recovery beside it."""

__version__ = "0.1.0"
