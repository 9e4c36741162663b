"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "cocaf.intake"
    label = "intake"
