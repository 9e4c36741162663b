"""Django's settings, derived from `cocaf.config`; nothing is decided here that an operator may set."""

from __future__ import annotations

import sys as _sys
from pathlib import Path

from cocaf import config as _config
from cocaf import limits as _limits
from cocaf import logs as _logs

_node = _config.current()
_here = Path(__file__).resolve().parent

SECRET_KEY = _node.secret_key or ("not-a-secret: no node was initialised in this home, nothing is served " + "-" * 20)
DEBUG = _node.debug
ALLOWED_HOSTS = [_node.host, "127.0.0.1", "localhost", "testserver"]
if _node.public_url:
    from urllib.parse import urlsplit as _urlsplit

    ALLOWED_HOSTS.append(_urlsplit(_node.public_url).hostname or "")
    CSRF_TRUSTED_ORIGINS = [_node.public_url]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "cocaf.audit",
    "cocaf.members",
    "cocaf.records",
    "cocaf.search",
    "cocaf.matching",
    "cocaf.intake",
    "cocaf.exchange",
    "cocaf.picture",
    "cocaf.online",
    "cocaf.web",
]

MIDDLEWARE = [
    "cocaf.web.watching.Watched",
    "cocaf.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cocaf.web.middleware.ReaderLanguage",
    "cocaf.web.middleware.PasswordOfOnesOwn",
    "django_htmx.middleware.HtmxMiddleware",
    "cocaf.web.errors.BodyLimit",
    "cocaf.web.errors.CocafErrors",
]

LOGGING = _logs.settings("serve" if "granian" in _sys.modules else "command", _node.log_level)

ROOT_URLCONF = "cocaf.urls"
WSGI_APPLICATION = "cocaf.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_here / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cocaf.web.context.frame",
            ]
        },
    }
]

DATABASES = {"default": _node.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A user name and a password; accounts are made by the administrator, so nothing is mailed and nobody signs up.
ACCOUNT_ADAPTER = "cocaf.web.signin.Adapter"
ACCOUNT_FORMS = {"login": "cocaf.web.signin.SignInForm", "change_password": "cocaf.web.signin.OwnPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
FORM_RENDERER = "cocaf.web.rendering.CocafRenderer"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [_here / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = _node.home / "static"

# Two nodes on one machine share the host name, so their cookies must not share a name.
SESSION_COOKIE_NAME = f"cocaf_session_{_node.member.lower()}"
CSRF_COOKIE_NAME = f"cocaf_csrf_{_node.member.lower()}"
LANGUAGE_COOKIE_NAME = f"cocaf_language_{_node.member.lower()}"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
_https = _node.public_url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

DATA_UPLOAD_MAX_MEMORY_SIZE = _limits.HTTP_BODY_BYTES
# a full report with many persons has many boxes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# an upload is never laid on the disk in clear; what is larger is refused before it is read
FILE_UPLOAD_MAX_MEMORY_SIZE = _limits.HTTP_BODY_BYTES
TEST_RUNNER = "django.test.runner.DiscoverRunner"
