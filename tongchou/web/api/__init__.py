"""The HTTP API: every list, verb and figure that the pages have, as JSON. Thin: it calls what the pages call."""
