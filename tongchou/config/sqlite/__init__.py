"""Django's SQLite, whose writers wait in a row."""
