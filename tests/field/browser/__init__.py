"""The phone page in a real Chromium, against the real server, over a network that fails when a test says so."""
