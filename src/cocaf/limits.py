"""The one table of limits: sizes, counts, times. Every room reads its bound here; the reference prints it."""

from __future__ import annotations

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB

DOCUMENT_BYTES: Final = 256 * KIB
"""Largest canonical document of a record, in bytes."""

DOCUMENT_DEPTH: Final = 12
"""Deepest nesting of a document."""

TEXT_CHARACTERS: Final = 20_000
"""Longest free text in a document, in characters."""

LINE_CHARACTERS: Final = 400
"""Longest single-line text in a document, in characters."""

LIST_ITEMS: Final = 500
"""Most items of any list in a document."""

MESSAGE_DOCUMENTS: Final = 500
"""Most documents carried by one message."""

FRAME_BYTES: Final = 8 * MIB
"""Largest frame between nodes, in bytes."""

BATCH_FRAMES: Final = 100
"""Most frames in one delivery over HTTP."""

HTTP_BODY_BYTES: Final = 32 * MIB
"""Largest body that a node accepts over HTTP, in bytes."""

IMPORT_FILE_BYTES: Final = 2048 * MIB
"""Largest file to import after decompression, in bytes."""

IMPORT_CELL_CHARACTERS: Final = 32_767
"""Longest cell of an imported file, in characters: what a cell of a spreadsheet can hold."""

IMPORT_LINE_CHARACTERS: Final = MIB
"""Longest line of an imported text file, in characters."""

IMPORT_COLUMNS: Final = 1_000
"""Most columns of an imported file."""

WORKBOOK_PARTS: Final = 1_000
"""Most parts of the archive that a workbook is."""

WORKBOOK_DIRECTORY_BYTES: Final = MIB
"""Longest table of contents of a workbook's archive, in bytes."""

WORKBOOK_RATIO: Final = 250
"""How many times its packed size a large part of a workbook may unpack to."""

WORKBOOK_STRINGS_BYTES: Final = 64 * MIB
"""Most bytes of texts that a workbook's table of shared texts may hold, since it is kept while the rows are read."""

WORKBOOK_SHEETS: Final = 200
"""Most sheets of a workbook."""

SERIES_ROWS: Final = 500_000
"""Most lines of a file of a statistical series, which is checked as a whole before anything of it is stored."""

IMPORT_BATCH: Final = 1_000
"""Rows that an import signs, stores and indexes together."""

EXPORT_BATCH: Final = 500
"""Records that an export opens together."""

IMPORT_MAPPED_ROWS: Final = 1_048_576
"""Most rows of a table that comes in through a mapping: as many as a spreadsheet's sheet has."""

IMPORT_UPLOAD_BYTES: Final = 30 * MIB
"""Largest table that is imported on screen, in bytes as it is uploaded."""

IMPORT_HOURS: Final = 72
"""Hours after which an uploaded table goes by itself where nobody committed its import."""

IMPORT_REJECTED_DAYS: Final = 30
"""Days after which the rejected rows of an import go by themselves."""

IMPORT_FAULTS: Final = 500
"""Most wrong cells of a table that a page lists one by one; all are counted."""

IMPORT_WORDS: Final = 500
"""Most words without a code that a page asks about, the most frequent first."""

CAPTURE_BYTES: Final = 16 * MIB
"""Largest saved page taken in as a capture, in bytes."""

PHOTO_BYTES: Final = 24 * MIB
"""Largest photograph as it is handed in, in bytes."""

PHOTO_PIXELS: Final = 60_000_000
"""Most pixels of a photograph that is handed in."""

PHOTOS: Final = 40
"""Most photographs of one record."""

PAGE_ROWS: Final = 50
"""Rows on one page of a list."""

COUNT_EXACT: Final = 10_000
"""Hits that a list counts exactly; beyond it says "10,000+"."""

DRAFT_BYTES: Final = 512 * KIB
"""Largest draft of a report, in bytes."""

DRAFT_HOURS: Final = 24
"""Hours after which a draft goes by itself, on the node and on the officer's machine."""

CODE_HOURS: Final = 72
"""Hours for which the code that an administrator gives opens an account, until its owner chooses a password."""

CHECK_CHARACTERS: Final = 2_000
"""Longest text that the check field takes, in characters."""

MESSAGE_DAYS: Final = 60
"""Days after which an undelivered message expires."""

RETAIN_YEARS: Final = 5
"""Longest first retention of data about persons, in years (RPD, field rule R6)."""

HTTP_SECONDS: Final = 20
"""Seconds that a node waits for another node's answer."""

LEASE_SECONDS: Final = 60
"""Seconds for which a worker holds a piece of work before another may take it."""

RELEASE_RECORDS: Final = 100
"""Most records that one message releases; more of them go in several messages."""

RELEASE_BYTES: Final = 4 * MIB
"""Most bytes of documents and photographs that one message releases, before they are compressed and sealed."""

RELEASE_PICTURE_BYTES: Final = 3 * MIB
"""Most bytes of photographs that one message releases, small copies included; they hardly compress."""

MESSAGE_PICTURES: Final = 4_000
"""Most photographs in one message: those of as many records as one message releases."""

MESSAGE_RECIPIENTS: Final = 200
"""Most recipients of one message."""

INNER_BYTES: Final = 16 * MIB
"""Largest text of one message after decompression, in bytes."""

KEY_REQUEST_BYTES: Final = 64 * MIB
"""Largest request to the key process and largest answer of it, in bytes."""

KEY_BATCH_BYTES: Final = 16 * MIB
"""Bytes of one request to the key process beyond which a client splits its batch."""

KEY_CONNECTIONS: Final = 200
"""Most connections that the key process keeps open."""

KEY_SECONDS: Final = 60
"""Seconds that a process waits for the key process's answer."""
