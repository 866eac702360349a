"""Fields of an old schema version read as today's. Signed bytes never change; this is for reading only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from field_doc.schema.model import Fields
from field_doc.schema.registry import Registry

# (type, version) → how its fields become those of version + 1. Empty: every type is at version 1.
STEPS: Mapping[tuple[str, int], Callable[[Fields], Fields]] = {}


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
