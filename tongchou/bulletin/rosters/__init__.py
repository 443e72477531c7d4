"""Outward rosters: names for another department, on a legal basis, the fewest columns, agreed to by a second person.

A pillar says in its `rosters.py` of whom there can be one and with which columns (`sources.declare`).
"""
