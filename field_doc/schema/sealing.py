"""The tree a version is sealed from, and back (FORMATS.md "Sealed versions", docs/spec/record.md).

Every field and every part is present, with a value or a reason, so that presence tells nothing.
Long text is an array of paragraphs (of statements: of arrays of sentences), a place comes part by
part with its 10 km cell, a geometry as one GeoJSON text. ``unseal`` is the exact inverse and proves
it by sealing again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.schema import coordinates, geometries, required, sentences
from field_doc.schema.model import GEOMETRY_PARTS, LATER_PARTS, NOT_ASKED, PARTS, Field, Fields, Json, RecordType
from field_doc.schema.values import is_empty, is_null, null

CELL = "cell_10km"
MAX_SENTENCES = 2_000
_SAYS_NOTHING = (
    null(NOT_ASKED),
    {"answer": "not_asked", "limit": null(NOT_ASKED)},
    {"done": False, "at": null(NOT_ASKED)},
)


def complete_for_sealing(record_type: RecordType, fields: Fields) -> tuple[Fields, bool]:
    """Fields with "not asked" wherever nothing is, and whether nothing that is asked for is missing."""
    complete = next(required.missing(record_type, fields), None) is None
    return _filled(record_type.fields, fields), complete


def _filled(fields: tuple[Field, ...], values: Mapping[str, Any]) -> Fields:
    filled: Fields = {}
    for field in fields:
        value = values.get(field.name)
        if is_empty(value):
            filled[field.name] = null(NOT_ASKED)
        elif field.type == "group" and not is_null(value):
            filled[field.name] = [{"id": m["id"]} | _filled(field.fields, m) for m in value or ()]
        else:
            filled[field.name] = value
    return filled


def sealable(record_type: RecordType, fields: Fields) -> dict[str, Json]:
    """The plain JSON tree for ``formats.sdjwt``: every field, every part, no numbers but integers."""
    return _seal_members(record_type.fields, _filled(record_type.fields, fields))


def _seal_members(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Json]:
    return {f.name: _seal(f, values[f.name]) for f in fields}


def _seal(field: Field, value: Any) -> Json:
    if is_null(value):
        return dict(value)
    if field.type == "group":
        return [{"id": m["id"]} | _seal_members(field.fields, m) for m in value]
    sealer = _SEALERS.get(field.type)
    if sealer is not None:
        return sealer(field, value)
    return list(value) if isinstance(value, list) else value


def _seal_parts(field: Field, value: Mapping[str, Any]) -> Json:
    return {part: value.get(part, null(NOT_ASKED)) for part in PARTS[field.type]}


def _seal_place(field: Field, value: Mapping[str, Any]) -> Json:
    tree: dict[str, Json] = _seal_parts(field, value)
    geometry = value.get("geometry")
    tree[CELL] = null("nv_na")
    if geometry is not None and not is_null(geometry):
        tree["geometry"] = geometries.to_text(geometry)
        tree[CELL] = _cell(geometry)
    return tree


def _cell(geometry: dict[str, Any]) -> Json:
    """The 10 km cell of the middle of a geometry; a reason where it lies outside the grid."""
    try:
        return coordinates.cell_10km(*geometries.centre(geometry))
    except (InputProblem, IndexError, ValueError, OverflowError):
        return null("nv_na")


def _seal_lang_text(_field: Field, value: Mapping[str, Any]) -> Json:
    return {"lang": value["lang"], "text": value["text"], "parallel": _seal_parallel(value, cut=False)}


def _seal_parallel(value: Mapping[str, Any], *, cut: bool) -> list[Json]:
    sealed = []
    for one in value.get("parallel", []):
        body = "text" if "text" in one else "paragraphs"
        words = one[body] if body == "text" else _cut(one[body], cut=cut)
        rest = {k: one.get(k, null(NOT_ASKED)) for k in ("by", "date")}
        sealed.append({"kind": one["kind"], "lang": one["lang"], body: words} | rest)
    return sealed


def _cut(paragraphs: list[str], *, cut: bool) -> list[Json]:
    if not cut:
        return list(paragraphs)
    pieces = [sentences.split(p) for p in paragraphs]
    # A text of thousands of sentences is disclosed by paragraphs: a version holds 20,000 disclosures at most.
    return pieces if sum(map(len, pieces)) <= MAX_SENTENCES else [[p] for p in paragraphs]


def _seal_long_text(field: Field, value: Mapping[str, Any]) -> Json:
    cut = field.sentences
    return {
        "lang": value["lang"],
        "paragraphs": _cut(value["paragraphs"], cut=cut),
        "parallel": _seal_parallel(value, cut=cut),
    }


def _seal_geometry(_field: Field, value: Mapping[str, Any]) -> Json:
    text = geometries.to_text(dict(value)) if "type" in value else null(NOT_ASKED)
    return {"geojson": text} | {part: value.get(part, null(NOT_ASKED)) for part in GEOMETRY_PARTS}


def _listed(field: Field, value: Mapping[str, Any]) -> tuple[str, ...]:
    """Every code of the list, and what the value holds besides: nothing that was answered is left out of a seal."""
    known = tuple(field.vocabulary.index) if field.vocabulary else ()
    return (*known, *(code for code in value if code not in known))


def _seal_term_map(field: Field, value: Mapping[str, Any]) -> Json:
    tree = {}
    for purpose in _listed(field, value):
        entry = value.get(purpose, {})
        tree[purpose] = {
            "answer": entry.get("answer", "not_asked"),
            "limit": entry.get("limit", null(NOT_ASKED)),
        }
    return tree


def _seal_checklist(field: Field, value: Mapping[str, Any]) -> Json:
    tree = {}
    for item in _listed(field, value):
        entry = value.get(item, {})
        tree[item] = {"done": entry.get("done", False), "at": entry.get("at", null(NOT_ASKED))}
    return tree


_SEALERS: Mapping[str, Callable[[Field, Any], Json]] = {
    "place": _seal_place,
    "lang_text": _seal_lang_text,
    "long_text": _seal_long_text,
    "geometry": _seal_geometry,
    "term_map": _seal_term_map,
    "checklist": _seal_checklist,
    "uncertain_date": _seal_parts,
    "count_range": _seal_parts,
    "contact": _seal_parts,
    "signature": _seal_parts,
    "date_range": _seal_parts,
}


def unseal(record_type: RecordType, tree: Any) -> Fields:
    """The fields a complete tree was sealed from (as ``complete_for_sealing`` gave them).

    Raises:
        IntegrityFailure: ``record.tree-malformed`` if the tree is not what this schema seals.

    """
    if not isinstance(tree, dict) or set(tree) != {f.name for f in record_type.fields}:
        raise IntegrityFailure("record.tree-malformed")
    return {f.name: unseal_field(f, tree[f.name]) for f in record_type.fields}


def unseal_field(field: Field, tree: Any) -> Json:
    """The value that one field of a tree was sealed from.

    Raises:
        IntegrityFailure: ``record.tree-malformed``.

    """
    try:
        value = _open(field, tree)
        again = _seal(field, value)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, InputProblem) as error:
        raise IntegrityFailure("record.tree-malformed") from error
    if _without_cells(_as_then(field, again, tree)) != _without_cells(tree):
        raise IntegrityFailure("record.tree-malformed")
    return value


def _as_then(field: Field, again: Any, tree: Any) -> Any:
    """Without what a type or a list has learned since the tree was sealed, where it says nothing in it."""
    if field.type == "group" and isinstance(again, list) and isinstance(tree, list) and len(again) == len(tree):
        return [_member_as_then(field, a, t) for a, t in zip(again, tree, strict=True)]
    if not isinstance(again, dict) or not isinstance(tree, dict) or is_null(again):
        return again
    grown = set(again) if field.type in ("term_map", "checklist") else LATER_PARTS.get(field.type, frozenset())
    return {k: v for k, v in again.items() if k in tree or k not in grown or v not in _SAYS_NOTHING}


def _member_as_then(group: Field, again: Mapping[str, Any], tree: Any) -> Any:
    inner = {f.name: f for f in group.fields}
    return {k: _as_then(inner[k], v, tree.get(k)) if k in inner else v for k, v in again.items()}


def _without_cells(tree: Any) -> Any:
    """A tree without computed cells: at the edge of a cell another PROJ may round the other way."""
    if isinstance(tree, dict):
        return {k: _without_cells(v) for k, v in tree.items() if k != CELL}
    return [_without_cells(v) for v in tree] if isinstance(tree, list) else tree


def _open_members(fields: tuple[Field, ...], tree: Mapping[str, Any]) -> Fields:
    return {f.name: _open(f, tree[f.name]) for f in fields}


def _known(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Parts that say something; "not asked" is absence."""
    return {k: v for k, v in tree.items() if v != null(NOT_ASKED)}


