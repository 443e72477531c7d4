"""On PostgreSQL the store shows persons only to those in whose places they are (`people/policy.py`)."""

from django.db import migrations

from tongchou.registers.people.policy import by_person, by_place


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        by_place("household"),
        by_place("whereabouts"),
        by_person("person", "id"),
        by_person("phone"),
        by_person("fact"),
        by_person("link"),
        by_person("look"),
        by_person("merge", "kept_id"),
    ]
