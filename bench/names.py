"""Measures the comparison of names: key recall on transliterated words, verdicts on labelled pairs, chance meetings,
speed. Prints one JSON object. `python bench/names.py ../shared/data/matching`; learns from nothing, changes nothing."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from cocaf.domain import names
from cocaf.domain.names.skeleton import skeletons
from cocaf.domain.names.tokens import tokens

SEED = 20071107
WHOLE_NAMES = 5_000


def main() -> None:
    """Prints the figures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/matching")
    people = _people(folder)
    figures = {
        "word_key_recall": {lang: _word_recall(_pairs(folder, lang)) for lang in ("arabic", "russian")},
        "name_recall": {lang: _name_recall(_pairs(folder, lang)) for lang in ("arabic", "russian")},
        "labelled_pairs": _labelled(folder),
        "chance": _chance(people),
        "microseconds": _speed(people),
    }
    print(json.dumps(figures, indent=2))


def _pairs(folder: Path, lang: str) -> list[tuple[str, str, int]]:
    """(Latin, other script, how often met) of the part that nothing was learnt from."""
    with gzip.open(folder / f"transliteration_{lang}_20.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [(latin, other.replace(" ", ""), int(count)) for latin, other, count in rows]


def _word_recall(pairs: list[tuple[str, str, int]]) -> dict[str, float]:
    """Share of words whose two spellings share a key, plain and weighted by how often the pair was met."""
    met = [(bool(names.keys(latin) & names.keys(other)), count) for latin, other, count in pairs]
    return {
        "words": len(met),
        "recall": round(sum(hit for hit, _ in met) / len(met), 4),
        "weighted": round(sum(hit * count for hit, count in met) / sum(count for _, count in met), 4),
        "keys_per_word": round(sum(len(names.keys(latin)) for latin, _, _ in pairs) / len(pairs), 2),
    }


def _name_recall(pairs: list[tuple[str, str, int]]) -> dict[str, float]:
    """Names of three words put together from pairs that were met more than once: a key shared, and the verdict."""
    dice = random.Random(SEED)
    known = [(latin, other) for latin, other, count in pairs if count > 1 and len(latin) > 2]
    drawn = [dice.sample(known, 3) for _ in range(WHOLE_NAMES)]
    whole = [(" ".join(latin for latin, _ in words), " ".join(other for _, other in words)) for words in drawn]
    verdicts = Counter(names.compare(latin, other).verdict for latin, other in whole)
    shared = sum(bool(names.keys(latin) & names.keys(other)) for latin, other in whole)
    return {"key_recall": round(shared / len(whole), 4)} | {
        verdict: round(count / len(whole), 4) for verdict, count in verdicts.most_common()
    }


def _labelled(folder: Path) -> dict[str, Any]:
    """Precision and recall on the labelled pairs of persons, of "same" alone and of "same or possible"."""
    with (folder / "name_bench_cases.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["schema"] == "Person"]
    judged = [(row["is_match"] == "true", names.compare(row["name1"], row["name2"]).verdict) for row in rows]
    true = sum(match for match, _ in judged)
    shared = [bool(names.keys(row["name1"]) & names.keys(row["name2"])) for row in rows if row["is_match"] == "true"]
    figures: dict[str, Any] = {"pairs": len(rows), "key_recall": round(sum(shared) / len(shared), 4)}
    for name, verdicts in (("same", {"same"}), ("same_or_possible", {"same", "possible"})):
        told = [match for match, verdict in judged if verdict in verdicts]
        figures[name] = {"precision": round(sum(told) / len(told), 4), "recall": round(sum(told) / true, 4)}
    return figures


def _people(folder: Path) -> list[str]:
    with gzip.open(folder / "synthetic_persons_100k.csv.gz", "rt", encoding="utf-8") as file:
        return [row["full_name"] for row in csv.DictReader(file)]


def _chance(people: list[str]) -> dict[str, float]:
    """Invented persons who are all others: how many share a key with a name, and how many of those look alike."""
    dice = random.Random(SEED)
    asked = dice.sample(people, 200)
    held: dict[str, set[int]] = {}
    for at, name in enumerate(people):
        for key in names.keys(name):
            held.setdefault(key, set()).add(at)
    blocks, verdicts = [], Counter[str]()
    for name in asked:
        block = set().union(*(held.get(key, set()) for key in names.keys(name)))
        blocks.append(len(block))
        verdicts.update(names.compare(name, people[at]).verdict for at in block if people[at] != name)
    blocks.sort()
    return {
        "persons": len(people),
        "median_block": blocks[len(blocks) // 2],
        "p95_block": blocks[len(blocks) * 95 // 100],
        "same_per_name": round(verdicts["same"] / len(asked), 2),
        "possible_per_name": round(verdicts["possible"] / len(asked), 2),
    }


def _speed(people: list[str]) -> dict[str, float]:
    """One name asked against many others, as a check does; and keys of names not met before."""
    asked, others = people[0], [name for name in people[1:20_001] if tokens(name)]
    started = time.process_time()
    for name in others:
        names.compare(asked, name)
    compared = time.process_time() - started
    fresh = [" ".join(pair) for pair in itertools.pairwise(people[20_001:30_001])]
    started = time.process_time()
    for name in fresh:
        names.keys(name)
    keyed = time.process_time() - started
    assert skeletons(tokens(asked)[0])
    return {"compare": round(compared / len(others) * 1e6, 1), "keys": round(keyed / len(fresh) * 1e6, 1)}


if __name__ == "__main__":
    main()
