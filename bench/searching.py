"""Search and facets over a filled node, as a signed-in officer gets them through every layer of the web room, beside
the plainest alternatives in the same run: Django's admin list of the same table, and pandas into sqlite3.

`python -m bench.searching [FILE] [--times N] [--copies N] [--database-url URL]` prints one JSON object. The mix of
questions is docs/reference/query-mix.md. `--copies 9` multiplies what was imported to ten times as many records."""

from __future__ import annotations

import argparse
import json
import logging
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import importing, multiplied, node

TIMES = 200
MIX: tuple[tuple[int, str], ...] = (
    (14, ""), (6, "substance=cocaine"), (4, "substance=cannabis"), (6, "country=ES"), (4, "country=CO"),
    (4, "since=2014-01-01&until=2014-12-31"), (3, "mode=air"), (3, "flag=quantity_implausible"),
    (6, "country=ES&substance=cocaine"), (5, "country=CO&since=2015-01-01&until=2015-12-31"),
    (4, "substance=opioid.heroin&mode=air"), (4, "place_type=airport&concealment=luggage"),
    (5, "text=madrid"), (4, "text=auckland"), (3, "text=bogota"), (2, "text=cauca"), (3, "text=heroin+moscow"),
    (3, "text=santa+cruz&substance=cocaine"), (2, "text=nothing+of+the+kind"),
    (3, "identifier=XK0417217"), (2, "text=MA-7K3Q-92F5"),
    (2, "lightest=1000"), (1, "lightest=1&heaviest=2&country=ES"), (2, "since=2013-03-01&until=2013-05-31"),
    (2, "sort=weight"), (1, "sort=day&country=ES"), (2, "before=~100000"),
)  # fmt: skip
"""Share in per cent, and the address's question: an officer's day with the list. The shares sum to 100."""


