"""The program's sources as the architecture tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
PACKAGE = TREE / "field_doc"


@cache
def sources() -> dict[str, Path]:
    """Dotted name of every module and its file."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(TREE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def trees() -> dict[str, ast.Module]:
    """Every module's syntax tree."""
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in sources().items()}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of every module with the module's name."""
    for name, tree in trees().items():
        for node in ast.walk(tree):
            yield name, node


@cache
def texts() -> frozenset[str]:
    """Every string constant of the program."""
    return frozenset(n.value for _, n in nodes() if isinstance(n, ast.Constant) and isinstance(n.value, str))


def strings_of(node: ast.expr) -> list[str] | None:
    """The texts an expression may be (a constant, or either side of a condition), None if it is more."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else None
    if isinstance(node, ast.IfExp):
        sides = [strings_of(node.body), strings_of(node.orelse)]
        return None if None in sides else [text for side in sides for text in side or []]
    return None


def called_name(call: ast.Call) -> str:
    """Last part of what is called: ``_`` for ``self._("…")``."""
    func = call.func
    if isinstance(func, ast.Name):
        return func.id
    return func.attr if isinstance(func, ast.Attribute) else ""


def expect_none(found: Iterable[object]) -> None:
    """Fail with everything that was found, one line each: lists like these are worked through."""
    rows = sorted({str(row) for row in found})
    if rows:
        pytest.fail(f"{len(rows)} found:\n" + "\n".join(rows), pytrace=False)
