"""A stored file knows its record, so that it is erased with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_tombstone_of_owner")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="record_id",
            field=models.UUIDField(db_index=True, null=True),
        ),
    ]
