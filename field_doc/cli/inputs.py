"""What the command line is given: passphrases, words from files, JSON. Nothing secret in arguments."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import InputProblem

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from field_doc.base.i18n import Words

STDIN = "-"
_MAX_WORDS = 1 << 20


def passphrase(args: Namespace, words: Words, *, option: str = "passphrase_file") -> str:
    """The passphrase that opens: first line of the file named, or asked on the terminal; never an argument.

    New ones are asked for and judged by ``cli.phrases``.

    Raises:
        InputProblem: none was given and nobody can be asked.

    """
    source = getattr(args, option)
    if source == "-" and option == "passphrase_file" and args.passphrase_line is not None:
        return str(args.passphrase_line)
    if source is not None:
        return first_line(source)
    if not sys.stdin.isatty():
        raise InputProblem("cli.passphrase-needed")
    return getpass.getpass(words("Passphrase: "))


def take_passphrase(args: Namespace) -> None:
    """Read the passphrase from standard input before anything else is read there: it is the first line."""
    args.passphrase_line = first_line("-") if args.passphrase_file == STDIN else None


def confirm(prompt: str, yes: str) -> None:
    """A person at the terminal says yes; nobody there, or anything else, refuses.

    Raises:
        InputProblem: ``enrol.not-compared``.

    """
    if not sys.stdin.isatty() or input(prompt).strip().casefold() not in {yes.casefold(), "yes"}:
        raise InputProblem("enrol.not-compared")


def first_line(source: str) -> str:
    """First line of a file, or of standard input for ``-``."""
    try:
        if source == "-":
            return sys.stdin.readline().rstrip("\r\n")
        with Path(source).open(encoding="utf-8") as reading:
            return reading.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem("cli.file-unreadable") from error


def text(value: str | None) -> str:
    """Words of an option: as given, from ``@FILE``, or from standard input for ``-``."""
    if value is None:
        return ""
    if value != "-" and not value.startswith("@"):
        return _speakable(value)
    try:
        return (sys.stdin.read(_MAX_WORDS) if value == "-" else Path(value[1:]).read_text(encoding="utf-8")).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem("cli.file-unreadable") from error


def _speakable(value: str) -> str:
    """Words given as an argument; bytes that are no text in this system's encoding cannot be kept as words."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputProblem("cli.not-text") from error
    return value


def file_lines(source: str) -> list[str]:
    """Lines of a file that are not empty."""
    try:
        return [line for line in Path(source).read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem("cli.file-unreadable") from error


def fields(source: str) -> dict[str, Any]:
    """A JSON object from a file or standard input; duplicate names are refused."""
    try:
        raw = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        value = json.loads(raw, object_pairs_hook=_no_duplicates)
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem("cli.file-unreadable") from error
    except ValueError as error:
        raise InputProblem("cli.not-json") from error
    except RecursionError as error:
        raise InputProblem("cli.not-json") from error
    if not isinstance(value, dict):
        raise InputProblem("cli.not-an-object")
    return value


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InputProblem("cli.duplicate-name")
    return found


def lines(prompt: str, ask: Callable[[str], str] = input) -> list[str]:
    """Lines until an empty one: recovery shares, from a terminal or a pipe."""
    found = []
    while True:
        try:
            line = ask(prompt if sys.stdin.isatty() else "")
        except EOFError:
            break
        except UnicodeDecodeError as error:
            raise InputProblem("cli.file-unreadable") from error
        if not line.strip():
            break
        found.append(line)
    return found
