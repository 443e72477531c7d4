"""On PostgreSQL the numbers of lots come from a sequence of their own (`journal/rows.py`)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tongchou.journal.steps import StoreStep


def make(editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE SEQUENCE lot_numbers")


def drop(editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP SEQUENCE lot_numbers")


class Migration(migrations.Migration):
    dependencies = [("items", "0001_initial"), ("journal", "0002_never_edited")]
    operations = [StoreStep(make, drop)]
