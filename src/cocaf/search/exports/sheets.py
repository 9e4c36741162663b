"""The readable table as a workbook: a sheet that says what the export is, and a sheet of its lines."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from cocaf.search.exports import columns, workbook
from cocaf.search.exports.source import Source
from cocaf.search.exports.workbook import Row, Sheet


def table(source: Source) -> Iterator[bytes]:
    """The workbook's bytes."""
    side = get_language_bidi()
    about: list[Row] = [(_("About this export"), ""), *source.told()]
    return workbook.chunks([
        Sheet(_("About this export"), about, side),
        Sheet(_("Records"), _rows(source, columns.columns()), side),
    ])  # fmt: skip


def _rows(source: Source, wanted: list[columns.Column]) -> Iterator[Row]:
    yield [each.heading for each in wanted]
    for _document, record in source.entries():
        for line in columns.lines(record, source.language):
            yield [each.cell(line) for each in wanted]
