"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class PictureConfig(AppConfig):
    name = "cocaf.picture"
    label = "picture"
