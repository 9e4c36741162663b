"""`cocaf doctor`: looks at everything that keeps a node alive and says, for each, whether it is in order, and if not
what is wrong and what to do. It changes nothing. Called by the command line."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from cocaf.domain.errors import CocafError
from cocaf.upkeep.checks import data, machine, outside, processes
from cocaf.upkeep.checks.fault import Fault

log = logging.getLogger("cocaf.doctor")

OK, WARN, WRONG = "ok", "warn", "wrong"

CHECKS: Final[tuple[tuple[str, Callable[[], Iterator[Fault]]], ...]] = (
    ("settings", machine.settings),
    ("rights", machine.rights),
    ("disk", machine.disk),
    ("libraries", machine.libraries),
    ("languages", machine.languages),
    ("assets", machine.assets),
    ("database", data.database),
    ("keys", processes.key_process),
    ("worker", processes.worker),
    ("clock", outside.clock),
    ("lines", outside.lines),
    ("certificate", outside.certificate),
    ("log", data.log),
    ("derived", data.derived_tables),
    ("files", data.stored_files),
    ("journal", data.erasure_journal),
    ("backup", data.last_backup),
)
"""What is looked at, in the order in which faults follow from one another."""


@dataclass(frozen=True)
class Finding:
    """One check, its state (ok, warn, wrong), and for a fault the sentence that says what to do."""

    check: str
    state: str
    fault: CocafError | None = None


def examine(say: Callable[[str], None] = lambda check: None) -> list[Finding]:
    """Runs every check; one that breaks is a finding too and stops no other. `say` hears which is under way."""
    found: list[Finding] = []
    for name, check in CHECKS:
        say(name)
        found += _run(name, check)
    return found


def _run(name: str, check: Callable[[], Iterator[Fault]]) -> list[Finding]:
    try:
        faults = [Finding(name, WARN if fault.mild else WRONG, fault.error) for fault in check()]
    except CocafError as error:
        return [Finding(name, WRONG, error)]
    except Exception as error:  # noqa: BLE001 - whatever breaks a check, the others are what the operator needs now
        log.error("check=%s error=%s", name, type(error).__name__)
        return [Finding(name, WRONG, CocafError("doctor.broke", kind=type(error).__name__))]
    return faults or [Finding(name, OK)]
