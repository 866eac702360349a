"""Words for data: every key that a context can be asked for has a text in both languages.

``label("kind", file.kind)`` shows the bare key when the catalogue lacks it, and no other test would notice:
here stands where the keys of each context come from.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable

import pytest
from source_tree import called_name, expect_none, nodes, strings_of, trees

from field_doc.app.bundling import exhibits
from field_doc.decode.values import KINDS
from field_doc.evidence import names_found, names_texts
from field_doc.export import redact
from field_doc.export.model import Edition
from field_doc.formats import receipt
from field_doc.formats.events import EVENTS
from field_doc.schema.model import ANSWERS
from field_doc.verifier.claims import ALONE, CLAIMS, CONTINUED
from field_doc.verifier.claims import KINDS as CHECKED

NO_CONSENT_RECORD = "none"
# RFC 7946: what a drawn or typed place may be.
GEOMETRIES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


def findings_of_checks() -> set[str]:
    """First argument of every ``Finding("check.…")`` made outside the window's samples."""
    return {
        code
        for module, node in nodes()
        if not module.startswith("field_doc.ui") and isinstance(node, ast.Call) and called_name(node) == "Finding"
        for code in strings_of(node.args[0]) or ()
        if code.startswith("check.")
    }


def shapes_needed() -> set[str]:
    """Second argument of every ``wrong_shape(path, "…")``: what a value should have been."""
    return {
        shape
        for _, node in nodes()
        if isinstance(node, ast.Call) and called_name(node) == "wrong_shape" and len(node.args) == 2
        for shape in strings_of(node.args[1]) or ()
    }


SOURCES: dict[str, Callable[[], Iterable[str]]] = {
    "check": findings_of_checks,
    "checked": lambda: [kind for kind in CHECKED if kind != "bundle"],
    "claim": lambda: (*CLAIMS, CONTINUED, *ALONE),
    "consent": lambda: (*ANSWERS, NO_CONSENT_RECORD),
    "edition": lambda: [edition.value for edition in Edition],
    "event": lambda: EVENTS,
    "fact": lambda: exhibits._FACT_CLASSES,
    "form": lambda: [form.value for form in redact.Form],
    "geometry": lambda: GEOMETRIES,
    "ground": lambda: redact.GROUNDS,
    "kind": lambda: KINDS,
    "names-kind": lambda: names_found.KINDS,
    "names-where": lambda: names_texts.FILE_PLACES,
    "receipt": lambda: (receipt.STORED, receipt.ACCEPTED, receipt.REFUSED),
    "shape": shapes_needed,
    "withheld": lambda: [reason.value for reason in redact.Reason],
}
# Contexts whose keys other tests know: error codes, schema, decoder, verifier page, settings page, passphrases.
ELSEWHERE = {
    "claim-detail", "claim-means", "claim-reason", "claim-shows", "edtf", "error", "field", "finding", "gate", "group",
    "ledger-name", "ledger-value", "passphrase", "problem", "section", "self_check", "type", "unit",
}  # fmt: skip


def keys(catalogues, lang: str) -> set[tuple[str, str]]:
    merged = catalogues.merge(lang, catalogues.parts_of(lang))
    return {(context, msgid) for context, msgid in merged if context is not None}


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_key_of_a_context_has_a_text(catalogues, lang: str) -> None:
    asked = {(context, key) for context, source in SOURCES.items() for key in source()}
    assert {context for context, _ in asked} == set(SOURCES)
    expect_none(asked - keys(catalogues, lang))


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_no_text_of_a_key_that_cannot_be_asked_for(catalogues, lang: str) -> None:
    known = {(context, key) for context, source in SOURCES.items() for key in source()}
    expect_none({pair for pair in keys(catalogues, lang) if pair[0] in SOURCES} - known)


def asked_contexts() -> dict[str, str]:
    """Context of every call of ``label`` and ``has_label`` with two or more arguments, and where it stands."""
    found: dict[str, str] = {}
    for module, node in nodes():
        if not (isinstance(node, ast.Call) and called_name(node) in {"label", "has_label"} and len(node.args) >= 2):
            continue
        if isinstance(node.func, ast.Attribute):  # the function ``label`` of the window makes a widget
            for context in strings_of(node.args[0]) or ():
                found.setdefault(context, f"{module}:{node.lineno}")
    return found


def test_it_is_known_where_the_keys_of_every_context_come_from() -> None:
    asked = asked_contexts()
    assert len(asked) > 10
    expect_none(f"{where} {context!r}" for context, where in asked.items() if context not in {*SOURCES, *ELSEWHERE})


def test_no_context_is_filled_that_nobody_asks_for(catalogues) -> None:
    filled = {context for context, _ in keys(catalogues, "en")}
    named = set(asked_contexts()) | {text for tree in trees().values() for text in constants(tree)}
    expect_none(filled - named)


def constants(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z_-]+", node.value):
            yield node.value


def shape_codes() -> dict[str, str]:
    """Codes named before they are raised: ``_CODE = "card.malformed"`` for a reader, ``code = "a.b" if … else "a.c"``."""
    found: dict[str, str] = {}
    for module, node in nodes():
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            continue
        if node.targets[0].id in {"_CODE", "_MALFORMED", "code"}:
            codes = strings_of(node.value) or ()
            found.update({code: module for code in codes if re.fullmatch(r"[a-z_]+\.[a-z0-9.-]+", code)})
    return found


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_codes_a_reader_is_given_have_words(catalogues, lang: str) -> None:
    words, codes = keys(catalogues, lang), shape_codes()
    assert {"card.malformed", "intake.link"} <= codes.keys()
    lacking = [
        f"{code}.{part} ({module})"
        for code, module in codes.items()
        for part in ("what", "kept", "do")
        if ("error", f"{code}.{part}") not in words
    ]
    expect_none(lacking)
