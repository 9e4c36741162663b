"""Import of individual seizures through every stage, beside pandas into sqlite3; then the list's page over them.

`python -m bench.importing [FILE] [--rows N] [--database-url URL]` prints one JSON object."""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import node

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "unodc_ids_2011_2015.csv.gz"
PAGES = 30


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--database-url", default="")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = file_or_invented(args.file, Path(folder))
        with node.in_this_process(database_url=args.database_url):
            figures = measure(file)
        figures |= beside(figures, file, Path(folder))
    print(json.dumps(figures))


def file_or_invented(file: Path, folder: Path) -> Path:
    """The file where it lies, else one of 30,000 invented seizures in `folder`."""
    if file.exists():
        return file
    from cocaf.intake.files.invented import write_seizures

    invented = folder / "invented.csv"
    write_seizures(invented, 30_000)
    return invented


def beside(figures: dict[str, Any], file: Path, folder: Path) -> dict[str, Any]:
    """The plainest alternative's figures, and ours as a share of them."""
    plain = plainest(file, folder)
    return {"pandas_sqlite3": plain, "ratio_to_plainest": round(figures["rows_a_second"] / plain["rows_a_second"], 4)}


def measure(file: Path) -> dict[str, Any]:
    """The import through all stages in this process, and the list's page over what it stored."""
    from django.db import connection

    from cocaf.intake.files import ids
    from cocaf.members import selectors

    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    report = ids.import_file(selectors.bureau_actor("bench"), file)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    if report.read != report.stored + report.duplicate + report.rejected:
        raise SystemExit(f"the sums of the import do not agree: {report}")
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    started = time.perf_counter()
    again = ids.import_file(selectors.bureau_actor("bench"), file)
    passing = time.perf_counter() - started
    if again.stored:
        raise SystemExit(f"the same file a second time added {again.stored} rows")
    return {
        "database": connection.vendor,
        "file": file.name,
        "rows": report.read,
        "stored": report.stored,
        "rejected": report.rejected,
        "seconds": round(seconds, 1),
        "rows_a_second": round(report.read / seconds),
        "cpu_seconds": round(cpu, 1),
        "rows_a_cpu_second": round(report.read / cpu),
        "flagged": dict(report.flagged),
        "again_rows_a_second": round(again.read / passing),
        "peak_resident_mb": round(used.ru_maxrss / 1024),
        "list_page_ms": page(),
    }


def page() -> dict[str, float]:
    """The list's page as a signed-in officer gets it, through every layer of the web room."""
    from django.test import Client

    from cocaf.members import services
    from cocaf.members.models import User

    services.admit("bench", "bench-password-2026", unit="MA-NCB", role="liaison", clearance="RESTRICTED", language="fr")
    client = Client()
    client.force_login(User.objects.get(username="bench"), backend="django.contrib.auth.backends.ModelBackend")
    times = []
    for _ in range(PAGES):
        started = time.perf_counter()
        answer = client.get("/records")
        times.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"the list answered {answer.status_code}")
    return {"median": round(statistics.median(times), 1), "worst": round(max(times), 1)}


def plainest(file: Path, folder: Path) -> dict[str, float]:
    """pandas into sqlite3: no check, no signature, no encryption, no index."""
    import pandas

    started = time.perf_counter()
    frame = pandas.read_csv(file, sep=";", dtype=str)
    with sqlite3.connect(folder / "plain.sqlite3") as database:
        frame.to_sql("seizures", database, index=False)
    seconds = time.perf_counter() - started
    return {"seconds": round(seconds, 1), "rows_a_second": round(len(frame) / seconds)}


if __name__ == "__main__":
    main()
