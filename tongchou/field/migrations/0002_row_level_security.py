"""On PostgreSQL the store shows phones, what they hold and what they sent to those who have their cell in scope."""

from django.db import migrations

from tongchou.registers.policy import PLACES, by_place, protect

OF_DEVICE = "EXISTS (SELECT 1 FROM field_device d WHERE d.id = {table}.device AND d.place = " + PLACES + ")"


class Migration(migrations.Migration):
    dependencies = [("field", "0001_initial"), ("people", "0002_row_level_security")]

    operations = [
        by_place("field_device"),
        by_place("field_shift"),
        by_place("field_received"),
        *(protect(table, OF_DEVICE.format(table=table)) for table in ("field_held", "field_photo")),
    ]
