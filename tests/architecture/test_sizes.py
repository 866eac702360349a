"""Modules and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast

from source_tree import TREE, expect_none, sources, trees

MODULE_LIMIT = 600
MODULE_AIM = 300
FUNCTION_LIMIT = 60
METHOD_LIMIT = 30


def test_no_module_is_too_long(record_property) -> None:
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in sources().items()}
    longer = {name: n for name, n in sorted(lengths.items(), key=lambda pair: -pair[1]) if n > MODULE_AIM}
    for name, count in longer.items():
        print(f"{count:5} lines: {name}")
    record_property("modules_over_aim", len(longer))
    expect_none((name, n) for name, n in longer.items() if n > MODULE_LIMIT)


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, its docstring not counted."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_no_function_is_longer_than_a_screen() -> None:
    long = {}
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > FUNCTION_LIMIT:
                long[f"{name}.{node.name}"] = length(node)
    expect_none(long.items())


def test_no_class_does_everything() -> None:
    crowded = {}
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                methods = sum(isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) for item in node.body)
                if methods > METHOD_LIMIT:
                    crowded[f"{name}.{node.name}"] = methods
    expect_none(crowded.items())


def test_tests_are_not_left_to_rot_either() -> None:
    long = {
        str(path.relative_to(TREE)): len(path.read_text("utf-8").splitlines())
        for path in (TREE / "tests").rglob("*.py")
        if "node_modules" not in path.parts
    }
    expect_none((name, n) for name, n in long.items() if n > MODULE_LIMIT)
