"""A release is built from this tree, is the same each time, names what is in it, and installs by itself."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from tests.house.repository import ROOT
from tests.nodes import _ports, _wait_for_port

WHEN = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)


def _tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


sbom = _tool("sbom")
release = _tool("release")


def a_wheel(folder: Path, name: str, version: str, *lines: str) -> None:
    """An invented wheel that says no more than its metadata."""
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        text = "\n".join(["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *lines])
        archive.writestr(zipfile.ZipInfo(f"{name}-{version}.dist-info/METADATA"), text + "\n")


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """Our wheel and three invented ones; one of them is needed by nothing."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    a_wheel(folder, "cocaf", "0.1.0", "License-Expression: Apache-2.0", "Requires-Dist: alpha[fast]>=1",
            'Requires-Dist: beta; extra == "dev"')  # fmt: skip
    a_wheel(folder, "alpha", "1.2", "Classifier: License :: OSI Approved :: MIT License",
            'Requires-Dist: gamma>=2; extra == "fast"', 'Requires-Dist: winonly; sys_platform == "win32"')  # fmt: skip
    a_wheel(folder, "gamma", "2.0", "License: three clauses")
    a_wheel(folder, "beta", "9.9")
    return folder


def valid(bill: dict[str, Any]) -> None:
    """Checks against CycloneDX's own schema, which comes with the auditing tool."""
    found = importlib.util.find_spec("cyclonedx.schema")
    assert found is not None
    assert found.origin is not None
    schemas = Path(found.origin).parent / "_res"
    registry: Registry[Any] = Registry()
    for path in schemas.glob("*.SNAPSHOT.schema.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        for name in (path.name, content["$id"], content["$id"].rpartition("/")[0] + "/" + path.name):
            registry = registry.with_resource(name, Resource.from_contents(content))
    schema = json.loads((schemas / "bom-1.6.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema, registry=registry).validate(bill)


def test_the_bill_names_what_is_needed_and_nothing_else_and_fits_the_schema(wheels: Path) -> None:
    bill = sbom.bill(ROOT, sbom.read_wheels(wheels), WHEN)
    python = {each["name"]: each for each in bill["components"] if each["purl"].startswith("pkg:pypi")}
    assert set(python) == {"alpha", "gamma"}
    assert python["alpha"]["licenses"] == [{"license": {"id": "MIT"}}]
    assert python["gamma"]["licenses"] == [{"license": {"name": "three clauses"}}]
    content = (wheels / "alpha-1.2-py3-none-any.whl").read_bytes()
    assert python["alpha"]["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(content).hexdigest()}]
    needs = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
    assert needs[python["alpha"]["bom-ref"]] == [python["gamma"]["bom-ref"]]
    valid(bill)


def test_the_scripts_in_the_bill_are_those_that_the_notice_names(wheels: Path) -> None:
    bill = sbom.bill(ROOT, sbom.read_wheels(wheels), WHEN)
    scripts = {each["name"] for each in bill["components"] if each["purl"].startswith("pkg:npm")}
    part = (ROOT / "NOTICE").read_text(encoding="utf-8").split("bundled into")[1].split("ISC licence")[0]
    assert scripts == set(re.findall(r"^  ([a-z0-9-]+) +ISC", part, re.M))


def test_a_bill_is_the_same_each_time(wheels: Path) -> None:
    first, second = (sbom.bill(ROOT, sbom.read_wheels(wheels), WHEN) for _ in range(2))
    assert json.dumps(first) == json.dumps(second)


def test_a_missing_wheel_is_said(wheels: Path) -> None:
    (wheels / "gamma-2.0-py3-none-any.whl").unlink()
    with pytest.raises(SystemExit, match="The wheel of gamma is missing"):
        sbom.closure(sbom.read_wheels(wheels))


def test_a_licence_that_is_no_expression_falls_back_to_its_words() -> None:
    metadata = Message()
    metadata["License"] = "whatever you like\nand more"
    assert sbom.licence(metadata) == [{"license": {"name": "whatever you like"}}]


def test_an_archive_has_the_same_bytes_whoever_packs_it(tmp_path: Path) -> None:
    made = []
    for name, mode in (("one", 0o600), ("two", 0o755)):
        folder = tmp_path / name
        (folder / "deep").mkdir(parents=True)
        for file in ("b", "a", "deep/c"):
            (folder / file).write_text(file, encoding="utf-8")
            (folder / file).chmod(mode)
        release.pack(folder, tmp_path / f"{name}.tar.gz", "cocaf", WHEN)
        made.append((tmp_path / f"{name}.tar.gz").read_bytes())
    assert made[0] == made[1]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder like a release's, signed, with nothing to install in it."""
    folder = tmp_path / "release"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "a.whl").write_text("a", encoding="utf-8")
    shutil.copy(ROOT / "packaging" / "install.sh", folder)
    (folder / "release.json").write_text('{"python": "9.99"}', encoding="utf-8")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}"
            for path in release.files(folder)]  # fmt: skip
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
    key, throwaway = release.signing_key(tmp_path)
    assert throwaway
    release.sign(key, folder / "SHA256SUMS")
    (tmp_path / "release.pub").write_bytes(release.public(key))
    return folder


def install(folder: Path, *words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path or os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nonexistent"}
    command = ["/bin/sh", str(folder / "install.sh"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("file", "A file differs from the list"),
        ("list", "The signature does not fit this key"),
        ("key", "The signature does not fit this key"),
        ("extra", "Files that the list does not know: wheels/b.whl"),
        ("none", "Python 9.99 is needed"),
    ],
)
def test_what_was_changed_is_not_installed(small: Path, tmp_path: Path, change: str, said: str) -> None:
    key = tmp_path / "release.pub"
    if change == "file":
        (small / "wheels" / "a.whl").write_text("b", encoding="utf-8")
    if change == "list":
        (small / "SHA256SUMS").write_text("", encoding="utf-8")
    if change == "extra":
        (small / "wheels" / "b.whl").write_text("b", encoding="utf-8")
    if change == "key":
        (tmp_path / release.THROWAWAY).unlink()
        key.write_bytes(release.public(release.signing_key(tmp_path)[0]))
    told = install(small, "--key", str(key), str(tmp_path / "target"))
    assert (told.returncode, said in told.stderr) == (1, True), told.stderr
    assert not (tmp_path / "target").exists()


def test_installing_over_a_version_that_is_there_is_refused(small: Path, tmp_path: Path) -> None:
    told = install(small, "--unverified", str(tmp_path))
    assert (told.returncode, "is there already" in told.stderr) == (1, True)
    assert "Say --key" in install(small, str(tmp_path / "new")).stderr


@contextlib.contextmanager
def process(*command: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(timeout=30)


def built(out: Path) -> dict[str, str]:
    """Builds a release, or skips where no package index is reached."""
    try:
        return dict(release.build(out))
    except SystemExit as error:
        if "Is the package index in reach?" in str(error):
            pytest.skip("no package index is in reach, and a release holds wheels of others")
        raise


@pytest.mark.long
def test_a_release_is_built_twice_alike_installs_without_network_and_node_and_serves(tmp_path: Path) -> None:
    made = built(tmp_path / "one")
    (tmp_path / "two").mkdir()
    shutil.copy(tmp_path / "one" / release.THROWAWAY, tmp_path / "two")
    assert built(tmp_path / "two")["sha256"] == made["sha256"]
    archive = Path(made["archive"])
    public = archive.parent / "release.pub"
    verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(public), "-rawin", "-in", str(archive),
              "-sigfile", f"{archive}.sig"]  # fmt: skip
    assert subprocess.run(verify, capture_output=True, check=False).returncode == 0
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "unpacked", filter="data")
    (folder,) = (tmp_path / "unpacked").iterdir()
    valid(json.loads((folder / "sbom.cdx.json").read_text(encoding="utf-8")))
    # a path on which neither Node nor anything of this environment is found, and an index that does not exist
    path = without_node(tmp_path / "bin")
    target = tmp_path / "cocaf"
    told = install(folder, "--key", str(public), str(target), path=path)
    assert told.returncode == 0, told.stderr
    serves(target, tmp_path / "home", path)


def without_node(folder: Path) -> str:
    """A PATH with Python and the system's tools, and without Node."""
    folder.mkdir()
    base = Path(sys.base_prefix) / "bin" / f"python{release.python_version()}"
    (folder / base.name).symlink_to(base)
    for name in ("sh", "sed", "sort", "find", "grep", "sha256sum", "openssl", "dirname", "rm", "cat"):
        (folder / name).symlink_to(shutil.which(name) or "")
    assert shutil.which("node", path=str(folder)) is None
    return str(folder)


def serves(target: Path, home: Path, path: str) -> None:
    """The installed program makes a node, which answers on loopback with its pages and their scripts."""
    (port,) = _ports(1)
    given = {"PATH": path, "LANG": "C.UTF-8", "COCAF_HOME": str(home)}
    cocaf = str(target / "bin" / "cocaf")
    words = [cocaf, "init", "--member", "XA", "--name", "Exampleland", "--port", str(port)]
    subprocess.run(words, env=given, check=True, capture_output=True)
    secret = given | {"COCAF_KEYS_PASSPHRASE_FILE": str(home / "keys" / "passphrase")}
    with process(cocaf, "keys", environment=secret), process(cocaf, "serve", environment=given):
        _wait_for_port(port)
        url = f"http://127.0.0.1:{port}"
        for address, content in (
            ("/account/login/", "<form"),
            ("/static/build/chart.js", "addEventListener"),
            ("/health/live", "alive"),
        ):
            with urllib.request.urlopen(url + address, timeout=20) as answer:
                assert content in answer.read().decode("utf-8"), address
        told = subprocess.run([cocaf, "doctor", "--json"], env=given, check=False, capture_output=True, text=True)
        wrong = {row["check"] for row in json.loads(told.stdout)["checks"] if row["state"] == "wrong"}
        assert wrong <= {"worker", "backup"}
