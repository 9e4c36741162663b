"""The table of settings: name, default, what it is for, how its text is read, and whether it is a secret. Read by
`cocaf.config`; the reference and the example of the environment file are written from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

SECRET_KEY_CHARACTERS: Final = 50
"""Shortest key of sessions and forms."""

TOKEN_CHARACTERS: Final = 20
"""Shortest token with which the operator's monitoring asks for the figures."""


class NotThisError(ValueError):
    """A text that a setting cannot have; carries a code of the list `setting_value`, which says what was expected."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


@dataclass(frozen=True)
class Setting:
    """One row of the table. A secret's value is never shown, and its file may be read by its owner only."""

    name: str
    default: str | None
    help: str
    read: Callable[[str], Any]
    secret: bool = False


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise NotThisError("flag")


def _whole(expected: str, least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
            raise NotThisError(expected)
        return int(text)

    return read


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise NotThisError("seconds") from None
    if not 0.05 <= value <= 3600:
        raise NotThisError("seconds")
    return value


def _one_of(expected: str, *known: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in known:
            raise NotThisError(expected)
        return text

    return read


def _member(text: str) -> str:
    if not (text.isascii() and text.isalnum() and text.isupper() and 2 <= len(text) <= 8):
        raise NotThisError("member")
    return text


def _database(text: str) -> str:
    if text and urlsplit(text).scheme not in {"sqlite", "postgresql", "postgres"}:
        raise NotThisError("database")
    return text


def _host(text: str) -> str:
    if not text or any(sign in text for sign in " /@?#"):
        raise NotThisError("host")
    return text


def _address(text: str) -> str:
    parts = urlsplit(text)
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if text and not (parts.scheme in {"http", "https"} and parts.hostname and bare):
        raise NotThisError("address")
    return text.rstrip("/")


def _at_least(expected: str, characters: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text and len(text) < characters:
            raise NotThisError(expected)
        return text

    return read


def _path(text: str) -> Path | None:
    return Path(text).absolute() if text else None


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("COCAF_HOME", "var/node", "The node's home: database, keys, files, cocaf.env.", Path),
    Setting("COCAF_ROLE", "node", "What this program is: a member's node, or the hub.", _one_of("role", "node", "hub")),
    Setting("COCAF_MEMBER", "XA", "Code of the member whose node this is (ISO 3166-1 alpha-2, or HUB).", _member),
    Setting("COCAF_DEMO", "0", "Shows the demonstration banner, demo sign-ins and the line switch.", _flag),
    Setting("COCAF_DEBUG", "0", "Django's debug pages. Never on a node that holds real data.", _flag),
    Setting(
        "COCAF_SECRET_KEY", "", "Key of sessions and forms, 50 characters or more.",
        _at_least("secret_key", SECRET_KEY_CHARACTERS), secret=True,
    ),
    Setting("COCAF_DATABASE_URL", "", "Database; empty means db.sqlite3 in the home.", _database, secret=True),
    Setting("COCAF_HOST", "127.0.0.1", "Address on which the node's pages are served.", _host),
    Setting("COCAF_PORT", "8100", "Port on which the node's pages are served.", _whole("port", 1, 65_535)),
    Setting("COCAF_PUBLIC_URL", "", "Address by which people and partners reach the node.", _address),
    Setting("COCAF_HUB_POLL_SECONDS", "15", "Seconds between two looks into the mailbox at the hub.", _seconds),
    Setting(
        "COCAF_LOG_LEVEL", "info", "From which level on the processes write lines: debug, info, warning or error.",
        _one_of("log_level", "debug", "info", "warning", "error"),
    ),
    Setting(
        "COCAF_METRICS_TOKEN", "",
        "Token with which monitoring asks for /metrics, 20 characters or more; without it only this machine may.",
        _at_least("token", TOKEN_CHARACTERS), secret=True,
    ),
    Setting(
        "COCAF_ERASURE_JOURNAL", "",
        "Where erasures and recalls are noted, apart from the database; empty means erasures.log in the home. "
        "Best on another disk.", _path,
    ),
    Setting(
        "COCAF_RECOVERY_KEY", "",
        "File with the public recovery key, to which `cocaf backup` seals.", _path,
    ),
    Setting(
        "COCAF_BACKUP_HOURS", "26", "Hours after which `cocaf doctor` misses a newer backup.",
        _whole("hours", 1, 24 * 366),
    ),
    Setting(
        "COCAF_KEYS_PASSPHRASE", "", "Opens the keystore; read by the key process only.", str, secret=True,
    ),
)  # fmt: skip
