"""How our own child processes are started, from a source tree and from a frozen app alike."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MODULES = {"kdf": "field_doc.vault.kdf_child", "decode": "field_doc.decode.child"}


def command(name: str) -> list[str]:
    """Command line that starts the child ``name``; it carries no data, only the name."""
    if getattr(sys, "frozen", False):
        return [sys.executable, f"__{name}-child"]
    # -P: a module beside the working folder must not stand in for one of ours.
    return [sys.executable, "-P", "-m", MODULES[name]]


def environment() -> dict[str, str]:
    """What a child may know of our environment: where Python is, the language, nothing else."""
    keep = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    kept = {name: os.environ[name] for name in keep if name in os.environ}
    if not getattr(sys, "frozen", False):
        kept["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    return kept
