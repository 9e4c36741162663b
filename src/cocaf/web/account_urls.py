"""Addresses of the account: sign in and out, the password. allauth has more; what is not named here does not exist."""

from __future__ import annotations

from allauth.account import views
from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", views.password_change, name="account_change_password"),
]
