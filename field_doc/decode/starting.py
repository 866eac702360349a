"""How children of this package are started: our own modules by name, an environment with nothing of the user's."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_KEPT_ENVIRONMENT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH")


def command(module: str, flag: str) -> list[str]:
    """The command line of a child; carries no evidence, names or keys. ``flag``: its hidden name when frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, flag]
    return [sys.executable, "-s", "-P", "-B", "-X", "utf8", "-m", module]


def environment() -> dict[str, str]:
    """A child's whole environment: where the program lies, nothing of the user's."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    kept["MALLOC_ARENA_MAX"] = "2"  # each arena reserves address space, which is limited
    if not getattr(sys, "frozen", False):
        kept["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    return kept
