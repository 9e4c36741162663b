"""Tables of the log; both refuse UPDATE and DELETE (`triggers`). An entry holds references and keyed digests, never
content."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act. `id` says nothing about time: on PostgreSQL a lower one may become visible after a higher one."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=160)
    member = models.CharField(max_length=8)
    action = models.CharField(max_length=40)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    purpose = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["at"], name="entry_at")]


class Seal(models.Model):
    """A signed link of the chain: the entries from_id..to_id without `missing`, then the `late` ones.

    `missing` lists [first, last] ranges of ids that were not there when the seal was made (rolled back, or not yet
    committed); an entry that becomes visible in one of them is listed under `late` of a later seal.
    `digests` holds 32 bytes for each sealed entry, in that order.
    """

    from_id = models.BigIntegerField()
    to_id = models.BigIntegerField()
    missing = models.JSONField(default=list)
    late = models.JSONField(default=list)
    irregular = models.BooleanField(default=False)
    at = models.DateTimeField()
    previous = models.BinaryField(max_length=32, unique=True)
    digests = models.BinaryField()
    hash = models.BinaryField(max_length=32)
    signing_id = models.CharField(max_length=64)
    signature = models.BinaryField(max_length=64)
    checkpoint = models.BinaryField(blank=True, default=b"")

    class Meta:
        indexes = [models.Index(fields=["at"], name="seal_irregular_at", condition=models.Q(irregular=True))]
