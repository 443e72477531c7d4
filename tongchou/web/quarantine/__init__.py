"""Quarantine on the desk: sites and rooms, requests and orders, stays, trips, temperatures, releases, papers."""
