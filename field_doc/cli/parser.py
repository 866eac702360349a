"""The commands and their options; a contract (docs/handbook/cli.md): names, shapes and exit codes stay."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from field_doc.base.errors import InputProblem
from field_doc.base.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    Handler = Callable[..., int]


class Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are our errors (exit 2); options are written out, never guessed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Wrong usage: usage on stderr, then our error."""
        self.print_usage(__import__("sys").stderr)
        raise InputProblem("cli.usage", message=message)


class Group:
    """Adds commands that share the options every command has."""

    def __init__(self, subparsers: argparse._SubParsersAction[Parser], prefix: str = "") -> None:
        self._subparsers = subparsers
        self._prefix = prefix

    def add(self, name: str, handler: str, help_text: str) -> argparse.ArgumentParser:
        """A command; ``handler`` is ``module:function`` below ``field_doc.cli``."""
        parser = self._subparsers.add_parser(name, help=help_text, description=help_text)
        common(parser, default=argparse.SUPPRESS)  # what stood before the command stays
        parser.set_defaults(handler=handler)
        return parser


def common(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Options of every command, before it or after it."""
    json_default = False if default is None else default
    parser.add_argument("--json", action="store_true", default=json_default, help="one JSON object on stdout")
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help="language of words")
    parser.add_argument(
        "--passphrase-file", metavar="FILE", default=default, help="first line is the passphrase; - for stdin"
    )


def count(typed: str) -> int:
    """A number from 0 that a database can hold."""
    value = int(typed)
    if not 0 <= value < 2**53:
        raise ValueError
    return value


def vault_argument(parser: argparse.ArgumentParser, name: str = "vault") -> None:
    """The vault's folder."""
    parser.add_argument(name, type=Path, metavar=name.upper())


def nested(group: Group, name: str, help_text: str) -> Group:
    """A command with commands of its own (``vault create``)."""
    parser = group._subparsers.add_parser(name, help=help_text, description=help_text)  # noqa: SLF001 (same module)
    return Group(parser.add_subparsers(metavar="ACT", required=True, parser_class=Parser))
