"""The one entry point: ``field-doc`` opens the window, every act is also a command."""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import TYPE_CHECKING

from field_doc.base import log
from field_doc.base.errors import Bug, Cancelled, FieldDocError
from field_doc.base.hardening import harden
from field_doc.base.i18n import Words, system_language
from field_doc.cli import inputs
from field_doc.cli.output import Output
from field_doc.vault.files import world_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (docs/handbook/cli.md)."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    harden()
    if argv[:1] in (["__decode-child"], ["__kdf-child"], ["__sound-child"], ["__loudspeaker-child"]):
        return _child(argv[0])
    log.to_stderr()
    _speak_utf8()
    words = Words(_language(argv))
    output = Output(words, as_json="--json" in argv)
    try:
        return _run(argv, words, output)
    except FieldDocError as error:
        output.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        output.error(Cancelled())
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output went away; nothing of ours failed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(argv: list[str], words: Words, output: Output) -> int:
    from field_doc.cli.commands import build

    args = build(words).parse_args(argv)
    output.as_json = args.json
    inputs.take_passphrase(args)
    module, _, name = args.handler.partition(":")
    handler = getattr(importlib.import_module(f"field_doc.cli.{module}"), name)
    try:
        code: int = handler(args, words, output)
    except (FieldDocError, KeyboardInterrupt, BrokenPipeError):
        raise
    except OSError as error:
        raise world_problem(error) from None
    except Exception as error:
        if os.environ.get("FIELD_DOC_TRACEBACK"):
            raise
        # A traceback's values could hold evidence: only where it happened is told.
        raise Bug("program.bug", where=_where(error), kind=type(error).__name__) from None
    return code


def _speak_utf8() -> None:
    """UTF-8 whatever the system's code page is: a passphrase must give the same bytes everywhere, JSON must be JSON."""
    for stream, errors in ((sys.stdin, "strict"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _where(error: BaseException) -> str:
    """Module and line of the innermost frame; no values, no paths of this machine."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"


def _language(argv: Sequence[str]) -> str:
    for index, word in enumerate(argv):
        if word == "--lang" and index + 1 < len(argv):
            return argv[index + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return system_language()


def _child(flag: str) -> int:
    """A frozen app is its own child: the same program started under a hidden name."""
    if flag == "__kdf-child":
        from field_doc.vault import kdf_child

        return kdf_child.main()
    if flag == "__sound-child":
        from field_doc.decode import sound_child

        return sound_child.main()
    if flag == "__loudspeaker-child":
        # By name: nothing but the window and this process of its own loads what belongs to the window.
        return int(importlib.import_module("field_doc.ui.loudspeaker.child").main())
    from field_doc.decode import child

    return int(child.main() or 0)


if __name__ == "__main__":
    sys.exit(main())
