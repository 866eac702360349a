"""New passphrases on the command line: one is suggested where a person sits, each is judged as in the window.

A weak one is refused unless ``--accept-weak-passphrase`` says that it is known. A passphrase is never an argument.
"""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem
from field_doc.cli import inputs

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.cli.parser import Parser
    from field_doc.vault.passphrase import Judgement

_TRIES = 3
_BOUNDS = ("passphrase.reason.generated", "passphrase.reason.long")


def option(parser: Parser) -> None:
    """``--accept-weak-passphrase``, for a command that sets a new passphrase."""
    parser.add_argument(
        "--accept-weak-passphrase",
        action="store_true",
        help=parser.words("set a new passphrase even if it is judged weak"),
    )


def new(args: Namespace, words: Words, out: Output, *, line: int = 1) -> str:
    """A new passphrase, judged; the verdict and its reasons go to stderr.

    Args:
        args: ``passphrase_file``, ``accept_weak_passphrase``.
        words: language of the verdict and of the suggested words.
        out: where words for people go.
        line: the line of the passphrase file on which it stands.

    Raises:
        InputProblem: none was given and nobody can be asked; it is weak; it was not typed twice the same.

    """
    if args.passphrase_file is None and sys.stdin.isatty():
        return _asked(args, words, out)
    given = inputs.passphrase(args, words) if line == 1 else _line(args.passphrase_file, line)
    if not given.strip():
        raise InputProblem("vault.passphrase-empty" if line == 1 else "cli.new-passphrase-needed")
    if not _will_do(given, args, words, out):
        raise InputProblem("cli.passphrase-weak")
    return given


def _line(source: str | None, number: int) -> str:
    if source is None:
        raise InputProblem("cli.passphrase-needed")
    if source == inputs.STDIN:
        return inputs.first_line(source)  # the lines before were read
    return [*inputs.file_lines(source), *[""] * number][number - 1]


def _asked(args: Namespace, words: Words, out: Output) -> str:
    """Ask at the terminal until one will do and was typed twice the same."""
    suggested = _suggest(words, out)
    prompt = words("New passphrase (Enter takes the suggested one): ") if suggested else words("New passphrase: ")
    problem = InputProblem("cli.passphrase-weak")
    for _ in range(_TRIES):
        typed = getpass.getpass(prompt) or suggested
        if not typed.strip():
            problem = InputProblem("vault.passphrase-empty")
        elif typed != suggested and not _will_do(typed, args, words, out):
            problem = InputProblem("cli.passphrase-weak")
        elif getpass.getpass(words("The same passphrase again: ")) != typed:
            problem = InputProblem("cli.passphrases-differ")
            out.note(words("The two phrases differ."))
        else:
            return typed
    raise problem


def _suggest(words: Words, out: Output) -> str:
    """Show six words chosen by chance; "" where stderr is no terminal: they must not end in a file."""
    if not sys.stderr.isatty():
        return ""
    from field_doc.vault.passphrase import generate

    phrase = generate(words.lang)
    out.note(words("A suggested passphrase, six words chosen by chance. Write it on paper; it is shown only here:"))
    out.note(f"\n    {phrase}\n")
    return phrase


def _will_do(phrase: str, args: Namespace, words: Words, out: Output) -> bool:
    """Judge it, say verdict and reasons; weak ones only with the option."""
    from field_doc.vault.passphrase import judge

    judgement = judge(phrase)
    out.note(verdict(judgement, words))
    return judgement.enough or bool(args.accept_weak_passphrase)


def verdict(judgement: Judgement, words: Words) -> str:
    """What a passphrase withstands, and why no more; of one that will do, only what bounds the verdict."""
    reasons = (key for key in judgement.details if not judgement.enough or key in _BOUNDS)
    keys = (judgement.code, *reasons)
    return " ".join(words.label("passphrase", key) for key in keys)


def suggest(args: Namespace, words: Words, out: Output) -> int:  # noqa: ARG001 (same shape as every handler)
    """Print a generated passphrase; it is kept nowhere."""
    from field_doc.vault.passphrase import GENERATED_WORDS, generate

    phrase = generate(words.lang)
    if not sys.stdout.isatty():
        out.note(words("This passphrase goes to a file or to another program. See to it that it does not stay there."))
    out.result({"passphrase": phrase, "words": GENERATED_WORDS}, phrase)
    return 0
