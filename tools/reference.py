"""Writes docs/reference/ from the code: settings, commands, records, permissions, limits, errors, tables, lists.

.venv/bin/python tools/reference.py            writes the pages
.venv/bin/python tools/reference.py --check    says which page differs, and exits 1
"""

from __future__ import annotations

import argparse
import ast
import datetime
import importlib
import inspect
import itertools
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
WRITTEN = "Written by `make reference` from the code; a test fails when it differs.\n"

STATE_OF_TABLES = {
    "derived": "made from the primary tables by `cocaf rebuild`, row for row",
    "primary": "cannot be made again; a backup must hold it",
    "working": "noted on the way; may be lost without losing what a member stated or a message says",
}

WORKING = {"Candidate", "Heartbeat", "HubNonce", "HubPair", "Line"}


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def first_line(text: str | None) -> str:
    """The first sentence or line of a docstring."""
    return (text or "").strip().split("\n\n")[0].replace("\n", " ").replace("    ", " ")


def settings() -> str:
    """Every setting of `cocaf.config`."""
    from cocaf.config import SETTINGS

    rows = [
        (f"`{row.name}`", f"`{row.default}`" if row.default else "", "secret" if row.secret else "", row.help)
        for row in SETTINGS
    ]
    return (
        "# Settings\n\n" + WRITTEN + "\nA setting is read from the environment, else from the file that `NAME_FILE` "
        "names, else from `cocaf.env` in\nthe node's home (`NAME` or `NAME_FILE` there too), else it has the default. "
        "Wrong values stop the start with a sentence each and\nexit code 2. A *secret* is never shown; a file that "
        "holds one must be closed to other users of the machine.\n\n"
        + table(("name", "default", "", "what it is for"), rows)
    )


def environment() -> str:
    """An example of the node's own file of settings, with every setting and its default."""
    from cocaf.config import SETTINGS

    head = (
        "# The node's own settings: a copy of this file is cocaf.env in its home, with the rights 600.\n"
        "# Written by `make reference` from the code. What stays commented out has its default.\n"
        "# Each NAME may be NAME_FILE instead, with the path of a file that holds the value.\n"
    )
    parts = [head]
    for row in SETTINGS:
        if row.name == "COCAF_HOME":
            continue  # it is where this file lies
        secret = " Secret: better in a file." if row.secret else ""
        parts.append(f"# {row.help}{secret}\n# {row.name}{'_FILE' if row.secret else ''}={row.default or ''}\n")
    return "\n".join(parts)


def commands() -> str:
    """Every command with its arguments, from the parser itself."""
    from cocaf.cli import main, words

    words.choose("en")
    parts = [
        "# Commands\n\n" + WRITTEN + "\nEvery command takes `--home`, `--lang` and `--help` (in four languages).\n"
    ]
    parts += [_command(name, parser) for name, parser in _commands("cocaf", main.parser())]
    return "\n".join(parts)


