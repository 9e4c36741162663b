"""Names of persons across scripts: blocking keys that let two spellings meet, and a comparison that says why it thinks
so. Pure; records/ indexes by `keys`, search/ and matching/ ask `compare`. Nothing here merges two persons."""

from __future__ import annotations

from cocaf.domain.names.compare import NameComparison, compare
from cocaf.domain.names.skeleton import keys

__all__ = ["NameComparison", "compare", "keys"]
