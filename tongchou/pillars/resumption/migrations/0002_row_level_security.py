"""On PostgreSQL the store shows what is said of an enterprise to those who may see its organisation."""

from django.db import migrations

from tongchou.registers.policy import by_place, protect

OF = 'EXISTS (SELECT 1 FROM resumption_enterprise e WHERE e."case" = {table}.{column})'
TABLES = {
    "resumption_member": '"case"',
    "resumption_answer": '"case"',
    "resumption_step": '"case"',
    "resumption_difficulty": "enterprise",
    "resumption_spot_check": "enterprise",
    "resumption_abnormal": "enterprise",
    "resumption_loan": "enterprise",
}


class Migration(migrations.Migration):
    dependencies = [("resumption", "0001_initial"), ("orgs", "0002_row_level_security")]

    operations = [
        protect(
            "resumption_enterprise",
            "EXISTS (SELECT 1 FROM organisation o WHERE o.id = resumption_enterprise.organisation)",
        ),
        by_place("resumption_cell"),
        *(protect(table, OF.format(table=table, column=column)) for table, column in TABLES.items()),
    ]
