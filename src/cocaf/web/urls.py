"""Addresses of the officer's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from cocaf.web.views import components, picture, preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", preferences.preferences, name="preferences"),
    path("line", preferences.line, name="line"),
    path("picture", picture.picture, name="picture"),
    path("picture.csv", picture.picture_csv, name="picture_csv"),
    path("components", components.components, name="components"),
]
