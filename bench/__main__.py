"""`make bench`: every measure in turn, as a table on the screen and as JSON in var/bench/."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WANTED = {
    "import, rows a second": 3000,
    "import, peak resident MB": 300,
    "list's page at all records, median ms": 150,
    "release to receipt one at a time, median ms (direct)": 100,
    "release to receipt batched, records a second (direct)": 500,
}


def main() -> None:
    """Runs each measure in a process of its own and prints what was wanted beside what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="invented data, SQLite only")
    args = parser.parse_args()
    found: dict[str, Any] = {"on": datetime.date.today().isoformat(), "python": platform.python_version()}  # noqa: DTZ011
    file = ["/nonexistent"] if args.quick else []
    found["import_sqlite"] = _run([sys.executable, "-m", "bench.importing", *file])
    if not args.quick:
        inner = f'{sys.executable} -m bench.importing --database-url "$COCAF_DATABASE_URL"'
        found["import_postgresql"] = _run(["tools/on-postgres", "bash", "-c", inner])
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
        figures = found.get(f"import_{database}")
        if not figures:
            continue
        if "failed" in figures:
            print(f"\nImport, {database}: FAILED, see above")
            continue
        print(f"\nImport, {database}, {figures['rows']:,} rows of {figures['file']}, {figures['rejected']} rejected")
        _row("rows a second", figures["rows_a_second"], WANTED["import, rows a second"], more_is_better=True)
        _row("peak resident MB", figures["peak_resident_mb"], WANTED["import, peak resident MB"])
        plain = figures["pandas_sqlite3"]["rows_a_second"]
        print(f"  {'pandas into sqlite3, rows a second':<46} {plain:>10,}   ratio {figures['ratio_to_plainest']}")
        _row(
            "list's page, median ms",
            figures["list_page_ms"]["median"],
            WANTED["list's page at all records, median ms"],
        )
    if "failed" in found["exchange"]:
        print("\nExchange: FAILED, see above")
        return
    for route, figures in found["exchange"].items():
        print(f"\nRelease to the recipient's receipt, {route}")
        direct = route == "direct"
        _row("one at a time, median ms", figures["one_at_a_time_ms"]["median"], 100 if direct else None)
        _row(
            "batched, records a second",
            figures["batched"]["records_a_second"],
            500 if direct else None,
            more_is_better=True,
        )


def _row(name: str, value: float, wanted: float | None, *, more_is_better: bool = False) -> None:
    verdict = ""
    if wanted is not None:
        met = value >= wanted if more_is_better else value <= wanted
        verdict = f"   wanted {'at least' if more_is_better else 'at most'} {wanted:,}: {'met' if met else 'MISSED'}"
    print(f"  {name:<46} {value:>10,}{verdict}")


if __name__ == "__main__":
    main()
