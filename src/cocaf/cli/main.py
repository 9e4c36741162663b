"""The command `cocaf`. Parses, calls one service, prints; one module a command. `--home` names the node, `--lang`
the language; errors end with a sentence and the exit code of the table of errors."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from django.db import DatabaseError

from cocaf import config
from cocaf.cli import words
from cocaf.cli.words import _
from cocaf.domain.errors import CocafError

COMMANDS: tuple[str, ...] = (
    "init",
    "serve",
    "worker",
    "keys",
    "demo",
    "import",
    "export",
    "find",
    "schema",
    "foreign-words",
    "rebuild",
    "audit",
    "backup",
    "restore",
    "recovery-key",
    "doctor",
    "upgrade",
    "members",
    "user",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words.choose(_early(given, "--lang"))
    if home := _early(given, "--home"):
        os.environ["COCAF_HOME"] = str(Path(home).absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocaf.settings")
    args = parser().parse_args(given)
    try:
        return int(args.run(args))
    except config.WrongSettingError as error:
        print(error.sentences(words.language()), file=sys.stderr)
        return 2
    except DatabaseError as error:
        problem = CocafError("node.database", kind=type(error).__name__)
        print(problem.sentence(words.language()), file=sys.stderr)
        return problem.exit
    except CocafError as error:
        print(error.sentence(words.language()), file=sys.stderr)
        return error.exit
    except KeyboardInterrupt:
        print(_("Interrupted. Run the same command again to go on where it stopped."), file=sys.stderr)
        return 130


def _early(given: Sequence[str], option: str) -> str | None:
    """An option that must be known before anything is parsed: the language of the help, the node's home."""
    for position, word in enumerate(given):
        if word == option and position + 1 < len(given):
            return given[position + 1]
        if word.startswith(option + "="):
            return word.partition("=")[2]
    return None


def parser() -> argparse.ArgumentParser:
    """The whole command line, in the language chosen."""
    made = argparse.ArgumentParser(
        prog="cocaf",
        description=_("Exchange between police services of what they know about drug trafficking."),
        add_help=False,
    )
    _common(made)
    commands = made.add_subparsers(title=_("commands"), metavar=_("COMMAND"), required=True)
    for name in COMMANDS:
        module = import_module(f"cocaf.cli.{'import_' if name == 'import' else name.replace('-', '_')}")
        sub = commands.add_parser(name, help=_(module.HELP), description=_(module.HELP), add_help=False)
        _common(sub)
        module.arguments(sub)
        sub.set_defaults(run=module.run)
    return made


def _common(made: argparse.ArgumentParser) -> None:
    made.add_argument("-h", "--help", action="help", help=_("show this help and stop"))
    made.add_argument("--home", metavar=_("FOLDER"), default=argparse.SUPPRESS, help=_("the node's home folder"))
    made.add_argument("--lang", choices=words.LANGUAGES, default=argparse.SUPPRESS, help=_("language of the output"))
