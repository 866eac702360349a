"""Informed consent at every use: what the person behind a record allowed (DOMAIN 0.7). Missing means no.

A statement stands on the consent record it names, or on those of the person it names. A consent that was
withdrawn, expired or blocked allows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.evidence.summary import references

if TYPE_CHECKING:
    from datetime import date

    from field_doc.evidence.records import Records
    from field_doc.schema.registry import Registry

# Types behind which a person stands; files of such a record stand with it.
PERSONAL = frozenset({"statement", "person", "identity", "consent"})
_ENDED = frozenset({"cs_refused", "cs_withdrawn", "cs_expired", "cs_not_sought", "cs_not_possible"})
STORAGE = "cp_store"
STORAGE_ABROAD = "cp_store_abroad"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Answer for one purpose: ``yes``, ``no``, ``ask_each_time``, ``not_asked``, ``none`` (no consent record)."""

    answer: str
    consent_id: str | None = None

    @property
    def yes(self) -> bool:
        """Whether it may be done now."""
        return self.answer == "yes"


def allowed(records: Records, registry: Registry, record_id: str, purpose: str, today: date) -> Allowed:
    """What the person behind a record answered for a purpose; the best answer of the consents that stand."""
    found = [
        Allowed(_answer(records, consent, purpose, today), consent)
        for consent in consents_of(records, registry, record_id)
    ]
    order = ("yes", "ask_each_time", "no", "not_asked")
    for answer in order:
        for one in found:
            if one.answer == answer:
                return one
    return Allowed("none")


def needs_consent(records: Records, record_id: str) -> bool:
    """Whether a person stands behind the record."""
    return records.row(record_id).type in PERSONAL


def consents_of(records: Records, registry: Registry, record_id: str) -> tuple[str, ...]:
    """Consent records that stand with a record: itself, those it names, those that name it or its person."""
    row = records.row(record_id)
    if row.type == "consent":
        return (record_id,)
    if row.type == "identity":
        person = records.person_of(record_id)
        return consents_of(records, registry, person) if person is not None else ()
    named = references(registry.record_type(row.type), records.fields(record_id))
    kinds = {r: records.type_of(r) for r in named}
    # At a desk the person's own record may not have come (yet); the consents that name the person may have.
    persons = {r for r, kind in kinds.items() if kind in {"person", None}} | {record_id}
    found = [r for r, kind in kinds.items() if kind == "consent"]
    others = records.rows(type_name="consent", limit=1_000_000)
    consent_type = registry.record_type("consent")
    found += [c.id for c in others if persons & set(references(consent_type, records.fields(c.id)))]
    return tuple(dict.fromkeys(found))


def _answer(records: Records, consent_id: str, purpose: str, today: date) -> str:
    row, fields = records.row(consent_id), records.fields(consent_id)
    status = fields.get("status")  # a reason where nobody chose one: then the answers decide
    if row.blocked or (isinstance(status, str) and status in _ENDED) or _expired(fields.get("expires"), today):
        return "no"
    purposes = fields.get("purposes")
    answer = purposes.get(purpose) if isinstance(purposes, dict) else None
    return str(answer.get("answer", "not_asked")) if isinstance(answer, dict) else "not_asked"


def _expired(value: Any, today: date) -> bool:
    latest = value.get("latest") if isinstance(value, dict) else None
    return isinstance(latest, str) and latest[:10] < today.isoformat()
