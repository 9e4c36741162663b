"""What lies on this machine: settings, rights, disk, and the program itself."""

from __future__ import annotations

import importlib.metadata
import ipaddress
import os
import re
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import cocaf
from cocaf import config, limits
from cocaf.upkeep.checks.fault import Fault, warn, wrong

LEAST_FREE: Final = 256 * limits.MIB
"""Below this much free space nothing is sure to be written."""

LOW_SHARE: Final = 0.1
"""Share of the disk below which it is time to act."""

_SQLITE: Final = (3, 37)
_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*>=\s*([0-9.]+)")
_PACKAGE: Final = Path(cocaf.__file__).resolve().parent
_NOT_SETTINGS: Final = {"COCAF_LANG", "COCAF_TEST_DATABASE_URL"}


def settings() -> Iterator[Fault]:
    """What the environment says is known, and fits a node that holds real data."""
    here = config.current()
    known = {name for one in config.SETTINGS for name in (one.name, f"{one.name}_FILE")} | _NOT_SETTINGS
    for name in sorted(name for name in os.environ if name.startswith("COCAF_") and name not in known):
        yield warn("doctor.setting_unknown", name=name)
    if not here.secret_key:
        yield wrong("setting.no_secret")
    if here.debug:
        yield wrong("doctor.debug")
    if here.demo:
        yield warn("doctor.demo")
    address = urlsplit(here.public_url)
    if address.scheme == "http" and not _is_here(address.hostname or ""):
        yield wrong("doctor.no_tls", url=here.public_url)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def rights() -> Iterator[Fault]:
    """Nobody but the node's own users reads the home, and the node can write into it."""
    here = config.current()
    keys = here.home / "keys"
    for path, allowed in ((keys, 0o700), (keys / "keystore.json", 0o600), (keys / "passphrase", 0o600)):
        if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & ~allowed:
            yield wrong("doctor.rights", path=str(path), mode=f"{mode:o}", wanted=f"{allowed:o}")
    for path in (here.home, here.home / "cocaf.env", here.home / "db.sqlite3"):
        if config.open_to_others(path):
            wanted = "700" if path.is_dir() else "600"
            yield wrong("doctor.rights", path=str(path), mode=f"{stat.S_IMODE(path.stat().st_mode):o}", wanted=wanted)
    for path in (here.home, here.journal.parent):
        if not os.access(path, os.W_OK):
            yield wrong("doctor.not_writable", path=str(path))


def disk() -> Iterator[Fault]:
    """There is room to write."""
    here = config.current()
    for path in sorted({here.home, here.journal.parent}):
        if not path.exists():
            yield wrong("doctor.folder_gone", path=str(path))
            continue
        found = shutil.disk_usage(path)
        free = found.free // limits.MIB
        if found.free < LEAST_FREE:
            yield wrong("doctor.disk_full", path=str(path), free=free)
        elif found.free < LOW_SHARE * found.total:
            yield warn("doctor.disk_low", path=str(path), free=free, percent=100 * found.free // found.total)


def libraries() -> Iterator[Fault]:
    """What the program needs is installed, in a version that it was made for."""
    if sqlite3.sqlite_version_info < _SQLITE:
        needed = ".".join(map(str, _SQLITE))
        yield wrong("doctor.library_old", name="SQLite", found=sqlite3.sqlite_version, needed=needed)
    for line in importlib.metadata.requires("cocaf") or ():
        needs = _REQUIREMENT.match(line)
        if needs is None or "extra ==" in line:
            continue
        name, least = needs.groups()
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield wrong("doctor.library_missing", name=name)
            continue
        if _numbers(found) < _numbers(least):
            yield wrong("doctor.library_old", name=name, found=found, needed=least)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version.split("+")[0])]


def languages() -> Iterator[Fault]:
    """The pages speak all their languages."""
    for code in config.LANGUAGES:
        if code != "en" and not (_PACKAGE / "locale" / code / "LC_MESSAGES" / "django.mo").exists():
            yield wrong("doctor.language", language=code)


def assets() -> Iterator[Fault]:
    """The pages' scripts were built."""
    if not any((_PACKAGE / "web" / "static" / "build").glob("*.js")):
        yield wrong("doctor.assets")
