"""On PostgreSQL the store shows a sheet, and what belongs to it, only where all its rows stand."""

from django.db import migrations

from tongchou.registers.policy import PLACES, by_place, protect

OF_SHEET = f"EXISTS (SELECT 1 FROM paper_sheet s WHERE s.id = {{of}} AND s.place = {PLACES})"


class Migration(migrations.Migration):
    dependencies = [("paper", "0001_initial"), ("staff", "0002_reading_role")]

    operations = [
        by_place("paper_sheet"),
        protect("paper_row", OF_SHEET.format(of="paper_row.sheet_id")),
        protect("paper_print", OF_SHEET.format(of="paper_print.sheet_id")),
        protect(
            "paper_keyed",
            "EXISTS (SELECT 1 FROM paper_row r JOIN paper_sheet s ON s.id = r.sheet_id"
            f" WHERE r.id = paper_keyed.row_id AND s.place = {PLACES})",
        ),
    ]