def _commands(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, sub in action.choices.items():
                yield f"{name} {word}", sub
                yield from _commands(f"{name} {word}", sub)


def _command(name: str, parser: argparse.ArgumentParser) -> str:
    rows = []
    for action in parser._actions:
        if action.dest in {"help", "home", "lang"} or isinstance(action, argparse._SubParsersAction):
            continue
        shown = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        if action.option_strings and action.nargs != 0:
            shown += f" {action.metavar or '|'.join(map(str, action.choices or ())) or action.dest.upper()}"
        rows.append((f"`{shown}`", action.help or ""))
    text = f"## `{name}`\n\n{(parser.description or '').strip()}\n"
    return text + ("\n" + table(("argument", "meaning"), rows) if rows else "")


def records() -> str:
    """Every field of every record kind, as the models declare them."""
    from cocaf.domain.things import head, record, values

    parts = ["# Records\n\n" + WRITTEN]
    links = [
        (f"`{kind}`", f"[schema](schemas/{kind}.json)", f"[example](examples/{kind}.json)", f"`cocaf schema {kind}`")
        for kind in record.BODIES
    ]
    parts.append(
        "Every kind has a JSON Schema (2020-12), made from the same models, and an example with invented people.\n\n"
        + table(("kind", "schema", "example", "command"), links)
    )
    parts.append(
        'A document is `{"head": …, "body": …}`. A field that is left out was not asked. Where a type says *stated*,\n'
        '`null` means asked and unknown, `{"refused": true}` means asked and refused. Decimal numbers are strings.\n'
    )
    kinds = [(f"`{name}`", text) for name, text in _explained(values)]
    parts.append("## Types of values\n\n" + table(("type", "what it is"), kinds))
    seen: set[str] = set()
    parts += [_thing("Head, of every kind", head.Head, seen)]
    parts += [_thing(f"Body of a `{kind}`", model, seen) for kind, model in record.BODIES.items()]
    return "\n".join(parts)


def _thing(title: str, model: type, seen: set[str]) -> str:
    from cocaf.domain.things.values import Thing

    space = vars(importlib.import_module(model.__module__))
    rows, below = [], []
    for name, field in model.model_fields.items():  # type: ignore[attr-defined]
        kind = _kind(str(inspect.get_annotations(model).get(name, field.annotation)))
        rows.append((f"`{field.alias or name}`", kind, "yes" if field.is_required() else ""))
        below += [word for word in re.findall(r"\w+", kind) if inspect.isclass(space.get(word))]
    text = f"## {title}\n\n{first_line(model.__doc__)}\n\n" + table(("field", "type", "required"), rows)
    for word in below:
        if issubclass(space[word], Thing) and word not in seen:
            seen.add(word)
            text += "\n" + _thing(f"{word}", space[word], seen)
    return text


def _kind(annotation: str) -> str:
    kind = re.sub(r"Annotated\[(.+?), (?:BeforeValidator|Field|AfterValidator)\(.*\)\]", r"\1", annotation)
    kind = re.sub(r"tuple\[(\w+), \.\.\.\]", r"list of \1", kind)
    kind = re.sub(r"Stated\[(\w+)\]", r"\1, stated", kind)
    return kind.replace(" | None", "").replace("Literal[", "one of [").replace('"', "")


def permissions() -> str:
    """What each role may do with an own and with a received record, asked of `decide` itself."""
    from cocaf import vocab
    from cocaf.domain.policy import Action, Actor, Denied, RowTerms, Terms, decide

    today = datetime.date(2026, 1, 1)
    row = RowTerms(retain_until=today)

    def answer(role: str, action: Action, owner: str) -> str:
        terms = Terms(owner, f"{owner}-BUREAU", ("AA", "BB"), (), (), "OFFICIAL_USE", ("H0",), ())
        decision = decide(Actor("AA", "AA-BUREAU", "someone", role), action, terms, row, "support_investigation", today)
        return f"no: {decision.reason}" if isinstance(decision, Denied) else "yes"

    parts = ["# Permissions\n\n" + WRITTEN]
    parts.append(
        "What `cocaf.domain.policy.decide` answers by role, for a record without further limits. Audience, denial,\n"
        "clearance, handling, caveats and retention narrow it for a given record.\n"
    )
    roles = list(vocab.load("role").codes)
    for title, owner in (("One's own member's record", "AA"), ("A record received from another member", "BB")):
        rows = [(f"`{action.value}`", *(answer(role, action, owner) for role in roles)) for action in Action]
        parts.append(f"## {title}\n\n" + table(("action", *(f"`{role}`" for role in roles)), rows))
    parts.append(_people(roles))
    reasons = vocab.load("denial")
    rows = [(f"`{code}`", reasons.label(code, "en")) for code in reasons.codes]
    parts.append("## Reasons of a refusal\n\n" + table(("reason", "what the person reads"), rows))
    return "\n".join(parts)


def _people(roles: list[str]) -> str:
    """What each role may do with accounts and units, asked of `decide_people`."""
    from cocaf.domain.policy import Denied
    from cocaf.domain.policy.people import PeopleAct, decide_people

    def answer(role: str, act: PeopleAct) -> str:
        decision = decide_people(role, act)
        return f"no: {decision.reason}" if isinstance(decision, Denied) else "yes"

    rows = [(f"`{act.value}`", *(answer(role, act) for role in roles)) for act in PeopleAct]
    return (
        "## Accounts and units\n\nNobody does it to the account that he works with (`own`), and the last administrator "
        "stays (`last`).\n\n" + table(("act", *(f"`{role}`" for role in roles)), rows)
    )


def limits() -> str:
    """Every constant of `cocaf.limits` with the sentence that stands under it."""
    from cocaf import limits as module

    rows = [(f"`{name}`", f"{getattr(module, name):,}", text) for name, text in _explained(module)]
    return (
        "# Limits\n\n"
        + WRITTEN
        + "\nAll bounds stand in one module, `cocaf.limits`.\n\n"
        + table(("limit", "value", "meaning"), rows)
    )


def _explained(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Names assigned at the top of a module, with the text that stands under the assignment."""
    for node, after in itertools.pairwise(ast.parse(inspect.getsource(module)).body):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        target = targets[0]
        if isinstance(target, ast.Name) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            yield target.id, first_line(str(after.value.value))


def errors() -> str:
    """Every error that a person can meet."""
    from cocaf import vocab

    rows = [
        (f"`{code}`", str(text.http), str(text.exit), text.sentences["en"])
        for code, text in sorted(vocab.errors().items())
    ]
    return (
        "# Errors\n\n"
        + WRITTEN
        + "\nThe sentence is shown in the person's language; HTTP status and exit code come from the same table.\n\n"
        + table(("code", "HTTP", "exit", "sentence"), rows)
    )


def vocabularies() -> str:
    """Every code list, with its version and size."""
    from cocaf import vocab

    rows = []
    for name in sorted(vocab.names()):
        found = vocab.load(name)
        rows.append((f"`{name}`", str(found.version), f"{len(found.codes):,}"))
    return (
        "# Code lists\n\n"
        + WRITTEN
        + "\nThe lists are commented YAML in `src/cocaf/vocab/`: code, label in four languages, "
        "parent, crosswalks.\nCodes travel between members; words do not.\n\n"
        + table(("list", "version", "codes"), rows)
    )


def tables() -> str:
    """Every table: what it holds, and whether it can be made again."""
    from django.apps import apps

    parts = ["# Tables\n\n" + WRITTEN]
    parts += [f"* **{state}**: {meaning}." for state, meaning in STATE_OF_TABLES.items()]
    rows = [
        (f"`{model._meta.db_table}`", _state(model), first_line(model.__doc__))
        for model in apps.get_models()
        if model.__module__.startswith("cocaf.")
    ]
    return "\n".join(parts) + "\n\n" + table(("table", "state", "what it holds"), sorted(rows))


def _state(model: type) -> str:
    from cocaf.records.rebuild import DERIVED

    if model in DERIVED:
        return "derived"
    return "working" if model.__name__ in WORKING else "primary"


def _schema(kind: str) -> Callable[[], str]:
    def written() -> str:
        from cocaf.domain.things.schema import schema

        return json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"

    return written


KINDS = ("report", "subject", "capture", "outcome", "release", "recall", "statement", "decision")

PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "commands.md": commands,
    "records.md": records,
    "permissions.md": permissions,
    "limits.md": limits,
    "errors.md": errors,
    "vocabularies.md": vocabularies,
    "tables.md": tables,
    "../../packaging/cocaf.env.example": environment,
    **{f"schemas/{kind}.json": _schema(kind) for kind in KINDS},
}


def main() -> int:
    """Writes or checks every page."""
    import django

    # A node of nobody's: the pages are made from code, and no setting of this machine may show in them.
    for name in [name for name in os.environ if name.startswith("COCAF_")]:
        del os.environ[name]
    os.environ["COCAF_HOME"] = tempfile.mkdtemp(prefix="cocaf-reference-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cocaf.settings"
    django.setup()
    (FOLDER / "schemas").mkdir(parents=True, exist_ok=True)
    differing = []
    for name, page in PAGES.items():
        text, path = page(), FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            differing.append(name)
            if "--check" not in sys.argv[1:]:
                path.write_text(text, encoding="utf-8")
    Path(os.environ["COCAF_HOME"]).rmdir()
    if "--check" in sys.argv[1:] and differing:
        print(f"docs/reference differs from the code: {', '.join(differing)}. Run `make reference`.")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
