"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "cocaf.records"
    label = "records"
