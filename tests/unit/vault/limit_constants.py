"""Every limit of the program that has a name: integers at module level called MAX_…, …_MAX, …_MIN, …_LIMIT."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]
PACKAGE = TREE / "field_doc"
NAME = re.compile(r"_?(MAX_[A-Z0-9_]+|[A-Z0-9_]+_(MAX|MIN|LIMIT))")
# Looks of the window, and flags of an operating system that only look like limits.
LEFT_OUT = ("field_doc.ui.", "field_doc.decode.job_object")


def limits() -> dict[str, int]:
    """``package.module.NAME`` without ``field_doc.`` and its value."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(TREE).with_suffix("").parts)
        if module.startswith(LEFT_OUT):
            continue
        for name in _names(path):
            value = getattr(importlib.import_module(module), name)
            if isinstance(value, int):
                found[f"{module.removeprefix('field_doc.')}.{name}"] = value
    return found


def _names(path: Path) -> list[str]:
    names = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets += [node.target] if isinstance(node, ast.AnnAssign) else []
        names += [t.id for t in targets if isinstance(t, ast.Name) and NAME.fullmatch(t.id)]
    return names
