"""Where the program's own read-only data lies: source tree, wheel or frozen app."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def resources() -> Path:
    """Folder with schemas, vocabularies, layouts, locale, icons, fonts and word lists."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    package = Path(__file__).resolve().parents[1]
    beside = package.parent / "resources"
    return beside if (beside / "schemas").is_dir() else package / "_resources"
