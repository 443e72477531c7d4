"""On PostgreSQL the store shows batches, requests and shipments only where they are, or at the store they are of."""

from django.db import migrations

from tongchou.registers.policy import PLACES, by_place, protect


class Migration(migrations.Migration):
    dependencies = [("supplies", "0001_initial"), ("staff", "0002_reading_role")]

    operations = [
        by_place("supplies_batch"),
        by_place("supplies_maker"),
        *(
            protect(table, f"{table}.place = {PLACES} OR {table}.store = {PLACES}")
            for table in ("supplies_request", "supplies_shipment")
        ),
    ]
