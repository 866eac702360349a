"""Writing a printed paper to the place that was chosen: whole or not at all, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem
from field_doc.vault.files import fsync_file, fsync_folder, system_errors, write_all

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def refuse_taken(paths: Sequence[Path]) -> None:
    """Nothing that exists is overwritten.

    Raises:
        InputProblem: ``export.exists``.

    """
    with system_errors():
        if any(path.exists() for path in paths):
            raise InputProblem("export.exists")


def write_new(out: Path, data: bytes) -> None:
    """Write a new file under a name of its own and rename it; whatever stops it, nothing stays."""
    refuse_taken((out,))
    partial = out.with_name(f"{out.name[:40]}.{secrets.token_hex(4)}.partial")
    with system_errors():
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            try:
                write_all(descriptor, data)
                fsync_file(descriptor)
            finally:
                os.close(descriptor)
            partial.rename(out)
            fsync_folder(out.parent)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise
