"""What every answer carries and in which language it is given. Django calls these; nothing else does."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponse]

# Everything a page needs stands in files of its own, so no inline script, no inline style and no nonce is allowed.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_UNUSED_DEVICES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{device}=()" for device in _UNUSED_DEVICES)


class SecurityHeaders:
    """Strict content policy, no devices, nothing shared with other sites, nothing kept in a shared computer's cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # an officer's screen is often a shared computer: the back button must not show the last officer's page
            response.headers["Cache-Control"] = "no-store, private"
        return response


class ReaderLanguage:
    """A signed-in reader's own language; before that, LocaleMiddleware's choice (cookie, then browser) stands."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        chosen = getattr(user, "language", "") if user.is_authenticated else ""
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        response = self.answer(request)
        response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        return response


class PasswordOfOnesOwn:
    """Whoever signed in with an administrator's code chooses a password before any other page."""

    OPEN = frozenset({"account_change_password", "account_logout", "preferences"})

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Leads to the page of the password while the code is not spent."""
        waits = getattr(request.user, "code_until", None) is not None
        here = request.resolver_match.url_name if request.resolver_match else ""
        return redirect("account_change_password") if waits and here not in self.OPEN else None
