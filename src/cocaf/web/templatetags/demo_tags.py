"""The demonstration's other nodes, for the bar that stands on its pages. Nothing of it shows on a real node."""

from __future__ import annotations

from dataclasses import dataclass

from django import template

from cocaf import config

register = template.Library()


@dataclass(frozen=True)
class DemoNode:
    """A node of the demonstration on this machine: its member and where its pages are."""

    member: str
    url: str
    here: bool


@register.simple_tag
def demo_nodes() -> list[DemoNode]:
    """The nodes whose homes stand beside this one's, by port."""
    own = config.current()
    if not own.demo:
        return []
    found: dict[int, DemoNode] = {}
    for path in own.home.parent.glob("*/cocaf.env"):
        set_to = config.read_env_file(path)
        port = set_to.get("COCAF_PORT", "")
        if port.isdigit() and set_to.get("COCAF_DEMO") == "1":
            host = set_to.get("COCAF_HOST", "127.0.0.1")
            member = set_to.get("COCAF_MEMBER", "")
            found[int(port)] = DemoNode(member, f"http://{host}:{port}/", member == own.member)
    return [found[port] for port in sorted(found)]
