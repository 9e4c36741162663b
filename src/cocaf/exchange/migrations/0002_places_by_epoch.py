"""A place in a conversation is counted anew in each epoch of the node."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Before the first restore every message is of epoch 1, so nothing that stands is touched."""

    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("outmessage", "one_place_in_conversation"),
        migrations.AddConstraint(
            "outmessage",
            models.UniqueConstraint(fields=["conversation", "epoch", "sequence"], name="one_place_in_conversation"),
        ),
    ]
