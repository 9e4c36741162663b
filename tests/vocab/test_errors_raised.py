"""Every error that the code raises has its sentences, and every code list that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from cocaf import vocab

SOURCE = Path(__file__).parents[2] / "src" / "cocaf"


def _named(pattern: str, suffixes: tuple[str, ...]) -> set[str]:
    files = (path for path in SOURCE.rglob("*") if path.suffix in suffixes)
    return {found for path in files for found in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_every_error_raised_has_a_sentence_in_each_language() -> None:
    raised = _named(r"CocafError\(\s*\"([^\"]+)\"[,)]\s*(?!\")", (".py",))
    assert len(raised) > 5
    assert raised - set(vocab.errors()) == set()


def test_every_list_that_code_and_templates_name_is_there() -> None:
    named = _named(r"vocab\.load\(\"(\w+)\"\)", (".py",)) | _named(r"\|label:\"(\w+)\"", (".html",))
    assert len(named) > 5
    assert named - set(vocab.names()) == set()
