"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "cocaf.web"
    label = "web"

    def ready(self) -> None:
        """At sign-out the drafts of that person go; Django tells of it by a signal only."""
        from django.contrib.auth.signals import user_logged_out

        from cocaf.web.signin import forget_drafts

        user_logged_out.connect(forget_drafts, dispatch_uid="forget drafts")
