"""On PostgreSQL the store shows everybody the public ledger: the batches that came, and those of them reversed."""

from django.db import migrations

from tongchou.registers.policy import opened

CAME = "a.register = 'donation' AND a.state IN ('received', 'awaiting-inspection', 'accepted', 'rejected')"
IS = 'WHERE {0}."case" = supplies_batch."case"'
STANDS = f"SELECT 1 FROM standing s JOIN account a ON a.id = s.account {IS.format('s')} AND {CAME}"
STOOD = f"SELECT 1 FROM claim c JOIN account a ON a.id = c.account {IS.format('c')} AND {CAME}"
NOWHERE = f"SELECT 1 FROM standing s {IS.format('s')} AND s.account = 0"


class Migration(migrations.Migration):
    dependencies = [("supplies", "0003_output_report")]

    operations = [
        opened("supplies_batch", "ledger", f"EXISTS ({STANDS}) OR (EXISTS ({NOWHERE}) AND EXISTS ({STOOD}))"),
    ]
