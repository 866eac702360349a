"""``field-doc`` and ``field-doc open VAULT``: the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output


def open_window(args: Namespace, words: Words, out: Output) -> int:  # noqa: ARG001 (same shape as every handler)
    """Open the window, on a vault if one is named."""
    from field_doc.ui.main import run

    return run(vault=args.vault, lang=words.lang)
