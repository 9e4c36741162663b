"""Addresses that programs call: other nodes, and later the country's own systems."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
