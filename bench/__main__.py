"""`make bench`: every measure in turn, as a table on the screen and as JSON in var/bench/."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Line:
    """One printed figure: where it stands in a part's JSON, dotted, and what was wanted of it."""

    name: str
    at: str
    most: float | None = None
    least: float | None = None


def searching(median: float, p95: float) -> tuple[Line, ...]:
    """What is printed of the mix of questions to the list of records."""
    return (
        Line("records held", "records"),
        Line("cells that count them", "cells"),
        Line("list with facets, median ms", "page_ms.median", most=median),
        Line("list with facets, 95th percentile ms", "page_ms.p95", most=p95),
        Line("Django's admin list of the same table, median ms", "admin_list_ms.median"),
        Line("Django's admin list, 95th percentile ms", "admin_list_ms.p95"),
        Line("ratio of the medians", "ratio_to_admin_list"),
        Line("pandas and sqlite3 (imported once), median ms", "pandas_sqlite3_ms.median"),
        Line("ratio of the medians", "ratio_to_pandas_sqlite3"),
    )


FILLED: dict[str, tuple[Line, ...]] = {
    "importing": (
        Line("rows read", "rows"),
        Line("rows rejected", "rejected"),
        Line("rows a second", "rows_a_second", least=3000),
        Line("rows a second of the command's own processor time", "rows_a_cpu_second"),
        Line("the same file again, rows a second", "again_rows_a_second"),
        Line("peak resident MB", "peak_resident_mb", most=300),
        Line("pandas into sqlite3, rows a second", "pandas_sqlite3.rows_a_second"),
        Line("ratio to it", "ratio_to_plainest"),
        Line("list's page, median ms", "list_page_ms.median", most=150),
    ),
    "searching": searching(50, 150),
    "reporting": (
        Line("flash report, POST to stored, median ms", "flash_report_ms.median", most=40),
        Line("flash report, 95th percentile ms", "flash_report_ms.p95"),
        Line("a plain form into one table, median ms", "django_form_ms.median"),
        Line("ratio to it", "ratio_to_plainest"),
    ),
    "checking": (
        Line("documents held", "documents"),
        Line("check of an identifier in the node, median ms", "identifier_ms.median", most=20),
        Line("check of an identifier, 95th percentile ms", "identifier_ms.p95"),
        Line("check of a name in the node, median ms", "name_ms.median"),
        Line("the check's page, median ms", "page_ms.median"),
        Line("an equality over one indexed column, median ms", "indexed_column_ms.median"),
        Line("ratio to it", "ratio_to_plainest"),
    ),
}
"""What is printed of each part that `bench.filled` measures on a node that holds the whole file."""

EXCHANGE = {
    "direct": (
        Line("one at a time, median ms", "one_at_a_time_ms.median", most=100),
        Line("batched, records a second", "batched.records_a_second", least=500),
    ),
    "hub": (
        Line("one at a time, median ms", "one_at_a_time_ms.median"),
        Line("batched, records a second", "batched.records_a_second"),
    ),
}


def main() -> None:
    """Runs each measure in a process of its own and prints what was wanted beside what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="invented data, SQLite only")
    args = parser.parse_args()
    found: dict[str, Any] = {"on": datetime.date.today().isoformat(), "python": platform.python_version()}  # noqa: DTZ011
    file = ["/nonexistent"] if args.quick else []
    found["filled_sqlite"] = _run([sys.executable, "-m", "bench.filled", *file])
    if not args.quick:
        inner = f'{sys.executable} -m bench.filled --database-url "$COCAF_DATABASE_URL"'
        found["filled_postgresql"] = _run(["tools/on-postgres", "bash", "-c", inner])
        inner = f'{sys.executable} -m bench.searching --copies 9 --database-url "$COCAF_DATABASE_URL"'
        found["large_postgresql"] = _run(["tools/on-postgres", "bash", "-c", inner])
    found["exchange"] = _run([sys.executable, "-m", "bench.exchanging"])
    _print(found)
    target = ROOT / "var" / "bench" / "latest.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"\n{target.relative_to(ROOT)}")
    if any("failed" in figures for figures in found.values() if isinstance(figures, dict)):
        raise SystemExit(1)


def _run(command: list[str]) -> Any:
    print("…", " ".join(command[-2:]), file=sys.stderr)
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE)
    if done.returncode:
        return {"failed": done.returncode}
    # the server that was started for it may have a last word of its own
    return json.loads(next(line for line in reversed(done.stdout.splitlines()) if line.startswith(b"{")))


def _print(found: dict[str, Any]) -> None:
    for database in ("sqlite", "postgresql"):
        parts = found.get(f"filled_{database}")
        if parts and "failed" in parts:
            print(f"\nA filled node, {database}: FAILED, see above")
        elif parts:
            for part, lines in FILLED.items():
                _section(f"{part}, {database}, {parts['importing']['file']}", parts[part], lines)
    large = found.get("large_postgresql")
    if large:
        title = "searching ten times as many records, postgresql"
        print(f"\n{title}: FAILED, see above") if "failed" in large else _section(title, large, searching(150, 400))
    if "failed" in found["exchange"]:
        print("\nExchange: FAILED, see above")
        return
    for route, figures in found["exchange"].items():
        _section(f"release to the recipient's receipt, {route}", figures, EXCHANGE.get(route, EXCHANGE["hub"]))


def _section(title: str, figures: dict[str, Any], lines: tuple[Line, ...]) -> None:
    print(f"\n{title[0].upper()}{title[1:]}")
    for line in lines:
        value: Any = figures
        for name in line.at.split("."):
            value = value[name]
        print(f"  {line.name:<52} {value:>12,}{_verdict(value, line)}")


def _verdict(value: float, line: Line) -> str:
    if line.most is not None:
        return f"   wanted at most {line.most:,}: {'met' if value <= line.most else 'MISSED'}"
    if line.least is not None:
        return f"   wanted at least {line.least:,}: {'met' if value >= line.least else 'MISSED'}"
    return ""


if __name__ == "__main__":
    main()
