"""Triggers that refuse to edit the books, the clock's one row, and block counters on PostgreSQL."""

from typing import Any

from django.db import migrations

from tongchou.journal.steps import StoreStep

APPEND_ONLY = (
    "account",
    "entry_number",
    "entry",
    "claim",
    "settles",
    "said",
    "line",
    "movement",
    "commit_log",
    "conflict",
    "conflict_settled",
)

POSTGRESQL = """
CREATE FUNCTION books_are_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are never edited: % on %', TG_OP, TG_TABLE_NAME;
END $$;

CREATE SEQUENCE case_numbers;
CREATE SEQUENCE batch_numbers;

-- A block of numbers: the lock is the session's and lives for this call alone, so nobody waits for a transaction.
CREATE FUNCTION take_numbers(name text, amount bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE first bigint;
BEGIN
    PERFORM pg_advisory_lock(hashtext(name));
    first := nextval(name::regclass);
    IF amount > 1 THEN
        PERFORM setval(name::regclass, first + amount - 1);
    END IF;
    PERFORM pg_advisory_unlock(hashtext(name));
    RETURN first;
END $$;
"""


def forwards(schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, None)
        for table in APPEND_ONLY:
            schema_editor.execute(
                f"CREATE TRIGGER never_edited BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION books_are_never_edited()"
            )
    else:
        for table in APPEND_ONLY:
            for act in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'the books are never edited'); END"
                )
    schema_editor.execute("INSERT INTO clock (id, n, closes) VALUES (1, 0, 0)")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [StoreStep(forwards)]
