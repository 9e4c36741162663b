"""`cocaf find --records` lists and counts what the operator may see, narrowed as a person writes it."""

from __future__ import annotations

import argparse
import json

import pytest

from cocaf.cli import find as command
from cocaf.domain.errors import CocafError
from cocaf.intake import services as intake
from tests.conftest import ALICE
from tests.search.test_matching import BODY


@pytest.fixture
def filed(node, courier):
    return intake.file_record(ALICE, courier(body=BODY))


def asked(*words):
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.listed(parser.parse_args(["--json", *words]))


def told(capsys, *words):
    assert asked(*words) == 0
    return json.loads(capsys.readouterr().out)


def test_records_are_listed_with_their_count_and_kilograms(filed, capsys):
    found = told(capsys, "--records", "casablanca cocaine")
    assert (found["records"], found["more"], found["kilograms"]) == (1, False, "1.8")
    assert found["newest"][0]["reference"] == filed.reference
    assert found["counts"]["substance"] == {"cocaine": 1, "cocaine.hcl": 1}


@pytest.mark.parametrize("only", ["country=SN", "substance=cannabis", "text=dakar"])
def test_what_does_not_fit_is_not_counted(filed, capsys, only):
    assert told(capsys, "--only", only)["records"] == 0


def test_a_filter_that_there_is_not_is_refused_with_those_that_there_are(filed):
    with pytest.raises(CocafError) as refused:
        asked("--only", "colour=white")
    assert "concealment" in refused.value.sentence("en")
