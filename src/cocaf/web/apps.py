"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "cocaf.web"
    label = "web"
