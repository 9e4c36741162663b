"""Tables of matching: pairs of documents that may speak of the same thing. Tables only."""

from __future__ import annotations

from django.db import models

from cocaf.records.models import Document


class Candidate(models.Model):
    """A pair of documents that share an identifier or a name; a human decides, nothing is merged."""

    first = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=20)
    shared = models.CharField(max_length=200)
    score = models.FloatField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second", "why", "shared"], name="one_candidate")]
