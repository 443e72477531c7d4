"""Every test runs in a home of its own; the store is SQLite unless TONGCHOU_DATABASE names a PostgreSQL.

The home is given by `tongchou.config.testing`, which is loaded before the settings are.
"""
