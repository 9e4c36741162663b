"""What goes wrong, said to the person who meets it, in their language, with what to do. Every room raises it; web, api
and cli turn it into an answer by its `http` and `exit`. The sentences stand in `vocab/error*.yaml`."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from cocaf import vocab

_UNEXPECTED = "internal"
_ISOLATE, _POP = "\u2068", "\u2069"


class CocafError(Exception):
    """An error with a code of `vocab/error*.yaml` and the values of its sentence's placeholders."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence('en')}"

    @property
    def http(self) -> int:
        """HTTP status of the answer."""
        return self._text.http

    @property
    def exit(self) -> int:
        """Exit code of the command line."""
        return self._text.exit

    def sentence(self, lang: str) -> str:
        """The sentence in `lang`, English for a language that we do not have. A placeholder `{reason:denial}` shows
        the label that the list `denial` has for the value; what was not given stays visible as its placeholder."""
        text = self._text.sentences.get(lang) or self._text.sentences["en"]
        return _Sentence(lang).vformat(text, (), {"code": self.code, **self.params})

    @property
    def _text(self) -> vocab.ErrorText:
        known = vocab.errors()
        return known.get(self.code) or known[_UNEXPECTED]


class _Sentence(string.Formatter):
    """Fills a sentence. Values in an Arabic sentence are isolated, so that a reference keeps its own direction."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), f"{{{key}}}")

    def format_field(self, value: Any, format_spec: str) -> str:
        shown = vocab.load(format_spec).label(str(value), self._lang) if format_spec else str(value)
        return f"{_ISOLATE}{shown}{_POP}" if self._lang == "ar" and not format_spec else shown
