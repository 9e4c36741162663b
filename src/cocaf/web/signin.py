"""Signing in and out: user name and password, nobody signs up by himself; drafts go at sign-out. Named in settings for
allauth and connected by `apps`; nothing else calls it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.internal.stagekit import clear_login
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from cocaf.intake import drafts
from cocaf.members import people
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

    def pre_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse | None:
        """Refuses a code that has expired; a closed account is refused by allauth."""
        refused: HttpResponse | None = super().pre_login(request, user, **told)
        if refused is None and user.code_until is not None and user.code_until < timezone.now():
            clear_login(request)
            return render(request, "account/code_expired.html", status=403)
        return refused

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the desk."""
        return "/"


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


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The present password, or the administrator's code, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_code = self.user is not None and self.user.code_until is not None
        self.fields["oldpassword"].label = gettext_lazy("Code") if by_code else gettext_lazy("Present password")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = gettext_lazy("New password")
        self.fields["password1"].help_text = gettext_lazy("At least 12 characters; a sentence is easier to keep.")
        self.fields["password2"].label = gettext_lazy("New password again")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["dir"] = "ltr"

    def clean_password1(self) -> str:
        """A code is not kept as a password."""
        chosen = str(self.cleaned_data["password1"])
        if chosen == self.data.get("oldpassword"):
            raise ValidationError(gettext("Choose another one than the present."))
        return chosen


def spend_code(user: object = None, **_signal: object) -> None:
    """The code of the administrator is worth nothing once its owner has chosen a password."""
    if isinstance(user, User):
        people.password_chosen(user)


def forget_drafts(user: object = None, **_signal: object) -> None:
    """Throws away the drafts of the person who signs out."""
    if isinstance(user, User):
        drafts.drop_all(user)
