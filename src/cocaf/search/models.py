"""Tables of the search. Primary: SavedSearch. Everything that lists and counts read is derived and stands in `records`.
Tables only."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

NAME_CHARACTERS = 80


class SavedSearch(models.Model):
    """A question that a person asks again: its name, and the encrypted filters, for they may name a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=NAME_CHARACTERS)
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_search")]
