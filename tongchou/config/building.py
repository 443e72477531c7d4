"""Making the stores of a home: a new one in a second, an older one by its migrations."""

from __future__ import annotations

from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from tongchou.journal.steps import StoreStep


def make_stores() -> None:
    """Bring every store of this home to the tables of today; one that is there already keeps what is in it."""
    for alias in settings.DATABASES:
        connection = connections[alias]
        if connection.vendor == "sqlite" and not connection.introspection.table_names():
            make_at_once(connection)
        else:
            call_command("migrate", database=alias, verbosity=0, interactive=False)


def lacks_steps() -> bool:
    """Say whether the books were made by an earlier version, whose tables are not today's.

    By the names of the migrations alone, in milliseconds: it is asked at every start.
    """
    taken = MigrationRecorder(connections[DEFAULT_DB_ALIAS]).applied_migrations()
    return any((app.label, name) not in taken for app in apps.get_app_configs() for name in _migrations_of(app))


def _migrations_of(app: AppConfig) -> list[str]:
    found = find_spec(f"{app.name}.migrations")
    folders = found.submodule_search_locations if found else None
    return [module.name for module in iter_modules(folders) if module.name[0] not in "_~"] if folders else []


def make_at_once(connection: BaseDatabaseWrapper) -> None:
    """Make an empty SQLite store: today's tables, then every step of the migrations that speaks to the store.

    What eighty migrations would come to (a test compares the two), at a tenth of the time. All or nothing.
    """
    executor = MigrationExecutor(connection)
    history = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(history)
    with connection.schema_editor() as editor:
        for app in apps.get_app_configs():
            for model in router.get_migratable_models(app, connection.alias, include_auto_created=False):
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        for migration, _ in plan:
            for step in migration.operations:
                if isinstance(step, StoreStep):
                    step.take(migration.app_label, editor)
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        recorder.migration_qs.bulk_create(
            [recorder.Migration(app=migration.app_label, name=migration.name) for migration, _ in plan]
        )
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
