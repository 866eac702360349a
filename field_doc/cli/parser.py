"""The commands and their options; a contract (docs/handbook/cli.md): names, shapes and exit codes stay."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from field_doc.base.errors import InputProblem
from field_doc.base.i18n import LANGUAGES
from field_doc.cli import usage

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.base.i18n import Words

    Handler = Callable[..., int]


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks in words, whose mistakes are our errors (exit 2); options are never guessed."""

    def __init__(self, *, words: Words, **options: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, formatter_class=usage.help_in(words), **options)
        self.words = words
        self._positionals.title = words("arguments")
        self._optionals.title = words("options")
        self.add_argument("-h", "--help", action="help", help=words("show this and end"))

    def error(self, message: str) -> NoReturn:
        """Wrong usage: usage on stderr, then our error."""
        self.print_usage(sys.stderr)
        raise InputProblem("cli.usage", message=usage.sentence(message, self.words))


class Group:
    """Adds commands that share the options every command has."""

    def __init__(self, subparsers: argparse._SubParsersAction[Parser], words: Words) -> None:
        self._subparsers = subparsers
        self.words = words

    def add(self, name: str, handler: str, help_text: str) -> Parser:
        """A command; ``handler`` is ``module:function`` below ``field_doc.cli``."""
        parser = self.add_bare(name, help_text)
        common(parser, default=argparse.SUPPRESS)  # what stood before the command stays
        parser.set_defaults(handler=handler)
        return parser

    def add_bare(self, name: str, help_text: str) -> Parser:
        """A command without the options every command has: it has commands of its own."""
        return self._subparsers.add_parser(name, help=help_text, description=help_text, words=self.words)


def common(parser: Parser, default: str | None = None) -> None:
    """Options of every command, before it or after it."""
    _ = parser.words
    json_default = False if default is None else default
    parser.add_argument("--json", action="store_true", default=json_default, help=_("one JSON object on stdout"))
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=_("language of words"))
    parser.add_argument(
        "--passphrase-file", metavar=_("FILE"), default=default, help=_("first line is the passphrase; - for stdin")
    )


def count(typed: str) -> int:
    """A number from 0 that a database can hold."""
    value = int(typed)
    if not 0 <= value < 2**53:
        raise ValueError
    return value


def vault_argument(parser: Parser) -> None:
    """The vault's folder."""
    parser.add_argument("vault", type=Path, metavar=parser.words("VAULT"), help=parser.words("folder of the vault"))


def nested(group: Group, name: str, help_text: str) -> Group:
    """A command with commands of its own (``vault create``)."""
    parser = group.add_bare(name, help_text)
    _ = group.words
    return Group(
        parser.add_subparsers(metavar=_("ACT"), required=True, parser_class=Parser, title=_("acts")), group.words
    )
