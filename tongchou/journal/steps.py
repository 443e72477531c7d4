"""Migration steps that speak to the store itself: triggers, sequences, policies.

Django draws every model up anew for each `RunPython`, a tenth of a second a step; these ask nothing of the models.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import migrations, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class StoreStep(migrations.RunPython):
    """A step that is handed the schema editor alone. Taken again where a new store is made without its migrations."""

    def __init__(
        self,
        forwards: Callable[[BaseDatabaseSchemaEditor], None],
        backwards: Callable[[BaseDatabaseSchemaEditor], None] | None = None,
    ) -> None:
        self.forwards = forwards
        self.backwards = backwards or _nothing
        super().__init__(lambda apps, editor: forwards(editor), lambda apps, editor: self.backwards(editor))

    def take(self, app_label: str, editor: BaseDatabaseSchemaEditor) -> None:
        """Take the step, if the app's tables are in this store."""
        if router.allow_migrate(editor.connection.alias, app_label):
            self.forwards(editor)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self.take(app_label, schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            self.backwards(schema_editor)


def _nothing(editor: BaseDatabaseSchemaEditor) -> None:
    """Undo nothing."""
