"""Fields that the program fills and nobody types (S): what they are, from the other fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from field_doc.schema import gate, transliteration
from field_doc.schema.values import is_empty, is_null, null

# Shown in the form, never edited there; ``form_digest`` is made of files at sealing (evidence/records.py).
SHOWN_ONLY: Mapping[str, frozenset[str]] = {
    "statement": frozenset({"gate_result"}),
    "consent": frozenset({"form_digest"}),
    "identity": frozenset({"name_latin_kmu"}),
    "handover": frozenset({"hash_match"}),
}


def _gate_result(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The kinds the gate allows; "not asked" while its questions are open, "not applicable" if it allows none."""
    given = gate.from_fields(fields)
    if given.open:
        return {"gate_result": None}
    allowed = sorted(gate.assess(given).allowed)
    return {"gate_result": allowed or null("nv_na")}


def _latin_name(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The name by KMU 55; "not applicable" for a form in another language, whose letters have other values."""
    parts = [fields.get(name) for name in ("surname", "given_name", "patronymic")]
    given = [part for part in parts if isinstance(part, Mapping) and not is_empty(part) and not is_null(part)]
    if not given:
        return {"name_latin_kmu": None}
    ukrainian = all(p["lang"] in ("uk", "und") and transliteration.is_ukrainian(p["text"]) for p in given)
    latin = " ".join(transliteration.kmu55(" ".join(part["text"].split())) for part in given)
    return {"name_latin_kmu": latin if ukrainian else null("nv_na")}


def _digests_match(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Whether both digests of a hand-over say the same, spaces and case aside."""
    before, after = (fields.get(name) for name in ("hash_before", "hash_after"))
    if not isinstance(before, str) or not isinstance(after, str):
        return {"hash_match": None}
    return {"hash_match": "".join(before.split()).lower() == "".join(after.split()).lower()}


_MAKERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "statement": _gate_result,
    "identity": _latin_name,
    "handover": _digests_match,
}


def computed(type_name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the computed fields that follow from ``fields``; None where nothing follows yet."""
    maker = _MAKERS.get(type_name)
    return maker(fields) if maker else {}


def with_computed(type_name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields with what is computed in them, whatever stood there before."""
    found = {**fields, **computed(type_name, fields)}
    return {k: v for k, v in found.items() if v is not None}
