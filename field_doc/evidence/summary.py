"""What a record's fields say in short: when it happened, and which records it points to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from field_doc.schema import values

if TYPE_CHECKING:
    from field_doc.formats.canonical import JSON
    from field_doc.schema.model import Field, RecordType


# When we learned of it says nothing of when it was.
_RECEIVED = "date_received"


def occurred(record_type: RecordType, fields: Mapping[str, JSON]) -> str:
    """ISO date the record is about, for sorting and lists; empty if it does not say."""
    for field in record_type.fields:
        value = fields.get(field.name) if field.name != _RECEIVED else None
        if field.type == "uncertain_date" and isinstance(value, dict):
            found = value.get("edtf") or value.get("earliest")
            if isinstance(found, str):
                return found
        if field.type in {"instant", "date_range"} and value is not None and not values.is_null(value):
            start = value.get("start") if isinstance(value, dict) else value
            if isinstance(start, str):
                return start
    return ""


def references(record_type: RecordType, fields: Mapping[str, JSON]) -> tuple[str, ...]:
    """Ids of the records that ``record_ref`` fields name, groups included, in the order of the form."""
    return tuple(dict.fromkeys(_walk(record_type.fields, fields)))


def named(record_type: RecordType, fields: Mapping[str, JSON]) -> tuple[tuple[str, str, bool], ...]:
    """Top-level field, id named in it (or in its members), and whether the record belongs to that one."""
    found = (
        (field.name, target, field.belongs)
        for field in record_type.fields
        for target in _walk((field,), {field.name: fields.get(field.name)})
    )
    return tuple(dict.fromkeys(found))


def level(fields: Mapping[str, JSON]) -> str:
    """The handling level the record itself says; "" if none."""
    said = fields.get("handling_level")
    return said if isinstance(said, str) else ""


def _walk(fields: Iterable[Field], values_: Mapping[str, JSON]) -> Iterator[str]:
    for field in fields:
        value = values_.get(field.name)
        if field.type == "record_ref":
            yield from _names(value)
        elif field.type == "group" and isinstance(value, list):
            for member in value:
                if isinstance(member, dict):
                    yield from _walk(field.fields, member)


def _names(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Sequence):
        yield from (v for v in value if isinstance(v, str))
