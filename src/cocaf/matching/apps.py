"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "cocaf.matching"
    label = "matching"
