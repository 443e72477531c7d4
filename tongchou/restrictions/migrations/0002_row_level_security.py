"""On PostgreSQL the store shows determinations only to those in whose places the person is."""

from django.db import migrations

from tongchou.registers.people.policy import by_person
from tongchou.registers.policy import by_place


class Migration(migrations.Migration):
    dependencies = [("restrictions", "0001_initial"), ("people", "0002_row_level_security")]

    operations = [
        by_person("restriction_determination", "person"),
        by_place("restriction_mass_approval"),
    ]
