"""How our own child processes are started, from a source tree and from a frozen app alike."""

from __future__ import annotations

import os
import sys

MODULES = {"kdf": "field_doc.vault.kdf_child", "decode": "field_doc.decode.child"}


def command(name: str) -> list[str]:
    """Command line that starts the child ``name``; it carries no data, only the name."""
    if getattr(sys, "frozen", False):
        return [sys.executable, f"__{name}-child"]
    return [sys.executable, "-m", MODULES[name]]


def environment() -> dict[str, str]:
    """What a child may know of our environment: where Python is, the language, nothing else."""
    keep = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR", "TEMP")
    return {name: os.environ[name] for name in keep if name in os.environ}
