"""On PostgreSQL the store shows a stay to whoever has its site or its home in their places (`registers/policy.py`)."""

from django.db import migrations

from tongchou.registers.policy import by_case

HOME = "SELECT d.home FROM quarantine_stay d WHERE d.\"case\" = {of}"
OWN_HOME = "SELECT h.home FROM (SELECT quarantine_stay.home) h WHERE true"
PORT = (
    "SELECT t.port FROM quarantine_aboard a JOIN quarantine_trip t ON t.\"case\" = a.trip WHERE a.stay = {of}"
)


class Migration(migrations.Migration):
    dependencies = [("quarantine", "0001_initial"), ("people", "0002_row_level_security")]

    operations = [
        by_case("quarantine_request"),
        by_case("quarantine_stay", also=(OWN_HOME, PORT)),
        *(
            by_case(table, column, also=(HOME, PORT))
            for table, column in (
                ("quarantine_reported", "case"),
                ("quarantine_at_home", "case"),
                ("quarantine_care", "case"),
                ("quarantine_reading", "case"),
                ("quarantine_support", "stay"),
                ("quarantine_site_says", "stay"),
            )
        ),
    ]
