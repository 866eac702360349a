"""How far a section has been asked, and what is missing by section: for its head, the foot and the seal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.schema.required import is_required
from field_doc.schema.shown import dotted_of
from field_doc.schema.validate import is_relevant

if TYPE_CHECKING:
    from field_doc.schema.model import RecordType
    from field_doc.ui.forms.builder import FormSection

Json = Any


def top(path: str) -> str:
    """The top-level field of a path: ``acts[0].conduct`` is of ``acts``."""
    return dotted_of(path).partition(".")[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """Fields of a section that are asked for here, and how many of them are answered (a reason is an answer)."""

    done: int
    total: int


def asked(record_type: RecordType, names: Iterable[str], values: Mapping[str, Json], missing: Iterable[str]) -> Asked:
    """Count top-level fields; a field with a gap anywhere inside it is not done.

    Args:
        record_type: the schema.
        names: fields of the section.
        values: the record's fields.
        missing: paths of what is missing.

    """
    open_tops = {top(path) for path in missing}
    fields = [f for f in record_type.fields if f.name in set(names)]
    wanted = [f.name for f in fields if is_required(f, values) or f.name in open_tops]
    return Asked(sum(name not in open_tops for name in wanted), len(wanted))


def nothing_to_ask(
    record_type: RecordType, sections: Sequence[FormSection], values: Mapping[str, Json]
) -> frozenset[int]:
    """Numbers of the sections in which no field applies to this record (the seals of a photograph)."""
    known = {f.name: f for f in record_type.fields}
    return frozenset(
        n for n, s in enumerate(sections) if not any(is_relevant(known[f], values) for f in s.fields if f in known)
    )


Grouped = tuple[tuple["FormSection", tuple[str, ...]], ...]


def by_section(sections: Sequence[FormSection], paths: Iterable[str]) -> Grouped:
    """The paths under the sections their fields stand in, in the order of the form; sections without one left out."""
    told = tuple(paths)
    grouped = ((s, tuple(p for p in told if top(p) in s.fields)) for s in sections)
    return tuple((section, found) for section, found in grouped if found)
