"""Quarantine of exposed, well people: ordered on evidence, ended by date; sites, rooms, trips, care at home."""
