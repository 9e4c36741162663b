"""What may not be in the repository: people, other services' addresses, borrowed data, tests that hold nothing."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.house.repository import ROOT, files, functions, python_files, text, tree

Function = ast.FunctionDef | ast.AsyncFunctionDef
RESERVED = (".example", ".test", ".invalid", ".localhost", "example.org", "example.com", "example.net", "localhost")
HOSTS = {
    "www.apache.org": "the licence's own text",
    "www.w3.org": "names of XML namespaces, never fetched",
    "json-schema.org": "the name of the schemas' dialect, never fetched",
    "schemas.openxmlformats.org": "names of the parts of a workbook, never fetched",
    "wa.me": "the form of a contact link, which the reading of a listing recognises and never opens",
}
"""Hosts that a file may name outside the pages that list sources, with the reason."""

SOURCE_PAGES = {"docs/explanation/sources.md", "docs/reference/vocabularies.md"}
INVENTED_PAGES = re.compile(r"src/cocaf/online/demonstration/|tests/online/")
"""Pages made in the manner of a market's, whose onion addresses were made up with them."""

ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+\.[A-Za-z]{2,})")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs.org", "deb." + "debian.org")
ASSERTING = ("assert", "to_", "check", "expect", "raises", "fail", "warns")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")


def reserved(host: str) -> bool:
    return host.rstrip(".").lower().endswith(RESERVED) or host.startswith("127.")


def test_no_file_names_a_host_beyond_the_sources() -> None:
    found = [
        f"{path}: {host}"
        for path in files()
        if str(path) not in SOURCE_PAGES and not INVENTED_PAGES.match(str(path))
        for host in ADDRESS.findall(text(path) or "")
        if not reserved(host) and host not in HOSTS
    ]
    assert not found


def test_no_file_names_a_package_registry() -> None:
    found = [f"{path}: {host}" for path in files() for host in REGISTRIES if host in (text(path) or "")]
    assert not found


def test_mail_addresses_are_of_domains_that_nobody_has() -> None:
    found = [
        f"{path}: {match.group()}"
        for path in files()
        for match in EMAIL.finditer(text(path) or "")
        if not reserved(match.group(1))
    ]
    assert not found


def test_no_data_file_was_copied_from_the_data_beside_the_repository() -> None:
    beside = ROOT.parent / "shared"
    if not beside.is_dir():
        pytest.skip("the data lie beside the repository only where it is developed")
    theirs = {hashlib.sha256(path.read_bytes()).hexdigest() for path in beside.rglob("*") if path.is_file()}
    ours = {hashlib.sha256((ROOT / path).read_bytes()).hexdigest(): path for path in files()}
    assert not [str(ours[digest]) for digest in theirs & ours.keys()]


def test_no_archive_and_no_built_file_is_committed() -> None:
    odd = {".gz", ".zip", ".sqlite3", ".mo", ".pyc", ".whl", ".csv", ".parquet", ".xlsx"}
    assert not [str(path) for path in files() if path.suffix in odd and path.parts[0] != "tests"]


def asserts(function: Function, module: Mapping[str, Function], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a test asserts, itself or through a function of its own module that it calls."""
    for node in ast.walk(function):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if isinstance(node, ast.Assert) or name.startswith(ASSERTING):
            return True
        if name in module and name not in seen and asserts(module[name], module, seen | {name}):
            return True
    return False


def named(path: Path) -> dict[str, Function]:
    return {function.name: function for function in functions(tree(path))}


def test_every_test_asserts_something() -> None:
    empty = [
        f"{path}:{function.name}"
        for path in python_files("tests")
        if path.name.startswith("test_")
        for function in functions(tree(path))
        if function.name.startswith("test_") and not asserts(function, named(path))
    ]
    assert not empty


def test_nothing_is_left_for_later_in_a_comment() -> None:
    code = {".py", ".js", ".mjs", ".css", ".html", ".sh"}
    assert not [str(path) for path in files() if path.suffix in code and UNFINISHED.search(text(path) or "")]


def test_what_is_bundled_from_others_is_named_with_its_licence() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    shipped = {
        name.removeprefix("node_modules/"): str(entry["license"])
        for name, entry in lock.items()
        if name and not entry.get("dev")
    }
    assert shipped
    for name, licence in shipped.items():
        assert re.search(rf"^  {re.escape(name)}\s+{re.escape(licence)}\b", notice, re.M), f"NOTICE lacks {name}"
