"""Builds a release: one archive with every wheel, the list of components, and what is needed to install it without
network and without Node; signed. Run by `make release` after `tools/setup`.

.venv/bin/python tools/release.py [--out dist]

COCAF_RELEASE_KEY names the signing key (Ed25519, PEM); without it a throwaway key is made, and the archive says so.
The same commit, lock files and Python give the same bytes: times are those of the commit (SOURCE_DATE_EPOCH).
"""

from __future__ import annotations

import argparse
import base64
import datetime
import gzip
import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).resolve().parent))
import sbom

ROOT = Path(__file__).resolve().parents[1]
TAKEN = ("LICENSE", "NOTICE", "SECURITY.md", "CHANGELOG.md")
"""Files of the repository that go in as they are, beside the folders `packaging` and `docs`."""

THROWAWAY = "throwaway-release-key.pem"


def say(text: str) -> None:
    """What is being done."""
    print(text, flush=True)


def moment() -> datetime.datetime:
    """SOURCE_DATE_EPOCH, else the commit's own time."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        command = ["git", "log", "-1", "--format=%ct"]
        given = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return datetime.datetime.fromtimestamp(int(given), datetime.UTC)


def signing_key(out: Path) -> tuple[Ed25519PrivateKey, bool]:
    """The release key, and whether it is a throwaway one."""
    named = os.environ.get("COCAF_RELEASE_KEY")
    path = Path(named) if named else out / THROWAWAY
    if not named and not path.exists():
        form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        pem = Ed25519PrivateKey.generate().private_bytes(serialization.Encoding.PEM, form, plain)
        path.touch(mode=0o600)
        path.write_bytes(pem)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise SystemExit(
            f"COCAF_RELEASE_KEY: {path} is not a readable private key in PEM without passphrase."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit(
            f"COCAF_RELEASE_KEY: {path} is not an Ed25519 key; make one: openssl genpkey -algorithm ed25519"
        )
    return key, named is None


def pip_wheel(folder: Path, when: datetime.datetime, *words: str) -> None:
    """Builds or fetches wheels into the folder."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(int(when.timestamp()))}
    told = subprocess.run([*command, "--wheel-dir", str(folder), *words], cwd=ROOT, env=environment, check=False,
                          capture_output=True, text=True)  # fmt: skip
    if told.returncode != 0:
        raise SystemExit(f"pip could not make the wheels:\n{told.stderr[-1500:]}\nIs the package index in reach?")


def wheels(folder: Path, when: datetime.datetime) -> dict[str, sbom.Wheel]:
    """Our wheel and those of everything that it needs, and no other; the lock file's hashes are checked."""
    folder.mkdir()
    pip_wheel(folder, when, "--no-build-isolation", ".")
    pip_wheel(folder, when, "--require-hashes", "-r", "requirements/base.txt")
    found = sbom.read_wheels(folder)
    needed = sbom.closure(found)
    for name, wheel in found.items():
        if name not in needed:
            wheel.path.unlink()
    return {name: wheel for name, wheel in found.items() if name in needed}


def fill(folder: Path, when: datetime.datetime, throwaway: bool) -> None:
    """Writes everything that goes into the archive, but the signature."""
    say("collecting wheels")
    held = wheels(folder / "wheels", when)
    lines = [f"{name}=={wheel.version} --hash=sha256:{wheel.sha256}" for name, wheel in sorted(held.items())]
    (folder / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    components = json.dumps(sbom.bill(ROOT, held, when), indent=1, ensure_ascii=False)
    (folder / "sbom.cdx.json").write_text(components + "\n", encoding="utf-8")
    facts = {
        "version": held["cocaf"].version,
        "python": python_version(),
        "machine": platform.machine(),
        "made": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "signed_with": "a throwaway key" if throwaway else "the release key",
    }
    (folder / "release.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    for name in TAKEN:
        shutil.copy(ROOT / name, folder / name)
    for name in ("packaging", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("images"))
    (folder / "packaging" / "install.sh").rename(folder / "install.sh")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}" for path in files(folder)]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")


def python_version() -> str:
    """The Python for which the wheels are."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def files(folder: Path) -> list[Path]:
    """Every file of a folder, in the order of its names."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def pack(folder: Path, archive: Path, name: str, when: datetime.datetime) -> None:
    """The folder as one archive under that name: sorted, of nobody, with the same times and rights wherever it is
    made. Wheels are compressed already, so the lightest pressing does."""
    at = int(when.timestamp())
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=1, mtime=at, fileobj=raw) as out,
        tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in files(folder):
            info = tarfile.TarInfo(f"{name}/{path.relative_to(folder)}")
            content = path.read_bytes()
            info.size, info.mtime, info.mode = len(content), at, 0o644
            tar.addfile(info, io.BytesIO(content))


def sign(key: Ed25519PrivateKey, path: Path) -> None:
    """A detached signature beside the file, as openssl verifies it."""
    path.with_name(f"{path.name}.sig").write_bytes(key.sign(path.read_bytes()))


def public(key: Ed25519PrivateKey) -> bytes:
    """The public half in PEM."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form)


def build(out: Path) -> Mapping[str, str]:
    """Builds, packs and signs; gives the archive's path, its SHA-256 and the key's fingerprint."""
    out.mkdir(parents=True, exist_ok=True)
    when = moment()
    key, throwaway = signing_key(out)
    with tempfile.TemporaryDirectory(prefix="cocaf-release-") as scratch:
        folder = Path(scratch)
        fill(folder, when, throwaway)
        sign(key, folder / "SHA256SUMS")
        version = json.loads((folder / "release.json").read_text(encoding="utf-8"))["version"]
        name = f"cocaf-{version}-cp{python_version().replace('.', '')}-linux-{platform.machine()}"
        part = out / f"{name}.part"
        say("packing")
        pack(folder, part, name, when)
        archive = part.rename(out / f"{name}.tar.gz")
    sign(key, archive)
    (out / "release.pub").write_bytes(public(key))
    fingerprint = base64.b64encode(hashlib.sha256(public(key)).digest()).decode()
    return {"archive": str(archive), "sha256": hashlib.sha256(archive.read_bytes()).hexdigest(), "key": fingerprint,
            "throwaway": "yes" if throwaway else "no"}  # fmt: skip


def main() -> int:
    """Builds the release and says what to give whom."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    made = build(parser.parse_args().out.absolute())
    say(f"archive  {made['archive']}  (and its .sig)\nsha256   {made['sha256']}\nkey      {made['key']}  (release.pub)")
    if made["throwaway"] == "yes":
        say("Signed with a throwaway key: for trying. COCAF_RELEASE_KEY names the real one.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
