"""The cast of these tests: the accounts of the pages' tests."""

from __future__ import annotations

from tests.web.conftest import as_user, people  # noqa: F401 -- fixtures for every test here
