"""What is asked for and not there. Nothing here blocks a seal: it makes a version incomplete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import edtf, expressions
from field_doc.schema.model import Field, Fields, RecordType
from field_doc.schema.values import is_missing, is_null

# Positions that were read off something: the text that was read is kept beside the point.
_READ_OFF = ("lm_gnss", "lm_document", "lm_survey")


def is_relevant(field: Field, siblings: Mapping[str, Any]) -> bool:
    """Whether a field matters for what its siblings say."""
    return field.relevant is None or expressions.holds(field.relevant, siblings)


def is_required(field: Field, siblings: Mapping[str, Any]) -> bool:
    """Whether a field is asked for here (R and D always; C under its condition)."""
    if not is_relevant(field, siblings):
        return False
    if field.required in ("R", "D"):
        return True
    if field.required != "C":
        return False
    if field.required_if is not None:
        return expressions.holds(field.required_if, siblings)
    return field.relevant is not None


def missing(record_type: RecordType, fields: Fields) -> Iterator[tuple[str, str]]:
    """Path and problem code of everything asked for and empty."""
    yield from _missing(record_type.fields, fields, "")


def _missing(fields: tuple[Field, ...], values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        value, path = values.get(field.name), prefix + field.name
        if is_missing(value):
            if is_required(field, values):
                yield path, "record.required"
        elif is_null(value):
            continue
        elif field.type == "group":
            for i, member in enumerate(value or ()):
                yield from _missing(field.fields, member, f"{path}[{i}].")
        else:
            yield from _missing_parts(field, value, path)


def _missing_parts(field: Field, value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Parts asked for; the precision of a date is computed and needs no asking of its own."""
    for part in field.asks:
        if part not in value:
            yield f"{path}.{part}", "record.required"
    if field.type == "place":
        yield from _place_parts(value, path)
    elif field.type == "uncertain_date":
        precise = value.get("precision") in ("dp_instant", "dp_hour")
        if precise and "clock_basis" not in value and not _has_offset(value.get("edtf")):
            yield f"{path}.clock_basis", "record.clock-basis-missing"


def _place_parts(place: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    if place.get("country") == "UA" and "oblast" not in place:
        yield f"{path}.oblast", "record.place-oblast"
    if "coord_as_given" in place and "crs_given" not in place:
        yield f"{path}.crs_given", "record.place-crs-unknown"
    if "coord_as_given" not in place and ("crs_given" in place or place.get("method") in _READ_OFF):
        yield f"{path}.coord_as_given", "record.place-coordinates-as-given"
    if "geometry" in place and "uncertainty_m" not in place:
        yield f"{path}.uncertainty_m", "record.place-uncertainty"
    if "geometry" in place and "method" not in place:
        yield f"{path}.method", "record.place-method"


def _has_offset(text: Any) -> bool:
    try:
        parsed = edtf.parse(text) if isinstance(text, str) else None
    except InputProblem:
        return False
    return parsed is not None and parsed.earliest is not None and parsed.earliest.tzinfo is not None
