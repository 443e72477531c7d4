"""Persons on the desk: masked, unmasked for a purpose, and who looked; and the directory of those who work."""
