"""The steps of a subject: who or what it is, why it is kept, in which records it appears, the terms. The boxes are
those of the full report, at the one thing that a subject of this kind is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _

from cocaf.web.forms.full import people_steps as people
from cocaf.web.forms.full.boxes import Box, CodeLine, CodesBox, LongBox, Words
from cocaf.web.forms.full.goods_steps import IDENTIFIERS
from cocaf.web.forms.full.parts import Part, Step

OF_AN_EVENT: Final = frozenset({"arrested", "minor"})
"""What a person's boxes ask about an event; a subject has none of its own."""


def _who(kind: str, title: Words, boxes: Sequence[Box], parts: Sequence[Part]) -> Step:
    asked = [box for box in boxes if box.path not in OF_AN_EVENT and not box.path.startswith("search.")]
    return Step(
        "who", title,
        tuple(replace(box, path=f"{kind}.{box.path}") for box in asked),
        tuple(replace(part, key=f"{kind}.{part.key}", ready=True) for part in parts),
    )  # fmt: skip


WHY: Final = Step(
    "why", _("Why it is of interest"),
    (LongBox("why", _("Reason"), stated=True, hint=_("Facts and who states them; never the name of a source.")),
     CodesBox("substances", _("Substances"), codes="substance")),
    (Part("concerns", _("Record in which it appears"), _("Add a record"),
          (CodeLine("reference", _("Reference of the record"), hint=_("As it stands on its page: MA-7K3Q-92F5.")),),
          ready=True),),
)  # fmt: skip

_PERSON: Final = people.PERSONS.parts[0]
_ACCOUNT: Final = (Box("platform", _("Platform")), CodeLine("handle", _("Handle")))

SUBJECT: Final[Mapping[str, tuple[Step, ...]]] = {
    kind: (who, WHY, people.TERMS)
    for kind, who in {
        "person": _who("person", _("Person"), _PERSON.boxes, _PERSON.parts),
        "organisation": _who("organisation", _("Organisation"), people.ORGANISATION, (IDENTIFIERS,)),
        "conveyance": _who("conveyance", _("Conveyance"), people.CONVEYANCES.parts[0].boxes, (IDENTIFIERS,)),
        "account": _who("account", _("Account"), _ACCOUNT, (IDENTIFIERS,)),
    }.items()
}
"""The steps for each kind of subject (vocab `subject_kind`)."""
