"""Fields that the program fills and nobody types (S): what they are, from the other fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from field_doc.schema import gate
from field_doc.schema.values import null

# Shown in the form, never edited there; ``form_digest`` is made of files at sealing (evidence/records.py).
SHOWN_ONLY: Mapping[str, frozenset[str]] = {
    "statement": frozenset({"gate_result"}),
    "consent": frozenset({"form_digest"}),
}


def _gate_result(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The kinds the gate allows; "not asked" while its questions are open, "not applicable" if it allows none."""
    given = gate.from_fields(fields)
    if given.open:
        return {"gate_result": None}
    allowed = sorted(gate.assess(given).allowed)
    return {"gate_result": allowed or null("nv_na")}


_MAKERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {"statement": _gate_result}


def computed(type_name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the computed fields that follow from ``fields``; None where nothing follows yet."""
    maker = _MAKERS.get(type_name)
    return maker(fields) if maker else {}


def with_computed(type_name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields with what is computed in them, whatever stood there before."""
    found = {**fields, **computed(type_name, fields)}
    return {k: v for k, v in found.items() if v is not None}
