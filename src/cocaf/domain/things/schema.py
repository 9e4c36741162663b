"""JSON Schema (2020-12) of every record kind, made from the models. The command line prints it and the documentation
publishes it; nothing here is kept in step by hand."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from cocaf.domain.errors import CocafError
from cocaf.domain.things.head import Head
from cocaf.domain.things.record import BODIES, SCHEMA

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
REFUSED: Final = {
    "type": "object",
    "description": "Asked, and refused.",
    "properties": {"refused": {"const": True}},
    "required": ["refused"],
    "additionalProperties": False,
}
_ABSENCE: Final = {"$ref": "#/$defs/Absence"}
_NULL: Final = {"type": "null"}
_SUBJECTS: Final = ("person", "organisation", "conveyance", "account")
_SPELLING: Final = (
    "Three ways of having no value have three spellings: a field that nobody asked is left out; null is asked and "
    'unknown; {"refused": true} is asked and refused. null and refused stand only where a field allows them.'
)


def schema(kind: str) -> dict[str, Any]:
    """The schema of a document of this kind: head and body. Raises CocafError("record.kind", kind)."""
    if kind not in BODIES:
        raise CocafError("record.kind", kind=kind)
    head, body = _of(Head), _of(BODIES[kind])
    definitions = {**head.pop("$defs", {}), **body.pop("$defs", {})}
    if definitions.pop("Absence", None):
        definitions["Refused"] = REFUSED
    if kind == "subject":
        body["oneOf"] = [_of_subject(each) for each in _SUBJECTS]
    head["properties"]["kind"] = {"const": kind}
    head["properties"]["schema"] = {"const": SCHEMA}
    return {
        "$schema": DIALECT,
        "$id": f"urn:cocaf:schema:1:{kind}",
        "title": f"A document of kind {kind}",
        "description": _SPELLING,
        "type": "object",
        "properties": {"head": {"$ref": "#/$defs/Head"}, "body": {"$ref": "#/$defs/Body"}},
        "required": ["head", "body"],
        "additionalProperties": False,
        "$defs": {"Head": head, "Body": body, **dict(sorted(definitions.items()))},
    }


def _of_subject(kind: str) -> dict[str, Any]:
    """A subject holds the part that its kind says, and no other."""
    others = [{"required": [each]} for each in _SUBJECTS if each != kind]
    return {"properties": {"kind": {"const": kind}}, "required": [kind], "not": {"anyOf": others}}


def _of(model: type) -> dict[str, Any]:
    made = TypeAdapter(model).json_schema(schema_generator=GenerateJsonSchema, ref_template="#/$defs/{model}")
    tidied = _tidy(made)
    assert isinstance(tidied, dict)
    return tidied


def _tidy(node: Any) -> Any:
    """Spells absence as documents do, and drops what only pydantic needs: titles of fields, defaults."""
    if isinstance(node, list):
        return [_tidy(each) for each in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        return _absence(node)
    return {key: _fields(value) if key == "properties" else _tidy(value)
            for key, value in node.items() if key not in {"title", "default"}}  # fmt: skip


def _fields(properties: dict[str, Any]) -> dict[str, Any]:
    """The fields themselves: one that is called `title` is a field, not a word of the schema."""
    return {name: _tidy(value) for name, value in properties.items()}


def _absence(node: dict[str, Any]) -> dict[str, Any]:
    """A choice as documents spell it. pydantic's null says that a field may be left out; a document's says unknown."""
    stated = _ABSENCE in node["anyOf"]
    choices = [_tidy(each) for each in node["anyOf"] if each not in (_ABSENCE, _NULL)]
    if stated:
        return {"anyOf": [*choices, _NULL, {"$ref": "#/$defs/Refused"}]}
    rest = {key: value for key, value in node.items() if key not in {"anyOf", "title", "default"}}
    return rest | (choices[0] if len(choices) == 1 else {"anyOf": choices})
