"""The state line of a message, each state with its time, as the record's page and the exchange show it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from cocaf.domain import countries
from cocaf.domain.errors import CocafError
from cocaf.exchange.models import Delivery
from cocaf.web.templatetags.cocaf_tags import day
from cocaf.web.words import label, language

STEPS: Final = ("prepared", "approved", "sent", "at_hub", "delivered", "opened", "acknowledged")
ENDS: Final = ("answered", "refused", "failed")


@dataclass(frozen=True)
class Way:
    """A message's way to one recipient: its line of states, and the sentence when it does not move."""

    delivery: Delivery
    recipient: str
    states: list[dict[str, Any]]
    waits: str
    failure: str
    state: str

    @property
    def dead(self) -> bool:
        """Whether nothing tries any more to deliver it."""
        return self.delivery.failed_at is not None


def way_of(delivery: Delivery) -> Way:
    """The way of a delivery whose message was fetched with it."""
    name = countries.name(delivery.recipient, language())
    failure = ""
    if delivery.failed_at is not None or delivery.refused_at is not None:
        failure = CocafError(delivery.reason).sentence(language()) if delivery.reason else ""
    return Way(
        delivery, name, states_of(delivery), waits(delivery, name), failure, label("delivery_state", delivery.state)
    )


def waits(delivery: Delivery, name: str) -> str:
    """The sentence "Waits for Senegal since 10:42", or nothing while it moves."""
    if not delivery.waiting or delivery.waits_since is None:
        return ""
    return _("Waits for %(country)s since %(time)s") % {"country": name, "time": since(delivery.waits_since)}


def since(at: datetime.datetime) -> str:
    """The time of day in UTC, with the day where it is not today."""
    today = datetime.datetime.now(datetime.UTC).date()
    time = f"\u2066{at:%H:%M} UTC\u2069"
    return time if at.date() == today else f"{day(at)} {time}"


def states_of(delivery: Delivery) -> list[dict[str, Any]]:
    """The steps with their times; the last one reached is where it is now, the next is late while the line is down."""
    message = delivery.message
    times: dict[str, datetime.datetime | None] = {
        "prepared": message.prepared_at, "approved": message.approved_at,
        **{step: getattr(delivery, f"{step}_at") for step in (*STEPS[2:], *ENDS)},
    }  # fmt: skip
    ended = [end for end in ENDS if times[end] is not None]
    shown = [step for step in STEPS if times[step] is not None] if ended else list(STEPS)
    shown += ended
    reached = max((place for place, step in enumerate(shown) if times[step] is not None), default=0)
    late = delivery.waiting and delivery.waits_since is not None
    return [
        {"label": label("delivery_state", step), "at": times[step], "mark": _mark(place, reached, late, times[step])}
        for place, step in enumerate(shown)
    ]


def _mark(place: int, reached: int, late: bool, at: datetime.datetime | None) -> str:
    if place == reached:
        return "now"
    if at is not None or place < reached:
        return "done"
    return "late" if late and place == reached + 1 else "wait"
