"""A record type as JSON Schema 2020-12: what ``record schema TYPE`` prints and foreign tools check."""

from __future__ import annotations

from typing import Any

from field_doc.schema.geometries import DEPTHS
from field_doc.schema.model import ANSWERS, GEOMETRY_PARTS, NULL_REASONS, PARTS, Field, Json, RecordType
from field_doc.schema.scalars import CLOCK, DECIMAL, INSTANT, LANGUAGE, UUID

_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": ["integer", "string"]}
_MANY: dict[str, dict[str, Json]] = {
    "place": {"place_type": {"type": "array", "items": _TEXT}, "geometry": {"$ref": "#/$defs/geometry"}},
    "count_range": dict.fromkeys(PARTS["count_range"], _NUMBER),
}


def _definitions() -> dict[str, Json]:
    parallel = {"type": "array", "items": {"type": "object", "required": ["kind", "lang"]}}
    defs: dict[str, Json] = {
        "null": {
            "type": "object",
            "properties": {"null_reason": {"enum": list(NULL_REASONS)}, "null": {"enum": list(NULL_REASONS)}},
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        },
        "geometry": {
            "type": "object",
            "properties": {"type": {"enum": list(DEPTHS)}, "coordinates": {"type": "array"}},
            "required": ["type", "coordinates"],
        },
        # A text that is no shape yet, or corners in the system named.
        "geometry_text": _object(dict.fromkeys(GEOMETRY_PARTS, _TEXT)) | {"required": ["as_given"]},
        "lang_text": _object({"text": _TEXT, "lang": _TEXT, "parallel": parallel}),
        "long_text": _object(
            {
                "lang": _TEXT,
                "paragraphs": {"type": "array", "items": _TEXT},
                "parallel": parallel,
                "text": _TEXT,
            }
        ),
    }
    for name, parts in PARTS.items():
        known = _MANY.get(name, {})
        either = {p: {"anyOf": [known.get(p, _TEXT), {"$ref": "#/$defs/null"}]} for p in parts}
        defs[name] = _object(either)
    return defs


def _object(properties: dict[str, Json]) -> dict[str, Json]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _pattern(expression: str) -> dict[str, Json]:
    return {"type": "string", "pattern": f"^(?:{expression})$"}


_SIMPLE: dict[str, Json] = {
    "text": _TEXT,
    "integer": {"type": "integer"},
    "decimal": {"anyOf": [_pattern(DECIMAL.pattern.replace(r"\d", "[0-9]")), {"type": "number"}]},
    "boolean": {"type": "boolean"},
    "instant": _pattern(INSTANT.pattern.replace(r"\d", "[0-9]")),
    "time": _pattern(CLOCK.pattern.replace(r"\d", "[0-9]")),
    "language": _pattern(LANGUAGE.pattern.replace(r"\d", "[0-9]")),
    "url": _TEXT,
    "geometry": {"anyOf": [{"$ref": "#/$defs/geometry"}, {"$ref": "#/$defs/geometry_text"}, _TEXT]},
}


def _one(field: Field) -> Json:
    """The schema of one value, reasons left out."""
    if field.type == "group":
        members = {"id": _pattern(UUID.pattern)} | {f.name: _value(f) for f in field.fields}
        return {"type": "array", "items": _object(members)}
    if field.type == "record_ref":
        return {"type": "string", "x-record-types": list(field.types)}
    if field.vocabulary is not None:
        return _of_terms(field.type, list(field.vocabulary.index))
    return _SIMPLE.get(field.type) or {"anyOf": [{"$ref": f"#/$defs/{field.type}"}, _TEXT]}


def _of_terms(kind: str, terms: list[str]) -> Json:
    if kind == "term":
        return {"enum": terms}
    if kind == "terms":
        return {"type": "array", "items": {"enum": terms}, "uniqueItems": True}
    if kind == "term_map":
        answer: Json = {"enum": list(ANSWERS)}
        entry: Json = {"anyOf": [answer, _object({"answer": answer, "limit": _TEXT})]}
    else:
        done: Json = {"type": "boolean"}
        entry = {"anyOf": [done, _object({"done": done, "at": _TEXT})]}
    return _object(dict.fromkeys(terms, entry))


def _value(field: Field) -> Json:
    """A field's schema with the reasons and what else the form knows of it (``x-`` members)."""
    one = _one(field)
    schema: dict[str, Any] = {
        "anyOf": [{"type": "array", "items": one} if field.repeat else one, {"$ref": "#/$defs/null"}],
        "x-type": field.type,
        "x-required": field.required,
        "x-protection": field.protection,
    }
    notes = {"x-unit": field.unit, "x-relevant": field.relevant, "x-required-if": field.required_if}
    notes |= {"x-asks": list(field.asks)} if field.asks else {}
    return schema | {k: v for k, v in notes.items() if v is not None}


def json_schema(record_type: RecordType) -> dict[str, Json]:
    """The JSON Schema of ``fields``: stored values and what the command line accepts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:field-doc:schema:{record_type.schema_id}",
        "title": record_type.schema_id,
        "x-code-prefix": record_type.code_prefix,
        "$defs": _definitions(),
    } | _object({f.name: _value(f) for f in record_type.fields})
