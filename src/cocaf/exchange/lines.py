"""Notes how the line to a peer is, from real attempts only. Called by the outbox and the mailbox."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from cocaf.exchange.models import Delivery, Line
from cocaf.members.models import Member


def line_of(recipient: Member, hub: Member | None) -> Member | None:
    """The peer to whom a message for this member is handed: itself or the hub; None where no way is known."""
    way = recipient if recipient.route == "direct" else hub
    return way if way and way.url else None


def was_up(peer: str) -> None:
    """An attempt succeeded. What waited for the line may go at once."""
    now = timezone.now()
    _, made = Line.objects.get_or_create(peer=peer, defaults={"up": True, "since": now, "tried_at": now})
    if not made:
        came_back = Line.objects.filter(peer=peer, up=False).update(up=True, since=now, detail="")
        Line.objects.filter(peer=peer).update(tried_at=now)
        if came_back:
            waiting = Delivery.objects.filter(waiting=True, recipient__in=reached_by(peer), attempts__gt=0)
            waiting.exclude(waits_since=None).update(next_attempt_at=now)


def was_down(peer: str, detail: str) -> None:
    """An attempt failed on the line."""
    now = timezone.now()
    line, made = Line.objects.get_or_create(
        peer=peer, defaults={"up": False, "since": now, "tried_at": now, "detail": detail[:300]}
    )
    if not made:
        if line.up:
            Line.objects.filter(peer=peer, up=True).update(up=False, since=now)
        Line.objects.filter(peer=peer).update(tried_at=now, detail=detail[:300])


def reached_by(peer: str) -> Iterable[str]:
    """Codes of the members whose messages go over the line to this peer."""
    members = Member.objects.filter(is_self=False)
    by_hub = members.filter(code=peer, is_hub=True).exists()
    found = members.filter(route="hub") if by_hub else members.filter(code=peer)
    return list(found.values_list("code", flat=True))
