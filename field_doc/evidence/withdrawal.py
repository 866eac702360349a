"""Withdrawn consent (DOMAIN 2.4, 6.4): what stands on it is closed to every new use at once; nothing is destroyed.

Erasing is another act, of two persons and by law. A consent given anew opens what it covers again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from field_doc.evidence import consent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from field_doc.evidence.records import Records
    from field_doc.schema.registry import Registry
    from field_doc.vault.database import Database

WITHDRAWN: Final = "consent.withdrawn"
# What holds a person's own words or name; the code alone, and the consent itself, stay in sight.
_CLOSED: Final = frozenset({"statement", "identity", "transcript"})
_STATUS: Final = "cs_withdrawn"


def standing_on(records: Records, registry: Registry, consent_id: str) -> tuple[str, ...]:
    """Every record that stands on a consent: what names it or its person, and what was made of those."""
    row = records.row(consent_id)
    person = records.fields(consent_id).get("person") if row.versions or row.has_draft else None
    first = [consent_id, *([person] if isinstance(person, str) else [])]
    near = dict.fromkeys([*first[1:], *_around(records, first)])
    far = dict.fromkeys([*near, *_around(records, list(near))])
    found = (r for r in far if r != consent_id and records.type_of(r) not in {None, "consent"})
    return tuple(r for r in found if consent_id in consent.consents_of(records, registry, r))


def _around(records: Records, named: list[str]) -> Iterator[str]:
    for one in named:
        for kind in sorted(consent.STANDING):
            yield from records.naming(one, kind)
        yield from records.identities_of(one)


def settle(
    database: Database, records: Records, registry: Registry, consent_id: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Close or open again what stands on a consent that was sealed just now; ids closed, ids opened again."""
    closed, opened = [], []
    for one in standing_on(records, registry, consent_id):
        row = records.row(one)
        if row.type not in _CLOSED or not row.versions:
            continue  # a draft cannot be sealed without consent, and whoever writes it must be able to discard it
        withdrawn = _all_withdrawn(records, registry, one)
        if withdrawn and not row.blocked:
            closed.append(one)
        elif not withdrawn and row.blocked == WITHDRAWN:
            opened.append(one)
    for ids, reason in ((closed, WITHDRAWN), (opened, None)):
        database.executemany("UPDATE records SET blocked = ? WHERE id = ?", [(reason, one) for one in ids])
    return tuple(closed), tuple(opened)


def settle_arrived(database: Database, records: Records, registry: Registry, record_id: str) -> None:
    """The same for what came from another device: a consent, or what stands on consents that came before it."""
    kind = records.type_of(record_id)
    if kind == "consent":
        settle(database, records, registry, record_id)
    elif kind in _CLOSED:
        for one in consent.consents_of(records, registry, record_id):
            settle(database, records, registry, one)


def _all_withdrawn(records: Records, registry: Registry, record_id: str) -> bool:
    sealed = [c for c in consent.consents_of(records, registry, record_id) if records.row(c).versions]
    said = [records.fields(c, records.row(c).versions).get("status") for c in sealed]
    return bool(said) and all(status == _STATUS for status in said)
