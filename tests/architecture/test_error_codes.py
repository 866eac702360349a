"""Every error code has words in both languages: what happened, what is kept, what to do."""

from __future__ import annotations

import ast
import re

import pytest
from source_tree import called_name, expect_none, nodes, strings_of, texts

from field_doc.base import errors

FAMILIES = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.FieldDocError)
}
CODE = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+")
PARTS = ("what", "kept", "do")


def codes_made() -> dict[str, str]:
    """Code and module of every error made with a code written on the spot."""
    made = {"act.cancelled": "field_doc.base.errors"}
    for module, node in nodes():
        if isinstance(node, ast.Call) and called_name(node) in FAMILIES and node.args:
            for code in strings_of(node.args[0]) or ():
                made.setdefault(code, module)
    return made


def catalogue_keys(catalogues, lang: str) -> dict[str, str]:
    merged = catalogues.merge(lang, catalogues.parts_of(lang))
    return {msgid: message.texts[0] for (context, msgid), message in merged.items() if context == "error"}


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_code_has_words(catalogues, lang: str) -> None:
    words = catalogue_keys(catalogues, lang)
    missing = []
    for code, module in codes_made().items():
        if lacking := [part for part in PARTS if not words.get(f"{code}.{part}")]:
            missing.append(f"{code} ({module}): {', '.join(lacking)}")
    expect_none(missing)


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_code_with_words_is_used(catalogues, lang: str) -> None:
    words = catalogue_keys(catalogues, lang)
    expect_none(key for key in words if key.rpartition(".")[2] not in PARTS)
    known = texts() | {"act.cancelled"}
    expect_none({key.rpartition(".")[0] for key in words} - known)


def test_codes_are_well_formed() -> None:
    expect_none(code for code in codes_made() if not CODE.fullmatch(code))


def test_codes_are_not_put_together_from_pieces() -> None:
    """A code made by an f-string cannot be found by the tests above, nor by whoever reads it in a log."""
    glued = [
        f"{module}:{node.lineno}"
        for module, node in nodes()
        if isinstance(node, ast.Call)
        and called_name(node) in FAMILIES
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    expect_none(glued)


def test_only_our_errors_are_raised_on_purpose() -> None:
    """No bare Exception; ValueError and the like only where the language expects them."""
    raised = [
        f"{module}:{node.lineno} {called_name(node.exc)}"
        for module, node in nodes()
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and called_name(node.exc) in {"Exception", "BaseException", "RuntimeError"}
    ]
    expect_none(raised)
