"""The WSGI entry of a node; granian serves it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocaf.settings")
application = get_wsgi_application()
