"""Outward rosters on the desk."""
