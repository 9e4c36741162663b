"""Tables of the records. Primary: PolicyClass, Document, Tombstone, Flag, StoredFile. Derived, made again by
`cocaf rebuild`: Summary, IdentifierKey, NameKey, QuantityRow, RoutePointRow, Relation, ForeignValue,
Arrested, Unfinished, Term, Cell, CellAmount, Card. Tables only."""

from __future__ import annotations

from django.db import models

from cocaf import limits


class PolicyClass(models.Model):
    """The policy-relevant fields of a head, interned: what `decide` answers once per class."""

    digest = models.BinaryField(max_length=32, unique=True)
    terms = models.JSONField()


class Document(models.Model):
    """One version of one record: the exact signed bytes, encrypted under a key of its own."""

    seq = models.BigAutoField(primary_key=True)
    record_id = models.UUIDField()
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    event = models.CharField(max_length=20, blank=True)
    owner = models.CharField(max_length=8)
    unit = models.CharField(max_length=32)
    reference = models.CharField(max_length=20, db_index=True)
    origin = models.CharField(max_length=8, choices=[("own", "own"), ("received", "received")])
    policy_class = models.ForeignKey(PolicyClass, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    signature = models.BinaryField()
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField()
    known_at = models.DateTimeField()
    stored_at = models.DateTimeField()
    retain_until = models.DateField()
    current = models.BooleanField(default=True)
    source_key = models.BinaryField(max_length=16, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "version"], name="one_version"),
            models.UniqueConstraint(fields=["owner", "source_key"], name="one_source_row"),
        ]
        indexes = [models.Index(fields=["current", "-seq"], name="document_newest")]


class Tombstone(models.Model):
    """What stays of an erased record: that it was there, whose, and why it went. Never content."""

    record_id = models.UUIDField()
    reference = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    owner = models.CharField(max_length=8)
    versions = models.PositiveIntegerField()
    why = models.CharField(max_length=40)
    cause = models.UUIDField(null=True)
    erased_at = models.DateTimeField()

    class Meta:
        # of each owner: a stone that another member had laid must not stand for the owner's own
        constraints = [models.UniqueConstraint(fields=["record_id", "owner"], name="one_tombstone")]


class Flag(models.Model):
    """A doubt about a record, raised by a rule; kept when somebody judged it, with who, when and their note. `judged`
    is `right` (the record is right as it is: the flag is cleared) or `unsure` (it stays)."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="flags")
    code = models.CharField(max_length=40, db_index=True)
    about = models.UUIDField(null=True)
    detail = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    judged = models.CharField(max_length=12, blank=True, default="", db_default="")
    judged_by = models.CharField(max_length=160, blank=True, default="", db_default="")
    judged_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True, default="", db_default="")


class StoredFile(models.Model):
    """A file beside a record: encrypted chunks on disk, their wrapped keys here; erasure drops the keys."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    wrapped_keys = models.BinaryField()
    stored_at = models.DateTimeField()
    # empty while the officer still checks what was read from the file
    record_id = models.UUIDField(null=True, db_index=True)


class Summary(models.Model):
    """What lists show of a document without opening it. Columns are as wide as the domain lets a value be: SQLite does
    not look, PostgreSQL refuses what is longer."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, db_constraint=False, primary_key=True, related_name="summary"
    )
    occurred_on = models.DateField(null=True, db_index=True)
    country = models.CharField(max_length=8, blank=True)
    place = models.CharField(max_length=200, blank=True)
    place_type = models.CharField(max_length=60, blank=True)
    substance = models.CharField(max_length=60, blank=True)
    quantity = models.CharField(max_length=60, blank=True)
    kilograms = models.DecimalField(max_digits=30, decimal_places=9, null=True)
    mode = models.CharField(max_length=60, blank=True)
    persons = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200, blank=True)


class IdentifierKey(models.Model):
    """A normal form of an identifier that a document names."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    value = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["value", "kind", "document"], name="identifier_value")]


