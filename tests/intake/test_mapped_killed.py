"""A worker that is killed while it takes a table in: the next one goes on where it stopped, and no row is lost or
doubled."""

from __future__ import annotations

import signal
from pathlib import Path

from tests import nodes

ROWS, WRONG = 4_000, 40


def test_an_import_goes_on_after_its_worker_was_killed_twice(tmp_path: Path) -> None:
    with nodes.running(tmp_path, "MA") as (node,):
        run = node.ask("bring_table", ROWS, WRONG)
        node.until("table", run, holds=lambda found: found["state"] == "checked")
        assert node.ask("table", run)["records"] == 0, "a dry run stores nothing"
        node.ask("commit_table", run)
        seen = 0
        for _ in range(2):
            found = node.until("table", run, holds=lambda found: found["row"] > seen)  # noqa: B023 - asked at once
            node.stop("worker", signal.SIGKILL)
            left = node.ask("table", run)
            assert left["row"] == left["records"] + left["rejections"], "a batch is there whole or not at all"
            assert found["state"] == left["state"] == "storing"
            seen = left["row"]
            node.start("worker")
        done = node.until("table", run, holds=lambda found: found["state"] == "done")
        assert done == {
            "state": "done", "row": ROWS, "stored": ROWS - WRONG, "held": 0, "rejected": WRONG,
            "records": ROWS - WRONG, "rejections": WRONG,
        }  # fmt: skip
        again = node.ask("bring_table", ROWS, WRONG)
        node.until("table", again, holds=lambda found: found["state"] == "checked")
        assert node.ask("table", again)["held"] == ROWS - WRONG
