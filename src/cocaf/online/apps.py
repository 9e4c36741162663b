"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class OnlineConfig(AppConfig):
    name = "cocaf.online"
    label = "online"
