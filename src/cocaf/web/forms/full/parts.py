"""What the full report is made of: steps, each with boxes of its own and groups that may stand several times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from cocaf.web.forms.full.boxes import Box, Words


@dataclass(frozen=True)
class Part:
    """A group that may stand several times, at `key` of what holds it: the persons, the documents of a person. `ready`
    shows an empty one where there is none."""

    key: str
    one: Words
    add: Words
    boxes: tuple[Box, ...]
    parts: tuple[Part, ...] = ()
    ready: bool = False

    @property
    def name(self) -> str:
        """The group's name in posted names."""
        return self.key.replace(".", "__")


@dataclass(frozen=True)
class Step:
    """One page of the full report: boxes of the body (or of the head), and groups."""

    name: str
    title: Words
    boxes: tuple[Box, ...] = ()
    parts: tuple[Part, ...] = ()
    of: Literal["body", "head"] = "body"
    hint: Words = ""


HEAD: Final = "head"
"""Prefix of the posted names that belong to the head."""
