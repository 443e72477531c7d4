from django.db import migrations, models


class Migration(migrations.Migration):
    """By hand: to alter a field, Django would make SQLite's table anew, with a row number and without its triggers."""

    dependencies = [
        ('journal', '0003_standing_by_account'),
    ]

    operations = [
        migrations.RunSQL(
            'DROP INDEX movement_case_f1f12b83',
            'CREATE INDEX movement_case_f1f12b83 ON movement ("case")',
            state_operations=[
                migrations.AlterField(model_name='movement', name='case', field=models.BigIntegerField()),
            ],
        ),
    ]
