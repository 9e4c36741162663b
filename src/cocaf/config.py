"""What the operator sets: one table of settings, read from the environment, from NAME_FILE, or from the node's
own `cocaf.env`. Anyone may call `current()`; a wrong value stops the start with a sentence."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

DEMO_PASSWORD = "demonstration-2026"  # noqa: S105 - shown to everybody on the sign-in page of a demonstration
"""Password of everybody in a demonstration, printed on its sign-in page. No other node has it."""


class WrongSettingError(SystemExit):
    """A setting is missing or wrong; the message names it and says what was expected."""


@dataclass(frozen=True)
class Setting:
    """One row of the table: environment name, default, what it is for, and how its text is read."""

    name: str
    default: str | None
    help: str
    read: Callable[[str], Any]


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("1 or 0")


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError("a port between 1 and 65535")
    return int(text)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.05 <= value <= 3600:
        raise ValueError("seconds between 0.05 and 3600")
    return value


def _role(text: str) -> str:
    if text not in {"node", "hub"}:
        raise ValueError("node or hub")
    return text


def _member(text: str) -> str:
    if not (text.isascii() and text.isalnum() and text.isupper() and 2 <= len(text) <= 8):
        raise ValueError("2 to 8 capital letters or digits, as MA or HUB")
    return text


def _database(text: str) -> str:
    if text and urlsplit(text).scheme not in {"sqlite", "postgresql", "postgres"}:
        raise ValueError("sqlite:///path or postgresql://user:password@host:port/name")
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting("COCAF_HOME", "var/node", "The node's home: database, keys, files, cocaf.env.", Path),
    Setting("COCAF_ROLE", "node", "What this program is: a member's node, or the hub.", _role),
    Setting("COCAF_MEMBER", "XA", "Code of the member whose node this is (ISO 3166-1 alpha-2, or HUB).", _member),
    Setting("COCAF_DEMO", "0", "Shows the demonstration banner, demo sign-ins and the line switch.", _flag),
    Setting("COCAF_DEBUG", "0", "Django's debug pages. Never on a node that holds real data.", _flag),
    Setting("COCAF_SECRET_KEY", "", "Key of sessions and forms, 50 characters or more.", str),
    Setting("COCAF_DATABASE_URL", "", "Database; empty means db.sqlite3 in the home.", _database),
    Setting("COCAF_HOST", "127.0.0.1", "Address on which the node's pages are served.", str),
    Setting("COCAF_PORT", "8100", "Port on which the node's pages are served.", _port),
    Setting("COCAF_PUBLIC_URL", "", "Address by which people and partners reach the node.", str),
    Setting("COCAF_HUB_POLL_SECONDS", "15", "Seconds between two looks into the mailbox at the hub.", _seconds),
    Setting("COCAF_KEYS_PASSPHRASE", "", "Opens the keystore; read by the key process only.", str),
)


@dataclass(frozen=True)
class Config:
    """The node's settings, read and checked."""

    home: Path
    role: str
    member: str
    demo: bool
    debug: bool
    secret_key: str
    database_url: str
    host: str
    port: int
    public_url: str
    hub_poll_seconds: float

    @property
    def key_socket(self) -> Path:
        """Unix socket of the node's key process."""
        return self.home / "keys" / "agent.sock"

    @property
    def wake_socket(self) -> Path:
        """Unix datagram socket on which the worker hears that there is work."""
        return self.home / "worker.sock"

    @property
    def files(self) -> Path:
        """Folder of the encrypted file store."""
        return self.home / "files"

    @property
    def line_cut_file(self) -> Path:
        """While this file exists the demonstration's line is cut."""
        return self.home / "line.cut"

    @property
    def database(self) -> dict[str, Any]:
        """Django's settings of the database."""
        if self.database_url.startswith("postgres"):
            return _postgres(self.database_url)
        path = self.database_url.removeprefix("sqlite:///") or str(self.home / "db.sqlite3")
        return {
            "ENGINE": "cocaf.sqlite",
            "NAME": path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: a message that was acknowledged must survive a power cut; see docs/adr
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
                " PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;",
            },
        }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }


def read_env_file(path: Path) -> dict[str, str]:
    """NAME=VALUE lines of a `cocaf.env`; comments and empty lines are passed over."""
    found: dict[str, str] = {}
    if not path.exists():
        return found
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, sign, value = text.partition("=")
        if not sign:
            raise WrongSettingError(f"{path}, line {number}: expected NAME=VALUE.")
        found[name.strip()] = value.strip()
    return found


def value_of(setting: Setting, environment: Mapping[str, str], file: Mapping[str, str]) -> Any:
    """The setting's value: NAME, else NAME_FILE's content, else the node's file, else the default."""
    text = environment.get(setting.name)
    if text is None and (path := environment.get(f"{setting.name}_FILE")):
        try:
            text = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise WrongSettingError(f"{setting.name}_FILE: {path} cannot be read ({error.strerror}).") from error
    if text is None:
        text = file.get(setting.name, setting.default)
    try:
        return setting.read(text or "")
    except ValueError as error:
        raise WrongSettingError(f"{setting.name} is {text!r}; expected {error}.") from error


def load(environment: Mapping[str, str]) -> Config:
    """Reads and checks every setting. Raises WrongSettingError with a sentence that names the wrong one."""
    table = {setting.name: setting for setting in SETTINGS}
    home = Path(value_of(table["COCAF_HOME"], environment, {})).absolute()
    file = read_env_file(home / "cocaf.env")
    values = {
        name.removeprefix("COCAF_").lower(): value_of(setting, environment, file)
        for name, setting in table.items()
        # the passphrase is read by the key process alone, never by a process that serves pages
        if name not in {"COCAF_HOME", "COCAF_KEYS_PASSPHRASE"}
    }
    config = Config(home=home, **values)
    if not config.debug and config.secret_key and len(config.secret_key) < 50:
        raise WrongSettingError("COCAF_SECRET_KEY is too short; expected 50 characters or more.")
    return config


@cache
def current() -> Config:
    """The settings of this process, read once."""
    return load(os.environ)
