"""A record's fields as they are read, and what two versions say differently: for window, command line and report.

Pure: values and labels in, words out. Group members stand one by one, references as codes where they are known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from field_doc.schema.model import NOT_ASKED, PARTS
from field_doc.schema.plain import plain
from field_doc.schema.required import is_relevant
from field_doc.schema.values import is_null, null

if TYPE_CHECKING:
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import Field, RecordType

Json = Any
_POSITION = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as it is read: label, words, whether it is a reason for being empty."""

    path: str
    name: str
    text: str
    reason: bool = False
    geometry: Mapping[str, Json] | None = None
    type: str = ""
    value: Json = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions say differently; "" where a version does not have it."""

    path: str
    name: str
    before: str
    after: str


def dotted_of(path: str) -> str:
    """``acts[0].conduct`` without positions: ``acts.conduct``."""
    return _POSITION.sub("", path)


def field_at(record_type: RecordType, path: str) -> Field | None:
    """The field a path leads to; the composite field where it ends in one of its parts."""
    names = dotted_of(path).split(".")
    found = record_type.field(names[0])
    for name in names[1:]:
        inner = found.field(name) if found is not None else None
        if inner is None:
            return found
        found = inner
    return found


def name_of(labels: Labels, record_type: RecordType, path: str) -> str:
    """The label of the field a problem is about; of its part where the path ends in one."""
    dotted = dotted_of(path)
    field = field_at(record_type, path) if path else None
    if field is None:
        return labels.type(record_type.name)
    head, _, last = dotted.rpartition(".")
    if last in PARTS.get(field.type, ()) and field.name != last:
        return f"{labels.field(record_type.name, head)}: {labels.part(field.type, last)}"
    return labels.field(record_type.name, dotted)


def with_codes(fields: Iterable[Field], values: Mapping[str, Json], code_of: Callable[[str], str]) -> dict[str, Json]:
    """The values with codes in place of the ids of other records: what a person reads."""
    result = dict(values)
    for field in fields:
        value = values.get(field.name)
        if field.type == "record_ref" and isinstance(value, str):
            result[field.name] = code_of(value)
        elif field.type == "record_ref" and isinstance(value, list):
            result[field.name] = [code_of(v) if isinstance(v, str) else v for v in value]
        elif field.type == "group" and isinstance(value, list):
            result[field.name] = [
                with_codes(field.fields, member, code_of) if isinstance(member, dict) else member for member in value
            ]
    return result


def shown_fields(
    record_type: RecordType, names: Sequence[str], values: Mapping[str, Json], labels: Labels
) -> Iterator[ShownField]:
    """Fields that hold something, group members one by one; where nothing was to be asked, nothing is said."""
    for name in names:
        field = record_type.field(name)
        if field is not None and _says(field, values):
            yield from _shown(record_type.name, field, name, values.get(name), labels)


def _says(field: Field, siblings: Mapping[str, Json]) -> bool:
    """Not so for "not asked" of a field that does not apply: sealing writes it into every empty field."""
    return siblings.get(field.name) != null(NOT_ASKED) or is_relevant(field, siblings)


def _shown(type_name: str, field: Field, path: str, value: Json, labels: Labels) -> Iterator[ShownField]:
    if value is None or value in ("", [], {}):
        return
    name = labels.field(type_name, dotted_of(path))
    if field.type == "group" and isinstance(value, list):
        for number, member in enumerate(value):
            for inner in (f for f in field.fields if _says(f, member)):
                place = f"{path}[{number}].{inner.name}"
                for one in _shown(type_name, inner, place, member.get(inner.name), labels):
                    yield replace(one, name=f"{name} {number + 1} · {one.name}")
        return
    geometry = value if field.type == "geometry" and isinstance(value, dict) and "type" in value else None
    yield ShownField(path, name, plain(field, value, labels), is_null(value), geometry, field.type, value)


def differences(
    record_type: RecordType, first: Mapping[str, Json], second: Mapping[str, Json], labels: Labels
) -> list[Difference]:
    """Fields that differ, in the order of the schema."""
    names = [f.name for f in record_type.fields]
    one, two = _aligned(record_type.fields, first, second)
    before = {s.path: s for s in shown_fields(record_type, names, one, labels)}
    after = {s.path: s for s in shown_fields(record_type, names, two, labels)}
    found = [_difference(before.get(path), after.get(path), labels) for path in dict.fromkeys([*before, *after])]
    return [one for one in found if one is not None]


def _aligned(
    fields: Iterable[Field], first: Mapping[str, Json], second: Mapping[str, Json]
) -> tuple[dict[str, Json], dict[str, Json]]:
    """Both with the members of each group at the same places: a member is itself by its id, wherever it stands.

    Where one has no such member, an empty one stands.
    """
    one, two = dict(first), dict(second)
    for field in fields:
        values = (one.get(field.name), two.get(field.name))
        if field.type != "group" or not any(isinstance(v, list) for v in values):
            continue
        known = [{str(m.get("id")): m for m in v} if isinstance(v, list) else {} for v in values]
        pairs = [
            _aligned(field.fields, known[0].get(key, {}), known[1].get(key, {}))
            for key in dict.fromkeys([*known[0], *known[1]])
        ]
        for target, value, side in ((one, values[0], 0), (two, values[1], 1)):
            if isinstance(value, list) or value is None:  # a reason stays the reason
                target[field.name] = [pair[side] for pair in pairs]
    return one, two


def _difference(old: ShownField | None, new: ShownField | None, labels: Labels) -> Difference | None:
    shown = new or old
    if shown is None or (old and new and old.value == new.value):
        return None
    before, after = old.text if old else "", new.text if new else ""
    if old and new and before == after:
        # What differs has no place in the words: a radius, a clock, a translation, the corners of a shape.
        before, after = (" · ".join((one.text, *_parts(one, other, labels))) for one, other in ((old, new), (new, old)))
    return Difference(shown.path, shown.name, before, after)


def _parts(one: ShownField, other: ShownField, labels: Labels) -> Iterator[str]:
    """Parts of a value in which it differs from another, each with its name."""
    if not isinstance(one.value, Mapping) or not isinstance(other.value, Mapping):
        return
    for part, value in one.value.items():
        if value != other.value.get(part):
            key = f"{one.type}.{part}.label"
            name = labels.part(one.type, part) if labels.words.has_label("field", key) else part
            yield f"{name}: {_said(value, labels)}"


def _said(value: Json, labels: Labels) -> str:
    if is_null(value):
        return labels.term(value["null_reason"])
    return labels.term(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
