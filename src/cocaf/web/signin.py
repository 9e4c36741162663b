"""Signing in and out: user name and password, nobody signs up by himself; drafts go at sign-out. Named in settings for
allauth and connected by `apps`; nothing else calls it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from cocaf.intake import drafts
from cocaf.members.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the node's administrator; there is no sign-up and no mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "User name or password is wrong. Correct them, or ask your administrator for a new password."
        ),
        "account_inactive": gettext_lazy("This account is closed. Ask your administrator."),
        "too_many_login_attempts": gettext_lazy("Too many failed attempts. Wait five minutes, then try again."),
        "incorrect_password": gettext_lazy("The password is wrong. Type your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by himself."""
        return False


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name and password in cocaf's words, without placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = gettext_lazy("User name")
        self.fields["password"].label = gettext_lazy("Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["dir"] = "ltr"
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}


def forget_drafts(user: object = None, **_signal: object) -> None:
    """Throws away the drafts of the person who signs out."""
    if isinstance(user, User):
        drafts.drop_all(user)