def _open(field: Field, tree: Any) -> Any:
    if is_null(tree):
        return dict(tree)
    if field.type == "group":
        return [{"id": m["id"]} | _open_members(field.fields, m) for m in tree]
    opener = _OPENERS.get(field.type)
    if opener is not None:
        return opener(tree)
    return list(tree) if isinstance(tree, list) else tree


def _open_place(tree: Mapping[str, Any]) -> Json:
    parts = _known({k: v for k, v in tree.items() if k != CELL})
    if isinstance(parts.get("geometry"), str):
        parts["geometry"] = geometries.from_text(parts["geometry"])
    return parts


def _open_text(tree: Mapping[str, Any]) -> Json:
    value: dict[str, Any] = {}
    for name in ("text", "lang", "paragraphs"):
        if name in tree:
            value[name] = _joined(tree[name]) if name == "paragraphs" else tree[name]
    if tree["parallel"]:
        value["parallel"] = [_open_parallel(one) for one in tree["parallel"]]
    return value


def _open_parallel(tree: Mapping[str, Any]) -> Json:
    one = _known(tree)
    return one | ({"paragraphs": _joined(one["paragraphs"])} if "paragraphs" in one else {})


def _joined(paragraphs: list[Any]) -> list[str]:
    return ["".join(p) if isinstance(p, list) else p for p in paragraphs]


def _open_geometry(tree: Mapping[str, Any]) -> Json:
    parts = _known(tree)
    text = parts.pop("geojson", None)
    return (geometries.from_text(text) if text is not None else {}) | parts


def _open_term_map(tree: Mapping[str, Any]) -> Json:
    entries = {k: _known(v) for k, v in tree.items()}
    return {k: v for k, v in entries.items() if v != {"answer": "not_asked"}}


def _open_checklist(tree: Mapping[str, Any]) -> Json:
    entries = {k: _known(v) for k, v in tree.items()}
    return {k: v for k, v in entries.items() if v != {"done": False}}


_OPENERS: Mapping[str, Callable[[Any], Json]] = {
    "place": _open_place,
    "lang_text": _open_text,
    "long_text": _open_text,
    "geometry": _open_geometry,
    "term_map": _open_term_map,
    "checklist": _open_checklist,
    "uncertain_date": _known,
    "count_range": _known,
    "contact": _known,
    "signature": _known,
    "date_range": _known,
}
