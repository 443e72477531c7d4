"""On PostgreSQL, the role that `staff/session.py` takes on while a user's request runs: bound by every policy.

It owns nothing, signs in nowhere and bypasses nothing. A server whose login role may not create roles gets it from its
administrator (docs/explanation/rights.md has the lines); until then `as_scope` refuses, and nothing is shown.
"""

from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.utils import ProgrammingError

from tongchou.journal.steps import StoreStep
from tongchou.registers.staff.session import ROLE

CREATE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}') THEN
        CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of the server made it just now
END $$
"""
GRANTS = (
    f"GRANT USAGE ON SCHEMA public TO {ROLE}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}",
    f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {ROLE}",
)


def make(editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute(CREATE)
            may_set = editor.connection.pg_version >= 160_000  # type: ignore[attr-defined]
            editor.execute(f"GRANT {ROLE} TO CURRENT_USER" + (" WITH INHERIT FALSE, SET TRUE" if may_set else ""))
    except ProgrammingError:
        # Not allowed to create roles, or to pass this one on: the administrator has done it or will.
        if not _exists(editor):
            return
    for grant in GRANTS:
        editor.execute(grant)


def _exists(editor: BaseDatabaseSchemaEditor) -> bool:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        return cursor.fetchone() is not None


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [StoreStep(make)]
