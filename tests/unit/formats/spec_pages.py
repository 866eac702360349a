"""Worked examples out of docs/spec, so that tests hold the pages to the code."""

from __future__ import annotations

import re
from pathlib import Path

SPEC = Path(__file__).resolve().parents[3] / "docs" / "spec"


def example(page: str, name: str) -> str:
    """Text of the fenced block whose info string is ``name``; it has to be there once."""
    text = (SPEC / page).read_text(encoding="utf-8")
    found = re.findall(rf"^```{re.escape(name)}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert len(found) == 1, f"{page} has {len(found)} blocks named {name}"
    return found[0]
