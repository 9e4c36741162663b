"""The budgets of the house: what one person can hold in the head."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from tests.house.repository import files, functions, length, python_files, text, tree

FILE, FUNCTION, VIEW, TEST_FILE = 400, 40, 25, 600


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A view is a function of web/views whose first argument is the request."""
    return bool(function.args.args) and function.args.args[0].arg == "request"


def too_long(folders: tuple[str, ...], limit: int, chosen: Callable[[str], bool] = lambda _: True) -> Iterator[str]:
    for path in python_files(*folders):
        lines = len((text(path) or "").splitlines())
        if lines > limit and chosen(path.name):
            yield f"{path}: {lines} lines, at most {limit}"


def test_no_file_is_longer_than_400_lines() -> None:
    assert not list(too_long(("src", "bench", "tools"), FILE))


def test_no_test_file_is_longer_than_600_lines() -> None:
    assert not list(too_long(("tests",), TEST_FILE))


def test_no_function_is_longer_than_40_lines() -> None:
    over = [
        f"{path}:{function.name} has {length(function)} lines, at most {FUNCTION}"
        for path in python_files("src", "bench", "tools", "tests")
        for function in functions(tree(path))
        if length(function) > FUNCTION
    ]
    assert not over


def test_no_view_is_longer_than_25_lines() -> None:
    over = [
        f"{path}:{function.name} has {length(function)} lines, at most {VIEW}"
        for path in python_files("src")
        if "views" in path.parts or path.name == "views.py"
        for function in functions(tree(path))
        if is_view(function) and length(function) > VIEW
    ]
    assert not over


def test_no_script_or_style_of_ours_is_longer_than_its_budget() -> None:
    over = [
        f"{path}: {lines} lines"
        for path in files()
        if path.suffix in {".js", ".mjs", ".html"}
        and path.parts[0] in {"src", "assets", "tools"}
        and (lines := len((text(path) or "").splitlines())) > FILE
    ]
    assert not over
