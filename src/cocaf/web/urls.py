"""Addresses of the officer's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from cocaf.web.views import components, preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", preferences.preferences, name="preferences"),
    path("line", preferences.line, name="line"),
    path("components", components.components, name="components"),
]
