"""One node that holds the whole file of past seizures, and every measure that needs it, in turn: the import, then each
part named in `PARTS`, so that the file is taken in once for all of them.

`python -m bench.filled [FILE] [--database-url URL] [--only PART ...]` prints one JSON object. A part is a module of
this package with `on_filled_node() -> dict`: it measures in this process, with Django set up on the filled node. What
is printed of it, and what was wanted, stands in `bench.__main__.FILLED`."""

from __future__ import annotations

import argparse
import importlib
import json
import tempfile
from pathlib import Path
from typing import Any

from bench import importing, node

PARTS = ("searching", "reporting", "checking")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, default=importing.SHARED)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--only", nargs="*", default=PARTS, choices=PARTS)
    args = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = importing.file_or_invented(args.file, Path(folder))
        with node.in_this_process(database_url=args.database_url):
            found["importing"] = importing.measure(file)
            for name in args.only:
                found[name] = importlib.import_module(f"bench.{name}").on_filled_node()
        found["importing"] |= importing.beside(found["importing"], file, Path(folder))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
