"""Persons are numbered before they are written (`journal/rows.py`), going on from those that are there."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tongchou.journal.steps import StoreStep


def make(editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE SEQUENCE person_numbers")
        editor.execute("SELECT setval('person_numbers', coalesce(max(id), 0) + 1, false) FROM person")
    else:
        editor.execute("INSERT INTO sequence (name, next) SELECT 'person', coalesce(max(id), 0) + 1 FROM person")


def drop(editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP SEQUENCE person_numbers")
    else:
        editor.execute("DELETE FROM sequence WHERE name = 'person'")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_level_security"), ("journal", "0002_never_edited")]
    operations = [StoreStep(make, drop)]