class NameKey(models.Model):
    """A blocking key of a name in a document; `name_no` numbers the name within the document."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    name_no = models.PositiveIntegerField()
    key = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["key", "document"], name="name_key")]


class QuantityRow(models.Model):
    """A quantity of a substance in a document, as reported and in kilograms where a factor exists."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    substance = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=26, decimal_places=9, null=True)
    unit = models.CharField(max_length=60, blank=True)
    kilograms = models.DecimalField(max_digits=30, decimal_places=9, null=True)


class RoutePointRow(models.Model):
    """A point of a consignment's route in a document."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    role = models.CharField(max_length=60)
    country = models.CharField(max_length=8, blank=True)


class Relation(models.Model):
    """That a document names another record: its trigger, what it is about, what it releases or recalls."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="relations")
    relation = models.CharField(max_length=20)
    target = models.UUIDField(db_index=True)


class ForeignValue(models.Model):
    """A source's word that a document keeps as given, because our code list `list` has no code for it."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    list = models.CharField(max_length=60)
    text = models.CharField(max_length=limits.LINE_CHARACTERS)

    class Meta:
        indexes = [models.Index(fields=["list", "text"], name="foreign_value_text")]


class Arrested(models.Model):
    """How many persons were arrested in a report, each once, and how many of them carried the drugs. No row: nobody."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="arrested")
    persons = models.PositiveIntegerField()
    couriers = models.PositiveIntegerField()


class Unfinished(models.Model):
    """That somebody still has to go on with a report: a flash report to complete (`flash`), a courier who is only
    suspected (`suspected`). No row: nothing is left to do."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="unfinished")
    what = models.CharField(max_length=12)


class Term(models.Model):
    """A term by which a document is found: a folded word, or a code with its list (`substance:cocaine`)."""

    pk = models.CompositePrimaryKey("term", "document")
    term = models.CharField(max_length=80)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, db_constraint=False, related_name="+")


class Cell(models.Model):
    """How many current records have the same policy class, month of retention and everything by which they are
    counted. `substances`, `concealments` and `flags` (doubts that nobody cleared) are codes joined by `|`;
    `unconverted` counts quantities without factor."""

    digest = models.BinaryField(max_length=16, unique=True)
    policy_class = models.ForeignKey(PolicyClass, on_delete=models.PROTECT, related_name="+")
    retain_month = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    event = models.CharField(max_length=20, blank=True)
    origin = models.CharField(max_length=8)
    country = models.CharField(max_length=8, blank=True)
    year = models.PositiveIntegerField(null=True)
    mode = models.CharField(max_length=60, blank=True)
    place_type = models.CharField(max_length=60, blank=True)
    substances = models.TextField(blank=True)
    concealments = models.TextField(blank=True)
    flags = models.TextField(blank=True)
    records = models.PositiveBigIntegerField(default=0)
    kilograms = models.DecimalField(max_digits=38, decimal_places=9, default=0)
    unconverted = models.PositiveBigIntegerField(default=0)


class CellAmount(models.Model):
    """What the records of a cell hold of each substance, where they name more than one."""

    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="amounts", db_index=False)
    substance = models.CharField(max_length=60, blank=True)
    kilograms = models.DecimalField(max_digits=38, decimal_places=9, default=0)
    unconverted = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cell", "substance"], name="one_amount")]


class Card(models.Model):
    """What lists sort and narrow a document by, in a narrow row of its own: the documents themselves are wide."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, db_constraint=False, primary_key=True, related_name="card"
    )
    # a key in the database too: one writer must not sweep a cell away to which another one adds
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="card", db_index=False)
    policy_class = models.ForeignKey(
        PolicyClass, on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    current = models.BooleanField()
    retain_until = models.DateField()
    occurred_on = models.DateField(null=True)
    kilograms = models.DecimalField(max_digits=30, decimal_places=9, null=True)
    unconverted = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["cell", "document"], name="card_cell"),
            models.Index(fields=["occurred_on", "document"], name="card_day"),
            models.Index(fields=["kilograms", "document"], name="card_weight"),
        ]
