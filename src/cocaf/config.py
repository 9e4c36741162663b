"""What the operator sets, read from the environment, from the file that NAME_FILE names, or from the node's own
`cocaf.env`. Anyone may call `current()`; wrong values stop the start, all of them named at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from cocaf.domain.errors import CocafError
from cocaf.setting import SETTINGS, NotThisError, Setting

__all__ = ["DEMO_PASSWORD", "SETTINGS", "Config", "Setting", "WrongSettingError", "current", "load"]

DEMO_PASSWORD = "demonstration-2026"  # noqa: S105 - shown to everybody on the sign-in page of a demonstration
"""Password of everybody in a demonstration, printed on its sign-in page. No other node has it."""

LANGUAGES = ("en", "fr", "es", "ar")


def operator_language(environment: Mapping[str, str]) -> str:
    """The language in which the operator is spoken to: that of the environment where we have it, else English."""
    names = ("COCAF_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next((value[:2] for name in names if (value := environment.get(name))), "en")
    return wanted if wanted in LANGUAGES else "en"


class WrongSettingError(SystemExit):
    """Settings are wrong; each problem is an error of ours with a sentence that names it and says what to do."""

    def __init__(self, *problems: CocafError) -> None:
        self.problems = problems
        super().__init__(self.sentences(operator_language(os.environ)))

    def sentences(self, lang: str) -> str:
        """All problems, one a line."""
        return "\n".join(problem.sentence(lang) for problem in self.problems)

    def __str__(self) -> str:
        return self.sentences("en")


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
    log_level: str
    metrics_token: str
    erasure_journal: Path | None
    recovery_key: Path | None
    backup_hours: int

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
    def journal(self) -> Path:
        """Where erasures and recalls are noted, apart from the database."""
        return self.erasure_journal or self.home / "erasures.log"

    @property
    def last_backup(self) -> Path:
        """Note of the last backup, which `cocaf doctor` reads."""
        return self.home / "last-backup.json"

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
    """NAME=VALUE lines of a `cocaf.env`; comments and empty lines are passed over. Raises WrongSettingError."""
    found: dict[str, str] = {}
    if not path.exists():
        return found
    problems = []
    known = {name for setting in SETTINGS for name in (setting.name, f"{setting.name}_FILE")}
    for number, line in enumerate(_text(path, "cocaf.env").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, sign, value = (part.strip() for part in text.partition("="))
        if not sign:
            problems.append(CocafError("setting.line", path=str(path), number=number))
        elif name not in known:
            problems.append(CocafError("setting.unknown", path=str(path), number=number, name=name))
        found[name] = value
    if problems:
        raise WrongSettingError(*problems)
    return found


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise WrongSettingError(CocafError("setting.file_missing", name=name, path=str(path))) from error
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettingError(CocafError("setting.file_unreadable", name=name, path=str(path))) from error


def open_to_others(path: Path) -> bool:
    """Whether every user of this machine may read the file: its own mode and those of the folders above say so."""
    try:
        whole = path.resolve()
        return bool(whole.stat().st_mode & 0o004) and all(each.stat().st_mode & 0o001 for each in whole.parents)
    except OSError:
        return False


def _from_file(setting: Setting, path: Path) -> str:
    text = _text(path, f"{setting.name}_FILE").strip()
    if setting.secret and open_to_others(path):
        raise WrongSettingError(CocafError("setting.file_open", name=f"{setting.name}_FILE", path=str(path)))
    return text


def _given(setting: Setting, source: Mapping[str, str]) -> str | None:
    """What one source says: NAME, or the content of the file that NAME_FILE names; None where it is silent."""
    text, path = source.get(setting.name), source.get(f"{setting.name}_FILE")
    if text and path:
        raise WrongSettingError(CocafError("setting.both", name=setting.name))
    return _from_file(setting, Path(path)) if path else text


def value_of(setting: Setting, environment: Mapping[str, str], file: Mapping[str, str]) -> Any:
    """The setting's value: from the environment, else from the node's own file, else the default.

    Raises WrongSettingError."""
    text = _given(setting, environment)
    if text is None:
        text = _given(setting, file)
    if text is None:
        text = setting.default or ""
    try:
        return setting.read(text)
    except NotThisError as error:
        code = "setting.wrong_secret" if setting.secret else "setting.wrong"
        problem = CocafError(code, name=setting.name, value=text, expected=error.expected)
        raise WrongSettingError(problem) from error


def _values(environment: Mapping[str, str], file: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    problems: list[CocafError] = []
    for setting in SETTINGS:
        # the passphrase is read by the key process alone, never by a process that serves pages
        if setting.name in {"COCAF_HOME", "COCAF_KEYS_PASSPHRASE"}:
            continue
        try:
            yield setting.name.removeprefix("COCAF_").lower(), value_of(setting, environment, file)
        except WrongSettingError as error:
            problems += error.problems
    if problems:
        raise WrongSettingError(*problems)


def load(environment: Mapping[str, str]) -> Config:
    """Reads and checks every setting. Raises WrongSettingError with a sentence for each that is wrong."""
    home = Path(value_of(SETTINGS[0], environment, {})).absolute()
    own = home / "cocaf.env"
    if own.exists() and open_to_others(own):
        raise WrongSettingError(CocafError("setting.file_open", name="cocaf.env", path=str(own)))
    return Config(home=home, **dict(_values(environment, read_env_file(own))))


@cache
def current() -> Config:
    """The settings of this process, read once."""
    return load(os.environ)
