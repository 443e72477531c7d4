"""On PostgreSQL the store shows organisations to those in whose places they are, and to those who work for them."""

from django.db import migrations

from tongchou.registers.policy import ORGANISATIONS, PLACES, protect

SEEN = "EXISTS (SELECT 1 FROM organisation o WHERE o.id = {table}.organisation_id)"


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]

    operations = [
        protect("organisation", f"organisation.place = {PLACES} OR organisation.id = {ORGANISATIONS}"),
        protect("organisation_name", SEEN.format(table="organisation_name")),
        protect("organisation_contact_look", SEEN.format(table="organisation_contact_look")),
    ]
