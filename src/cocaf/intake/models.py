"""Tables of what is on its way in: drafts of reports, and tables that come in through a mapping. None of it is a record
or becomes one by accident. Tables only."""

from __future__ import annotations

import uuid

from django.db import models

from cocaf.members.models import Unit, User


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


class SavedMapping(models.Model):
    """A mapping of a country's own table under a name, kept by a unit: the columns and words of `domain.mapping` in
    `content`, and the handling, grade and audience of its records in `terms`. No cell of a file stands in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    content = models.JSONField()
    terms = models.JSONField()
    saved_by = models.CharField(max_length=160)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="one_mapping_of_a_name")]
        ordering = ["name"]


class ImportRun(models.Model):
    """One table on its way in, from its upload to its last row. Only whoever brought it sees it. What it shows of the
    table (the first rows, the faults, the words) is sealed in `shown`; `row` is how many rows are done, in the
    same transaction as their records, so that a run that was killed goes on behind them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=60)
    language = models.CharField(max_length=5)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    file = models.UUIDField(null=True)
    sheet = models.CharField(max_length=120, blank=True)
    mapping = models.JSONField(default=dict)
    mapping_name = models.CharField(max_length=80, blank=True)
    terms = models.JSONField(default=dict)
    state = models.CharField(max_length=12)
    shown = models.BinaryField(default=b"")
    shown_key = models.BinaryField(default=b"")
    rows = models.BigIntegerField(default=0)
    row = models.BigIntegerField(default=0)
    stored = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    not_converted = models.BigIntegerField(default=0)
    flagged = models.JSONField(default=dict)
    error = models.JSONField(default=dict)
    claim = models.CharField(max_length=40, blank=True)
    claimed_until = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True, db_index=True)


class RejectedRows(models.Model):
    """The rows of one batch that could not be read, with the reasons, sealed: for the sheet that is mended and loaded
    again. They go a month after the run ended, or when its officer throws them away."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejections")
    count = models.PositiveIntegerField()
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField()


class ImportedRecord(models.Model):
    """That a record came in with a run."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="records")
    record_id = models.UUIDField(db_index=True)
