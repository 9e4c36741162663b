"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "cocaf.search"
    label = "search"
