"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "cocaf.web"
    label = "web"

    def ready(self) -> None:
        """What is told by signals only: at sign-out a person's drafts go, with a chosen password the code is spent."""
        from allauth.account.signals import password_changed
        from django.contrib.auth.signals import user_logged_out

        from cocaf.web.signin import forget_drafts, spend_code

        password_changed.connect(spend_code, dispatch_uid="spend code")
        user_logged_out.connect(forget_drafts, dispatch_uid="forget drafts")
