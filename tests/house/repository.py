"""The repository's own files, as the house tests read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or about to be: what git does not ignore, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(sorted({Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()}))


def python_files(*folders: str) -> Iterator[Path]:
    """Python files under the named folders, without migrations."""
    for path in files():
        if path.suffix == ".py" and path.parts[0] in folders and "migrations" not in path.parts:
            yield path


def text(path: Path) -> str | None:
    """The file's text, or None for a binary one."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module, however deep."""
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the last one."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def names_of_tests() -> frozenset[str]:
    """Every test of the suite as `tests/room/test_file.py::test_name`; a state machine counts by its class."""
    names = set()
    for path in python_files("tests"):
        if path.name.startswith("test_"):
            names |= {
                f"{path}::{function.name}" for function in functions(tree(path)) if function.name.startswith("test_")
            }
            names |= {f"{path}::{node.name}" for node in tree(path).body if isinstance(node, ast.ClassDef)}
    return frozenset(names)
