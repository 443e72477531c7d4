"""Screening: lists from above, people met at the door, three-person teams, and the daily clear to zero."""
