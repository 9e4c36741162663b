"""A flash report from POST to stored, signed, indexed and matched, beside the plainest alternative in the same run: one
row of one table through a plain form view, with the same layers in between.

`python -m bench.reporting [--reports N] [--held N] [--database-url URL]` prints one JSON object. `--held` takes in so
many invented seizures first, so that the report meets a filled node."""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import node

BUDGET_MS = 40.0
PASSWORD = "bench-password-2026"
TYPED = {
    "occurred_on": "2026-11-21", "country": "MA", "place": "Casablanca", "place_type": "airport",
    "substance": "cocaine.hcl", "quantity": "1.8", "unit": "kg", "transport": "air.scheduled",
    "concealment": "luggage.false_bottom", "arrests": "1",
}  # fmt: skip


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--held", type=int, default=5_000)
    parser.add_argument("--database-url", default="")
    args = parser.parse_args()
    with node.in_this_process(database_url=args.database_url):
        hold(args.held)
        found = on_filled_node(args.reports)
    print(json.dumps(found | {"held": args.held}))


def on_filled_node(reports: int = 200) -> dict[str, Any]:
    """Flash reports on a node that holds something, and the plain form beside them, in milliseconds."""
    from django.db import connection

    flash = posted(reports, "/report/flash")
    plain = plainest(reports)
    return {
        "database": connection.vendor, "reports": reports, "flash_report_ms": flash,
        "django_form_ms": plain, "ratio_to_plainest": round(flash["median"] / plain["median"], 1),
        "budget_ms": BUDGET_MS, "met": flash["p95"] <= BUDGET_MS,
    }  # fmt: skip


def hold(rows: int) -> None:
    """Fills the node with invented seizures."""
    if not rows:
        return
    from cocaf.intake.files import ids
    from cocaf.intake.files.invented import write_seizures
    from cocaf.members import selectors

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "invented.csv"
        write_seizures(file, rows)
        ids.import_file(selectors.bureau_actor("bench"), file)


def posted(times: int, address: str) -> dict[str, float]:
    """Milliseconds from POST to the answer, which comes after the commit: median, 95th percentile, worst."""
    from django.test import Client

    from cocaf.members import services
    from cocaf.members.models import User

    user = User.objects.filter(username="bench-officer").first() or services.admit(
        "bench-officer", PASSWORD, unit="MA-NCB", role="field_officer", clearance="RESTRICTED", language="fr"
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    taken = []
    for number in range(times + 5):
        started = time.perf_counter()
        answer = client.post(address, TYPED | {"mark": f"{number:x}"})
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 302:
            raise SystemExit(f"{address} answered {answer.status_code}: {answer.content[:500]!r}")
    taken = sorted(taken[5:])  # the first ones load what every later one uses
    return {
        "median": round(statistics.median(taken), 1), "p95": round(taken[int(len(taken) * 0.95)], 1),
        "worst": round(taken[-1], 1),
    }  # fmt: skip


def plainest(times: int) -> dict[str, float]:
    """One row of a plain table through a plain form: no signature, no encryption, no index, no matching, no log."""
    from django import forms
    from django.db import connection, models
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import redirect
    from django.test import override_settings
    from django.urls import path

    columns = {name: models.CharField(max_length=200) for name in TYPED}
    meta = type("Meta", (), {"app_label": "bench"})
    plain: Any = type("PlainSeizure", (models.Model,), {**columns, "__module__": __name__, "Meta": meta})
    form_class = type("PlainForm", (forms.Form,), {name: forms.CharField() for name in TYPED})

    def view(request: HttpRequest) -> HttpResponse:
        form = form_class(request.POST)
        if not form.is_valid():
            return HttpResponse(status=422)
        plain.objects.create(**form.cleaned_data)
        return redirect("/plain")

    with connection.schema_editor() as editor:
        editor.create_model(plain)
    # Django takes a tuple of patterns for a module of addresses
    with override_settings(ROOT_URLCONF=(path("plain", view),)):
        return posted(times, "/plain")


if __name__ == "__main__":
    main()
