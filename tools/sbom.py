"""The list of components of a release in CycloneDX 1.6: what is installed from wheels, and what is bundled into the
pages' scripts, each with version, licence, hash and what it needs. Used by `tools/release.py`."""

from __future__ import annotations

import base64
import datetime
import email.parser
import hashlib
import json
import re
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

NAMESPACE = uuid.UUID("6f0c6f3e-6a5b-5c0e-9d0e-0f7b1a2c3d4e")
IMPORTED = re.compile(r"""(?:from|import)\s+["']([^."'][^"']*)["']""")
DATA_PACKAGES = ("world-atlas",)
"""Packages of which data, not code, is built into the pages' files."""

OF_CLASSIFIERS = {
    "MIT License": "MIT", "BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC", "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-2.1-or-later",
}  # fmt: skip


@dataclass(frozen=True)
class Wheel:
    """A wheel and what it says of itself."""

    path: Path
    metadata: Message

    @property
    def name(self) -> str:
        """The name as the index writes it."""
        return canonicalize_name(str(self.metadata["Name"]))

    @property
    def version(self) -> str:
        """The version."""
        return str(self.metadata["Version"])

    @property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def needs(self, extras: Iterable[str] = ()) -> list[Requirement]:
        """What it needs on this platform, with these extras of it."""
        found = [Requirement(line) for line in self.metadata.get_all("Requires-Dist", [])]
        return [each for each in found if _applies(each, extras)]


def _applies(needed: Requirement, extras: Iterable[str]) -> bool:
    marker = needed.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def read_wheels(folder: Path) -> dict[str, Wheel]:
    """All wheels of a folder by name."""
    found = {}
    for path in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(path) as archive:
            (name,) = (each for each in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", each))
            wheel = Wheel(path, email.parser.Parser().parsestr(archive.read(name).decode("utf-8")))
        found[wheel.name] = wheel
    return found


def closure(wheels: Mapping[str, Wheel], root: str = "cocaf") -> dict[str, set[str]]:
    """What the root needs, directly and through others: each name with the names that it needs itself."""
    graph: dict[str, set[str]] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [(root, ())]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        graph.setdefault(name, set())
        if name not in wheels:
            raise SystemExit(f"The wheel of {name} is missing; requirements/base.txt is older than pyproject.toml.")
        for needed in wheels[name].needs(extras):
            graph[name].add(canonicalize_name(needed.name))
            waiting.append((canonicalize_name(needed.name), tuple(sorted(needed.extras))))
    return graph


def licence(metadata: Message) -> list[dict[str, Any]]:
    """A licence as CycloneDX writes it: an SPDX expression where the package gives one that is known."""
    for given in (metadata.get("License-Expression"), metadata.get("License")):
        try:
            return [{"expression": canonicalize_license_expression(str(given))}] if given else _classified(metadata)
        except InvalidLicenseExpression:
            continue
    return _classified(metadata)


def _classified(metadata: Message) -> list[dict[str, Any]]:
    named = [str(line).split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if "License ::" in str(line)]
    found = [{"license": {"id": OF_CLASSIFIERS[name]} if name in OF_CLASSIFIERS else {"name": name}} for name in named]
    text = str(metadata.get("License") or "").splitlines()
    return found or [{"license": {"name": text[0][:80] if text else "see the package's own files"}}]


def _wheel_component(wheel: Wheel) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{wheel.name}@{wheel.version}",
        "name": wheel.name,
        "version": wheel.version,
        "purl": f"pkg:pypi/{wheel.name}@{wheel.version}",
        "licenses": licence(wheel.metadata),
        "hashes": [{"alg": "SHA-256", "content": wheel.sha256}],
        "scope": "required",
    }


def bundled(root: Path) -> dict[str, dict[str, Any]]:
    """npm packages that are in the built scripts: what `assets` imports, with all that those need, from the lock."""
    locked = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    waiting = list(DATA_PACKAGES)
    for path in sorted((root / "assets").rglob("*.*js")):
        waiting += IMPORTED.findall(path.read_text(encoding="utf-8"))
    found: dict[str, dict[str, Any]] = {}
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = locked[f"node_modules/{name}"]
            waiting += found[name].get("dependencies", {})
    return dict(sorted(found.items()))


def _npm_component(name: str, locked: Mapping[str, Any]) -> dict[str, Any]:
    purl = f"pkg:npm/{name.replace('@', '%40')}@{locked['version']}"
    algorithm, _, digest = str(locked["integrity"]).partition("-")
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": locked["version"],
        "purl": purl,
        "licenses": [{"expression": locked["license"]}],
        "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": _hex(digest)}],
        "scope": "required",
    }


def _hex(base64_digest: str) -> str:
    return base64.b64decode(base64_digest).hex()


def bill(root: Path, wheels: Mapping[str, Wheel], moment: datetime.datetime) -> dict[str, Any]:
    """The whole list. The same wheels, lock and moment give the same bytes."""
    graph, scripts = closure(wheels), bundled(root)
    own = wheels["cocaf"]
    components = [_wheel_component(wheels[name]) for name in sorted(graph) if name != "cocaf"]
    npm = {name: _npm_component(name, locked) for name, locked in scripts.items()}
    refs = {name: f"pkg:pypi/{name}@{wheels[name].version}" for name in graph}
    needs = [{"ref": refs[name], "dependsOn": sorted(refs[each] for each in graph[name])} for name in sorted(graph)]
    for each in needs:
        if each["ref"] == refs["cocaf"]:
            each["dependsOn"] = sorted([*each["dependsOn"], *(part["bom-ref"] for part in npm.values())])
    needs += [
        {
            "ref": npm[name]["bom-ref"],
            "dependsOn": sorted(npm[part]["bom-ref"] for part in locked.get("dependencies", ())),
        }
        for name, locked in scripts.items()
    ]
    made: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {**_wheel_component(own), "type": "application"},
        },
        "components": [*components, *npm.values()],
        "dependencies": needs,
    }
    serial = uuid.uuid5(NAMESPACE, json.dumps(made, sort_keys=True))
    return {**made, "serialNumber": f"urn:uuid:{serial}"}
