"""All addresses of a node: the officer's pages, what other nodes call, and what monitoring asks."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("cocaf.web.account_urls")),
    path("api/", include("cocaf.api.urls")),
    path("", include("cocaf.api.health")),
    path("", include("cocaf.web.urls")),
]
