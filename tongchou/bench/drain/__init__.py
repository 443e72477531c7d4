"""Thirty thousand phones come back at once: the county they belong to, the server, and the phones themselves."""
