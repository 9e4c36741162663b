"""The photographs on a record's page: small pictures with what they show, and the digests of their files."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from cocaf.domain.things.photos import Photo
from cocaf.domain.things.record import Record
from cocaf.intake import photographs
from cocaf.web.telling.report import photo_facts
from cocaf.web.telling.words import Fact, told

SIDE: Final = 240


@dataclass(frozen=True)
class PhotoShown:
    """One photograph; `here` says whether its bytes lie at this node."""

    sha256: str
    caption: str
    here: bool
    number: int
    width: int
    height: int
    facts: Sequence[Fact]

    @property
    def alt(self) -> str:
        """What is said to whom the picture is not shown."""
        return self.caption or _("Photograph %(number)s") % {"number": self.number}


def of(record: Record, record_id: uuid.UUID) -> list[PhotoShown]:
    """The photographs of a report or subject, in their order."""
    given: tuple[Photo, ...] = getattr(record.body, "photos", ())
    here = photographs.held(record_id) if given else set()
    return [
        PhotoShown(each.sha256, each.caption or "", each.sha256 in here, place, *_small(each), told(*photo_facts(each)))
        for place, each in enumerate(given, 1)
    ]


def _small(photo: Photo) -> tuple[int, int]:
    """The size in which the small picture stands, so that the page does not jump when it comes."""
    scale = min(1.0, SIDE / max(photo.width, photo.height))
    return max(1, round(photo.width * scale)), max(1, round(photo.height * scale))
