"""Fields of an old schema version read as today's. Signed bytes never change; this is for reading only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from field_doc.schema.model import Fields
from field_doc.schema.registry import Registry
from field_doc.schema.scalars import UUID


def _as_it_is(fields: Fields) -> Fields:
    """The next version only has more fields, or asks for more of those there are."""
    return fields


def _site_links(fields: Fields) -> Fields:
    """Burial sites: a link is a member with its relation; the incident's id is the member's, once and for all."""
    links = fields.get("event_links")
    if not isinstance(links, list):
        return fields
    members = [{"id": one, "target": one} for one in links if isinstance(one, str) and UUID.fullmatch(one)]
    members += [one for one in links if isinstance(one, dict)]
    return fields | {"event_links": members}


def _person_decisions(fields: Fields) -> Fields:
    """Persons: whoever named a decider had decided that two records are one person; the others proposed it."""
    entries = fields.get("same_as")
    if not isinstance(entries, list):
        return fields
    return fields | {"same_as": [_decided(one) if isinstance(one, dict) else one for one in entries]}


def _decided(entry: Fields) -> Fields:
    by = entry.get("decided_by")
    said = by is not None and not (isinstance(by, dict) and "null_reason" in by)
    return {"decision": "mg_same" if said else "mg_proposed"} | entry


# (type, version) → how its fields become those of version + 1.
STEPS: Mapping[tuple[str, int], Callable[[Fields], Fields]] = {
    ("burial_site", 1): _site_links,
    ("burial_site", 2): _as_it_is,
    ("case", 1): _as_it_is,
    ("case", 2): _as_it_is,
    ("consent", 1): _as_it_is,
    ("consent", 2): _as_it_is,
    ("identity", 1): _as_it_is,
    ("incident", 1): _as_it_is,
    ("incident", 2): _as_it_is,
    ("item", 1): _as_it_is,
    ("note", 1): _as_it_is,
    ("person", 1): _as_it_is,
    ("person", 2): _person_decisions,
    ("statement", 1): _as_it_is,
    ("statement", 2): _as_it_is,
}


@dataclass(frozen=True, slots=True)
class Upcast:
    """Fields as today's schema names them.

    ``read_only``: the record was written by a newer Field Doc; it is shown and kept as it is.
    ``unknown``: names today's schema does not know; they are kept, never dropped.
    """

    fields: Fields
    read_only: bool
    unknown: tuple[str, ...]


def upcast(
    registry: Registry,
    type_name: str,
    schema_version: int,
    fields: Fields,
    steps: Mapping[tuple[str, int], Callable[[Fields], Fields]] = STEPS,
) -> Upcast:
    """Bring fields forward step by step; a newer version stays as it is, read-only.

    Raises:
        InputProblem: ``record.unknown-type``.

    """
    record_type = registry.record_type(type_name)
    known = {f.name for f in record_type.fields}
    for version in range(schema_version, record_type.version):
        fields = steps[type_name, version](dict(fields))
    unknown = tuple(sorted(set(fields) - known))
    return Upcast(fields, schema_version > record_type.version, unknown)
