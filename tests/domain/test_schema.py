"""The published schemas and examples: every kind has both, every field of the models is in them, and what is no
document of its kind is told apart."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from cocaf.cli import main
from cocaf.domain.errors import CocafError
from cocaf.domain.things.foreign import foreign_values
from cocaf.domain.things.head import Head
from cocaf.domain.things.record import BODIES, check
from cocaf.domain.things.schema import schema
from cocaf.domain.things.stated import plain
from cocaf.domain.things.values import Thing

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
EXAMPLES = sorted((REFERENCE / "examples").glob("*.json"))


def example(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((REFERENCE / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    return document


def models(annotation: Any) -> Iterator[type[Thing]]:
    """The models that stand in a field's type, and those that stand in theirs."""
    if isinstance(annotation, type) and issubclass(annotation, Thing):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    else:
        for each in get_args(annotation):
            yield from models(each)


def said(value: Any) -> Iterator[str]:
    """Every field of every model that a record says something in: `Paper.mrz`."""
    if isinstance(value, tuple):
        for each in value:
            yield from said(each)
    elif isinstance(value, Thing):
        for name in type(value).model_fields:
            each = getattr(value, name)
            if each not in (None, ()):
                yield f"{type(value).__name__}.{name}"
                yield from said(each)


@pytest.mark.parametrize("kind", BODIES)
def test_the_published_schema_of_a_kind_is_the_one_that_the_command_prints(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    published = json.loads((REFERENCE / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(published)
    assert published == schema(kind)
    assert main.main(["schema", kind]) == 0
    assert json.loads(capsys.readouterr().out) == published


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_a_document_and_fits_its_schema(path: Path) -> None:
    document = example(path.stem)
    kind = document["head"]["kind"]
    assert list(Draft202012Validator(schema(kind)).iter_errors(document)) == []
    record = check(copy.deepcopy(document))
    assert plain(record.body) == document["body"]


def test_the_examples_show_every_field_of_the_models() -> None:
    records = [check(example(path.stem)) for path in EXAMPLES]
    shown = {field for record in records for part in (record.head, record.body) for field in said(part)}
    kinds = {model for root in (Head, *BODIES.values()) for model in models(root)}
    assert {f"{model.__name__}.{name}" for model in kinds for name in model.model_fields} - shown == set()


def test_the_example_of_a_report_uses_codes_that_the_lists_have() -> None:
    assert list(foreign_values(check(example("report")).body)) == []


def broken(part: str, **changes: Any) -> dict[str, Any]:
    document = example("report")
    document[part] |= changes
    return document


@pytest.mark.parametrize(
    "document",
    [
        broken("head", version=0),
        broken("head", schema="cocaf/2"),
        broken("head", kind="subject"),
        broken("body", event="party"),
        broken("body", arrests=-1),
        broken("body", arrests=1.5),
        broken("body", surprise="x"),
        broken("body", place={"name": "nowhere"}),
        broken("body", occurred_on="yesterday"),
        broken("body", narrative={"refused": False}),
        {"head": example("report")["head"]},
    ],
    ids=lambda document: str(len(json.dumps(document))),
)
def test_what_is_no_report_is_refused_by_schema_and_models_alike(document: dict[str, Any]) -> None:
    assert not Draft202012Validator(schema("report")).is_valid(document)
    with pytest.raises(CocafError):
        check(document)


@pytest.mark.parametrize("value", [None, {"refused": True}, "told"])
def test_unknown_refused_and_told_are_three_spellings_and_left_out_is_the_fourth(value: Any) -> None:
    validator = Draft202012Validator(schema("report"))
    assert validator.is_valid(broken("body", narrative=value))
    without = example("report")
    del without["body"]["narrative"]
    assert validator.is_valid(without)


def test_null_stands_only_where_a_field_can_be_unknown() -> None:
    assert not Draft202012Validator(schema("report")).is_valid(broken("body", operation=None))


def test_a_subject_of_two_kinds_is_none() -> None:
    document = example("subject")
    document["body"]["account"] = {"platform": "essai"}
    assert not Draft202012Validator(schema("subject")).is_valid(document)


def test_a_kind_that_does_not_exist_has_no_schema() -> None:
    with pytest.raises(CocafError, match=r"record\.kind"):
        schema("rumour")
