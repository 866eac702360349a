"""Informed consent at every use: what the person behind a record allowed (DOMAIN 0.7). Missing means no.

A record stands on the consents it names, on those that name its person, and on those of the account it was made
of. The newest that says anything of a purpose decides. Only a sealed consent allows; a draft of a later "no" or of
a withdrawal counts at once, because a person's no needs no paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final

from field_doc.evidence.summary import references
from field_doc.schema import consent_answers
from field_doc.schema.checks import read_instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from field_doc.evidence.records import Records
    from field_doc.formats.canonical import JSON
    from field_doc.schema.registry import Registry

# Types behind which a person always stands; files of such a record stand with it.
PERSONAL = frozenset({"statement", "person", "identity", "consent"})
# Types that hold a person's words or traces where one of these fields names such a record.
_THROUGH: Final[Mapping[str, tuple[str, ...]]] = {
    "note": ("about",),
    "transcript": ("of",),
    "missing_person": ("informant",),
    "threat": ("against_records",),
}
_SPOKEN_OF: Final = frozenset(
    {
        "ro_alleged_perp", "ro_alleged_commander", "ro_alleged_planner", "ro_alleged_aider", "ro_alleged_present",
        "ro_victim_deceased", "ro_missing",
    }
)  # fmt: skip
_DEPTH: Final = 3
STANDING: Final = frozenset({*PERSONAL, *_THROUGH}) - {"consent"}
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


def allowed(
    records: Records, registry: Registry, record_id: str, purpose: str, today: date, *, recipient: str = ""
) -> Allowed:
    """What the people behind a record answered for a purpose: for each the newest consent that says anything of it.

    Where a record stands on several people (a note of two talks), the strictest answer holds.
    """
    found = [
        _of_consents(records, consents, purpose, today, recipient)
        for consents in _consents_of_each(records, registry, record_id)
    ]
    if not found:
        return Allowed("none")
    order = ("no", "none", "not_asked", "ask_each_time", "yes")
    return min(found, key=lambda one: order.index(one.answer))


def needs_consent(records: Records, registry: Registry, record_id: str) -> bool:
    """Whether a person stands behind the record."""
    return bool(_behind(records, registry, record_id, _DEPTH))


def consents_of(records: Records, registry: Registry, record_id: str) -> tuple[str, ...]:
    """Consent records that stand with a record: itself, those it names, those that name it or its person."""
    found = [c for consents in _consents_of_each(records, registry, record_id) for c in consents]
    return tuple(dict.fromkeys(found))


def _consents_of_each(records: Records, registry: Registry, record_id: str) -> list[tuple[str, ...]]:
    return [_consents_of_one(records, registry, one) for one in _behind(records, registry, record_id, _DEPTH)]


def _behind(records: Records, registry: Registry, record_id: str, depth: int) -> tuple[str, ...]:
    """The personal records that a record is one of, or is made of."""
    kind = records.type_of(record_id)
    if kind == "person" and _only_spoken_of(_fields(records, record_id)):
        return ()
    # At a desk what is named may not have come (yet): it may be a person, and consents that name it may be here.
    if kind in PERSONAL or (kind is None and depth < _DEPTH):
        return (record_id,)
    if kind is None or kind not in _THROUGH or depth == 0:
        return ()
    fields = _fields(records, record_id)
    names = [n for n in (fields.get(f) for f in _THROUGH[kind]) if n is not None]
    named = [n for one in names for n in (one if isinstance(one, list) else [one]) if isinstance(n, str)]
    found = [b for n in named for b in _behind(records, registry, n, depth - 1)]
    return tuple(dict.fromkeys(found))


def _fields(records: Records, record_id: str) -> dict[str, JSON]:
    """What a record says; nothing of one that was announced at a desk and of which no version has come yet."""
    row = records.row(record_id)
    return records.fields(record_id) if row.versions or row.has_draft else {}


def _only_spoken_of(fields: Mapping[str, JSON]) -> bool:
    """Whether a person appears in no role in which people are asked: alleged perpetrators, the dead, the missing.

    Who they may be is investigative content (DOMAIN 5.1), guarded by its class and level, not by their consent.
    """
    roles = fields.get("roles")
    said = [m.get("role") for m in roles if isinstance(m, dict)] if isinstance(roles, list) else []
    return bool(said) and all(isinstance(role, str) and role in _SPOKEN_OF for role in said)


def _consents_of_one(records: Records, registry: Registry, record_id: str) -> tuple[str, ...]:
    kind_here = records.type_of(record_id)
    if kind_here is None:
        return records.naming(record_id, "consent")
    if kind_here == "consent":
        return (record_id,)
    if kind_here == "identity":
        person = records.person_of(record_id)
        return _consents_of_one(records, registry, person) if person is not None else ()
    named = references(registry.record_type(kind_here), _fields(records, record_id))
    kinds = {r: records.type_of(r) for r in named}
    # At a desk the person's own record may not have come (yet); the consents that name the person may have.
    persons = {r for r, kind in kinds.items() if kind in {"person", None}} | {record_id}
    found = [r for r, kind in kinds.items() if kind == "consent"]
    found += [c for person in sorted(persons) for c in records.naming(person, "consent")]
    return tuple(dict.fromkeys(found))


def _of_consents(
    records: Records, consents: tuple[str, ...], purpose: str, today: date, recipient: str
) -> Allowed:
    """The newest of one person's consents that says anything of the purpose."""
    if not consents:
        return Allowed("none")
    dated = sorted(consents, key=lambda c: _said_at(records, c), reverse=True)
    for one in dated:
        said = _answer(records, one, purpose, today, recipient)
        if said != consent_answers.OPEN:
            return Allowed(said, one)
    return Allowed(consent_answers.OPEN, dated[0])


def _said_at(records: Records, consent_id: str) -> str:
    """When the person last spoke in this consent; one that names no time speaks from its first keeping on."""
    fields = _fields(records, consent_id)
    said = [fields.get(name) for name in ("given_at", "withdrawn_at")]
    known = [instant for instant in map(_utc, said) if instant]
    return max(known, default=records.row(consent_id).created_at)


def _utc(instant: JSON) -> str:
    read = read_instant(instant)
    return "" if read is None else read.astimezone(UTC).isoformat()


def _answer(records: Records, consent_id: str, purpose: str, today: date, recipient: str) -> str:
    row = records.row(consent_id)
    if row.blocked:
        return consent_answers.NO
    says = consent_answers.answer(_fields(records, consent_id), purpose, today, recipient=recipient)
    if not row.has_draft or says != consent_answers.YES:
        return says
    if not row.versions:
        return consent_answers.OPEN
    sealed = records.fields(consent_id, row.versions)
    return consent_answers.answer(sealed, purpose, today, recipient=recipient)