def main() -> None:
    """Fills a node, multiplies what it holds where asked, measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, default=importing.SHARED)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--copies", type=int, default=0)
    parser.add_argument("--database-url", default="")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder, node.in_this_process(database_url=args.database_url):
        from cocaf.intake.files import ids
        from cocaf.members import selectors
        from cocaf.records import bulk

        file = importing.file_or_invented(args.file, Path(folder))
        ids.import_file(selectors.bureau_actor("bench"), file)
        if args.copies:
            multiplied.copy(args.copies)
            bulk.survey()
        print(json.dumps({"file": file.name} | on_filled_node(args.times, args.file)))


def on_filled_node(times: int = TIMES, file: Path = importing.SHARED) -> dict[str, Any]:
    """Asks the mix of the list's page on the node that this process works on, then of the plainest alternatives."""
    from django.db import connection

    from cocaf.records.models import Cell, Document

    found: dict[str, Any] = {
        "database": connection.vendor, "records": Document.objects.count(), "cells": Cell.objects.count(),
        "page_ms": asked("/records", times), "admin_list_ms": admin(times),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        found["pandas_sqlite3_ms"] = plainest(importing.file_or_invented(file, Path(folder)), Path(folder), times)
    for name in ("admin_list", "pandas_sqlite3"):
        found[f"ratio_to_{name}"] = round(found["page_ms"]["median"] / found[f"{name}_ms"]["median"], 2)
    return found


def mix(times: int) -> list[str]:
    """So many questions in the shares of the mix, in one shuffled order."""
    found = [question for share, question in MIX for _ in range(max(1, round(share * times / 100)))]
    random.Random(1).shuffle(found)
    return found


def browser() -> Any:
    """A signed-in officer of the bureau."""
    from django.test import Client

    from cocaf.members import services
    from cocaf.members.models import User

    user = User.objects.filter(username="bench").first() or services.admit(
        "bench", "bench-password-2026", unit="MA-NCB", role="liaison", clearance="RESTRICTED", language="fr"
    )
    User.objects.filter(pk=user.pk).update(purpose="analyse")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(address: str, times: int) -> dict[str, Any]:
    """Milliseconds of each question of the mix to the whole page."""
    client = browser()

    def get(question: str) -> None:
        answer = client.get(f"{address}?{question}")
        if answer.status_code != 200:
            raise SystemExit(f"{address}?{question} answered {answer.status_code}")

    return timed(get, times)


def timed(get: Callable[[str], None], times: int) -> dict[str, Any]:
    """Median, 95th percentile and worst, the questions in the mix's shares; the slowest question is named."""
    for _, question in MIX[:3]:
        get(question)  # the first ones load what every later one uses
    taken = []
    for question in mix(times):
        started = time.perf_counter()
        get(question)
        taken.append(((time.perf_counter() - started) * 1000, question))
    taken.sort()
    only = [each for each, _ in taken]
    return {
        "median": round(statistics.median(only), 1), "p95": round(only[int(len(only) * 0.95)], 1),
        "worst": round(only[-1], 1), "slowest": taken[-1][1],
    }  # fmt: skip


def admin(times: int) -> dict[str, Any]:
    """Django's admin list of the same table: search box, filters, a page, its count, the values of the filters; not
    rendered, nobody's rights looked at, nothing counted beside a filter."""
    from django.contrib import admin as django_admin
    from django.contrib.admin.views.main import ChangeList
    from django.test import RequestFactory

    from cocaf.members.models import User
    from cocaf.records.models import Summary

    class SummaryAdmin(django_admin.ModelAdmin):  # type: ignore[type-arg]
        list_display = ("place", "country", "substance", "kilograms", "occurred_on")
        list_filter = ("country", "substance", "mode", "place_type")
        search_fields = ("place", "title", "substance")
        date_hierarchy = None

    site = django_admin.AdminSite()
    model_admin = SummaryAdmin(Summary, site)
    user = User.objects.get(username="bench")
    requests = RequestFactory()

    def get(question: str) -> None:
        request = requests.get("/", plain_question(question))
        request.user = user
        shown = ChangeList(
            request, Summary, model_admin.list_display, None, model_admin.list_filter, None,
            model_admin.search_fields, None, 50, 200, None, model_admin, None, None,
        )  # fmt: skip
        list(shown.result_list)
        len(shown.filter_specs)

    return timed(get, times)


def plain_question(question: str) -> dict[str, str]:
    """A question of the mix as the admin list can ask it."""
    from urllib.parse import parse_qsl

    names = {"text": "q", "country": "country__exact", "substance": "substance__startswith"}
    return {names[name]: value for name, value in parse_qsl(question) if name in names and name != "substance"}


def plainest(file: Path, folder: Path, times: int) -> dict[str, Any]:
    """pandas into sqlite3: a filtered select, its count and a count for each country and drug."""
    from urllib.parse import parse_qsl

    import pandas

    with sqlite3.connect(folder / "plain.sqlite3") as database:
        pandas.read_csv(file, sep=";", dtype=str).to_sql("seizures", database, index=False)
        countries = {"ES": "Spain", "CO": "Colombia"}

        def get(question: str) -> None:
            where, values = ["1"], []
            for name, value in parse_qsl(question):
                if name == "text":
                    where.append("PLACE LIKE ?")
                    values.append(f"%{value}%")
                elif name == "country":
                    where.append("COUNTRY = ?")
                    values.append(countries[value])
                elif name == "substance":
                    where.append("DRUG_NAME LIKE ?")
                    values.append(f"%{value.rpartition('.')[2]}%")
            told = " AND ".join(where)
            for statement in (
                f"SELECT * FROM seizures WHERE {told} LIMIT 50", f"SELECT COUNT(*) FROM seizures WHERE {told}",
                f"SELECT COUNTRY, COUNT(*) FROM seizures WHERE {told} GROUP BY 1",
                f"SELECT DRUG_NAME, COUNT(*) FROM seizures WHERE {told} GROUP BY 1",
            ):  # fmt: skip
                pandas.read_sql_query(statement, database, params=values)

        return timed(get, max(times // 4, 20))


if __name__ == "__main__":
    main()
