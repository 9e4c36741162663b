"""Tables of what is on its way in: drafts of reports. A draft is no record and never becomes one by accident. Tables
only."""

from __future__ import annotations

import uuid

from django.db import models

from cocaf.members.models import User


class KeptDraft(models.Model):
    """What one person has typed of a report so far, encrypted under a key of its own; nobody else can open it. It goes
    when it is filed, thrown away, at sign-out, and after 24 hours. `amends` is the record that it corrects."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    amends = models.UUIDField(null=True)
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField()
    begun_at = models.DateTimeField(db_index=True)
    saved_at = models.DateTimeField()
