"""Statistical series as a source printed them: files, cells, and what rules say about cells. Never records.

Written by `picture.services` only and read through `picture.selectors`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SeriesFile(models.Model):
    """One file of a series, exactly as loaded; the same bytes are held once."""

    name = models.CharField(max_length=200)
    source = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)
    licence = models.CharField(max_length=400)
    rows = models.PositiveIntegerField()

    class Meta:
        ordering = ["-loaded_at", "-id"]

    def __str__(self) -> str:
        return self.name


class SeriesCell(models.Model):
    """One line of a file: kilograms of one drug in one country and year. No kilograms: the source gives no figure."""

    file = models.ForeignKey(SeriesFile, on_delete=models.CASCADE, related_name="cells")
    line = models.PositiveIntegerField()
    region = models.CharField(max_length=80)
    country = models.CharField(max_length=120)
    country_as_given = models.CharField(max_length=120)
    country_code_as_given = models.CharField(max_length=3, blank=True)
    drug_group = models.CharField(max_length=120)
    drug = models.CharField(max_length=120)
    substance = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    kilograms = models.DecimalField(max_digits=18, decimal_places=9, null=True)
    kilograms_as_given = models.CharField(max_length=32, blank=True)
    counted = models.BooleanField(default=True)

    class Meta:
        ordering = ["file", "line"]
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="picture_cell_once_per_line"),
            models.CheckConstraint(
                condition=Q(kilograms__isnull=True) | Q(kilograms__gte=0), name="picture_cell_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["file", "substance", "year"], name="picture_cell_question")]

    def __str__(self) -> str:
        return f"{self.country_as_given}, {self.drug}, {self.year}"


class SeriesMonth(models.Model):
    """One line of a monthly file: what one office took of one drug in one calendar month. Events are counted apart
    from the weight, which the source gives in pounds; `factor` led to the kilograms. `doubt` is a code of
    `picture.rules`."""

    file = models.ForeignKey(SeriesFile, on_delete=models.CASCADE, related_name="months")
    line = models.PositiveIntegerField()
    country = models.CharField(max_length=4)
    month = models.DateField()
    fiscal_year = models.PositiveSmallIntegerField()
    service = models.CharField(max_length=120)
    border = models.CharField(max_length=120)
    land = models.CharField(max_length=120)
    office = models.CharField(max_length=120)
    drug = models.CharField(max_length=120)
    substance = models.CharField(max_length=40)
    events = models.PositiveIntegerField()
    kilograms = models.DecimalField(max_digits=18, decimal_places=9)
    factor = models.CharField(max_length=40)
    quantity_as_given = models.CharField(max_length=40)
    counted = models.BooleanField(default=True)
    doubt = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["file", "line"]
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="picture_month_once_per_line"),
            models.CheckConstraint(condition=Q(kilograms__gte=0), name="picture_month_not_negative"),
        ]
        indexes = [models.Index(fields=["file", "substance", "month"], name="picture_month_question")]

    def __str__(self) -> str:
        return f"{self.office}, {self.drug}, {self.month:%Y-%m}"


class SeriesFlag(models.Model):
    """What a rule found in a cell: the reason is a code of `picture.rules`, the detail the numbers behind it."""

    file = models.ForeignKey(SeriesFile, on_delete=models.CASCADE, related_name="flags")
    cell = models.ForeignKey(SeriesCell, on_delete=models.CASCADE, related_name="flags")
    reason = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cell", "reason"], name="picture_flag_once_per_reason")]
        indexes = [models.Index(fields=["file", "reason"], name="picture_flag_reason")]

    def __str__(self) -> str:
        return self.reason
