"""Adds up the suites' own reports and prints the closing line of `make test`; exits 1 when anything failed."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of one report in JUnit's form."""
    passed = failed = skipped = 0
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        total, broken = int(suite.get("tests", 0)), int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        left_out = int(suite.get("skipped", 0))
        passed, failed, skipped = passed + total - broken - left_out, failed + broken, skipped + left_out
    return passed, failed, skipped


def main() -> int:
    passed, failed, skipped = int(sys.argv[1]), int(sys.argv[2]), 0
    for report in sorted(Path(sys.argv[3]).glob("*.xml")):
        found = counts(report)
        passed, failed, skipped = passed + found[0], failed + found[1], skipped + found[2]
    print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
