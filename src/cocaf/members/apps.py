"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "cocaf.members"
    label = "members"
