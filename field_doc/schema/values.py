"""What a value of each field type looks like, and how input becomes one (docs/spec/record.md).

``normalise`` is idempotent: a stored value normalises to itself. Unknown names are refused with
their path; what cannot be read yet stays as typed and is the validator's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from field_doc.base import ids
from field_doc.base.errors import InputProblem
from field_doc.schema import composites, scalars
from field_doc.schema.model import NOT_ASKED, NULL_REASONS, Field, Fields, RecordType
from field_doc.schema.parts import shown

MAX_MEMBERS = 1_000


@dataclass(frozen=True, slots=True)
class _Given:
    """Where a value stands and what it inherits."""

    path: str
    lang: str
    new_id: Callable[[], str]


def null(reason: str) -> dict[str, str]:
    """A reason instead of a value."""
    return {"null_reason": reason}


def is_null(value: Any) -> bool:
    """Whether a stored value is a reason."""
    return isinstance(value, Mapping) and set(value) == {"null_reason"}


def is_empty(value: Any) -> bool:
    """Nothing there at all: absent, "", [] or {}. A reason is not nothing."""
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def is_missing(value: Any) -> bool:
    """Nothing there, or only "not asked", or a place of which only the default country is known."""
    return is_empty(value) or value in (null(NOT_ASKED), {"country": "UA"})


def _read_null(raw: Mapping[str, Any], path: str) -> dict[str, str]:
    (reason,) = raw.values()
    if reason not in NULL_REASONS:
        scalars.refuse("record.unknown-null-reason", path)
    return null(str(reason))


def _is_null_input(raw: Any) -> bool:
    return isinstance(raw, Mapping) and len(raw) == 1 and next(iter(raw)) in ("null", "null_reason")


def _boolean(raw: Any, path: str) -> bool:
    if not isinstance(raw, bool):
        scalars.wrong_shape(path, "true or false")
    return raw


def _terms(raw: Any, path: str) -> list[str]:
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list) or len(items) > MAX_MEMBERS:
        scalars.wrong_shape(path, "list of terms")
    return list(dict.fromkeys(scalars.term(item, f"{path}[{i}]") for i, item in enumerate(items)))


_SIMPLE: Mapping[str, Callable[[Any, str], Any]] = {
    "text": scalars.text,
    "integer": scalars.integer,
    "decimal": scalars.decimal,
    "boolean": _boolean,
    "instant": scalars.instant,
    "time": scalars.clock,
    "term": scalars.term,
    "terms": _terms,
    "record_ref": scalars.reference,
    "language": scalars.language,
    "url": scalars.text,
    "date_range": composites.date_range,
    "count_range": composites.count_range,
    "contact": composites.contact,
    "signature": composites.signature,
    "geometry": composites.geometry,
}


def _dispatch(field: Field, raw: Any, given: _Given) -> Any:
    if field.type in _SIMPLE:
        return _SIMPLE[field.type](raw, given.path)
    if field.type == "group":
        return _group(field, raw, given)
    if field.type in ("term_map", "checklist"):
        read = composites.term_map if field.type == "term_map" else composites.checklist
        return read(raw, given.path, field.vocabulary)
    reader = {
        "lang_text": composites.lang_text,
        "long_text": composites.long_text,
        "uncertain_date": composites.uncertain_date,
    }.get(field.type)
    return reader(raw, given.path, given.lang) if reader else composites.place(raw, given.path, given.lang, field)


def _repeated(field: Field, raw: Any, given: _Given) -> list[Any]:
    items = raw if isinstance(raw, list) else [raw]
    if len(items) > MAX_MEMBERS:
        scalars.refuse("record.too-large", given.path, maximum=MAX_MEMBERS)
    found = [_dispatch(field, item, replace(given, path=f"{given.path}[{i}]")) for i, item in enumerate(items)]
    return list(dict.fromkeys(found))


def _group(field: Field, raw: Any, given: _Given) -> list[Fields]:
    if not isinstance(raw, list):
        scalars.wrong_shape(given.path, "list of members")
    if len(raw) > MAX_MEMBERS:
        scalars.refuse("record.too-large", given.path, maximum=MAX_MEMBERS)
    members = [_member(field, item, replace(given, path=f"{given.path}[{i}]")) for i, item in enumerate(raw)]
    if len({m["id"] for m in members}) != len(members):
        scalars.wrong_shape(given.path, "members with different ids")
    return members


def _member(field: Field, raw: Any, given: _Given) -> Fields:
    if not isinstance(raw, Mapping):
        scalars.wrong_shape(given.path, "member")
    member_id = raw.get("id") or given.new_id()
    if not isinstance(member_id, str) or not scalars.UUID.fullmatch(member_id):
        scalars.wrong_shape(f"{given.path}.id", "UUID")
    rest = {k: v for k, v in raw.items() if k != "id"}
    return {"id": member_id} | _members(field.fields, rest, given)


def _members(fields: tuple[Field, ...], raw: Mapping[Any, Any], given: _Given) -> Fields:
    """Named values in the order of the schema; unknown names are refused with their path."""
    known = {f.name for f in fields}
    prefix = f"{given.path}." if given.path else ""
    for name in raw:
        if name not in known:
            raise InputProblem("record.unknown-field", path=prefix + shown(name))
    found: Fields = {}
    for field in fields:
        value = _value(field, raw.get(field.name), replace(given, path=prefix + field.name))
        if value is not None:
            found[field.name] = value
    return found


def _value(field: Field, raw: Any, given: _Given) -> Any:
    """One value, or None where nothing is left of it."""
    if raw is None:
        return None
    if _is_null_input(raw):
        return _read_null(raw, given.path)
    value = _repeated(field, raw, given) if field.repeat else _dispatch(field, raw, given)
    return None if is_empty(value) else value


def normalise(
    field: Field, raw: Any, *, path: str = "", lang: str = "und", new_id: Callable[[], str] = ids.new_id
) -> Any:
    """The stored value of one field; None where the input is empty (the field becomes absent).

    Args:
        field: its schema.
        raw: as typed, as pasted, or as JSON of the command line gives it.
        path: where it stands, for the refusal.
        lang: language of text given without one.
        new_id: gives ids to new group members.

    Raises:
        InputProblem: ``record.wrong-shape``, ``record.unknown-field``, ``record.control-character``,
            ``record.too-large``, ``record.unknown-null-reason``.

    """
    return _value(field, raw, _Given(path or field.name, lang, new_id))


_LANGUAGE_FIELDS = ("language_of_record", "languages", "language")


def record_language(raw: Mapping[str, Any], record_type: RecordType | None = None, otherwise: str = "und") -> str:
    """The language of texts that name none: the record's own, else what its type begins with, else ``otherwise``."""
    starts = {f.name: f.default for f in record_type.fields} if record_type else {}
    for given in (raw, starts):
        for name in _LANGUAGE_FIELDS:
            value = given.get(name)
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, str) and scalars.LANGUAGE.fullmatch(scalars.language(value, name)):
                return scalars.language(value, name)
    return otherwise


def normalise_fields(
    record_type: RecordType, raw: Mapping[Any, Any], *, lang: str = "und", new_id: Callable[[], str] = ids.new_id
) -> Fields:
    """All fields of a record; errors as in ``normalise``, with paths such as ``acts[0].colour``.

    ``lang``: language of texts that name none, in a record that names none either.
    """
    if not isinstance(raw, Mapping):
        scalars.wrong_shape("", "object of fields")
    return _members(record_type.fields, raw, _Given("", record_language(raw, record_type, lang), new_id))
