"""On PostgreSQL the store shows who was given away only to those in whose places they are."""

from django.db import migrations

from tongchou.registers.people.policy import by_person
from tongchou.registers.policy import by_place


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0001_initial"), ("people", "0002_row_level_security")]

    operations = [by_place("outward_roster"), by_person("outward_disclosure", "person")]
