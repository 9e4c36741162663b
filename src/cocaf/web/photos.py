"""The photographs on a record's page: small pictures with what they show, and the digests of their files."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from cocaf.domain.things.photos import Photo
from cocaf.domain.things.record import Record
from cocaf.intake import photographs, travelling
from cocaf.web.facts import Section, sections
from cocaf.web.telling.report import photo_facts
from cocaf.web.telling.report import photographs as photographs_told
from cocaf.web.telling.words import Fact, told

SIDE: Final = 240


@dataclass(frozen=True)
class PhotoShown:
    """One photograph; `here` says whether its bytes lie at this node, `size` how many a release would send."""

    sha256: str
    caption: str
    here: bool
    number: int
    width: int
    height: int
    facts: Sequence[Fact]
    size: int = 0

    @property
    def alt(self) -> str:
        """What is said to whom the picture is not shown."""
        return self.caption or _("Photograph %(number)s") % {"number": self.number}


@dataclass(frozen=True)
class Leaving:
    """What becomes of a record's photographs in a release: those that go, and those that are too large to go with
    them."""

    going: Sequence[PhotoShown]
    staying: Sequence[PhotoShown]


def leaving(record: Record, record_id: uuid.UUID) -> Leaving:
    """The photographs as a release of the record would send them."""
    held = travelling.sizes([record_id]).get(str(record_id), {})
    going = travelling.going(travelling.photo_digests(record), held)
    told = [replace(each, size=held.get(each.sha256, 0)) for each in of(record, record_id)]
    return Leaving([each for each in told if each.sha256 in going], [each for each in told if each.sha256 not in going])


def of(record: Record, record_id: uuid.UUID) -> list[PhotoShown]:
    """The photographs of a report or subject, in their order."""
    given: tuple[Photo, ...] = getattr(record.body, "photos", ())
    here = photographs.held(record_id) if given else set()
    return [
        PhotoShown(each.sha256, each.caption or "", each.sha256 in here, place, *_small(each), told(*photo_facts(each)))
        for place, each in enumerate(given, 1)
    ]


def sections_beside(record: Record) -> list[Section]:
    """The facts of a record whose photographs stand beside them as pictures."""
    pictures = {section.title for section in photographs_told(getattr(record.body, "photos", ()))}
    return [section for section in sections(record) if section.title not in pictures]


def _small(photo: Photo) -> tuple[int, int]:
    """The size in which the small picture stands, so that the page does not jump when it comes."""
    scale = min(1.0, SIDE / max(photo.width, photo.height))
    return max(1, round(photo.width * scale)), max(1, round(photo.height * scale))
