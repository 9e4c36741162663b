"""The WSGI entry of a node; granian serves it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocaf.settings")
application = get_wsgi_application()
# Django loads the pages with the first request; a partner's first message should not wait for that
assert get_resolver().url_patterns
