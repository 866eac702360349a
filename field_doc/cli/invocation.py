"""A command of ours as it can be typed here: the way this program was started stands before it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

_NAME = "field-doc"


def command(*words: object) -> str:
    """``field-doc`` with these words, as this shell, in this folder, would start it again."""
    return shlex.join([*_program(), *map(str, words)])


def _program() -> list[str]:
    found = shutil.which(_NAME)
    for started in _started():
        if found is not None and Path(found).resolve() == started.resolve():
            return [_NAME]
        if started.is_file() and os.access(started, os.X_OK):
            return [_from_here(started)]
    by_module = Path(sys.argv[0]).name == "__main__.py"
    return [sys.executable, "-m", "field_doc"] if by_module else [_NAME]


def _started() -> list[Path]:
    """Programs that start us: what was started, or the one a clone has beside its Python."""
    if getattr(sys, "frozen", False):
        return [Path(sys.executable)]
    started = Path(sys.argv[0])
    return [started] if started.stem == _NAME else [Path(sys.executable).with_name(_NAME)]


def _from_here(program: Path) -> str:
    """Relative where it lies below this folder, as people type it."""
    whole = Path.cwd() / program
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else str(whole)
