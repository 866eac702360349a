"""A value in words, for a cell of a table or a line of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from field_doc.schema import edtf_words, marks
from field_doc.schema.model import PART_VOCABULARIES
from field_doc.schema.names import country_name, footnote, language_name
from field_doc.schema.values import is_null

if TYPE_CHECKING:
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import Field

_PLACE_ORDER = (
    "as_said", "indoor", "address", "settlement", "hromada", "raion", "oblast", "admin2", "admin1", "country",
)  # fmt: skip


def plain(field: Field, value: Any, labels: Labels) -> str:
    """Words for a value: term labels, dates as the language writes them, the reason where none is.

    Long text keeps its paragraphs (empty line between); members of a group are one line each.
    """
    if value is None:
        return ""
    if is_null(value):
        return labels.term(value["null_reason"])
    if field.repeat:
        return ", ".join(_one(field, item, labels) for item in value)
    if field.type == "group":
        return "\n".join(_member(field, member, labels) for member in value)
    return _one(field, value, labels)


def _member(field: Field, member: Mapping[str, Any], labels: Labels) -> str:
    words = (plain(f, member[f.name], labels) for f in field.fields if f.name in member)
    return "; ".join(w.replace("\n\n", " ") for w in words if w)


def _one(field: Field, value: Any, labels: Labels) -> str:
    speaker = _SPEAKERS.get(field.type)
    if speaker is not None:
        return speaker(value, labels)
    if field.unit == marks.UNIT and isinstance(value, int):
        return marks.clock(value)
    if field.type in ("decimal", "integer") and field.unit:
        return f"{value} {labels.unit(field.unit)}"
    return str(value)


def _part(field_type: str, part: str, value: Any, labels: Labels) -> str:
    """A part: its text, or the label of its term or reason."""
    if is_null(value):
        return labels.term(value["null_reason"])
    if part == "country":
        return country_name(str(value), labels.words.lang)
    if part in PART_VOCABULARIES.get(field_type, {}):
        return _terms(value, labels)
    return str(value)


def _terms(value: Any, labels: Labels) -> str:
    return ", ".join(labels.term(v) for v in ([value] if isinstance(value, str) else value))


def _date(value: Mapping[str, Any], labels: Labels) -> str:
    said, text = value.get("as_said"), value.get("edtf")
    words = edtf_words.words(text, labels.words) if isinstance(text, str) else ""
    quoted = _quoted(said, labels) if isinstance(said, str) else ""
    return f"{words} ({quoted})" if words and quoted else words or quoted


def _quoted(said: str, labels: Labels) -> str:
    return f"«{said}»" if labels.words.lang == "uk" else f"“{said}”"


def _place(value: Mapping[str, Any], labels: Labels) -> str:
    said = ", ".join(_part("place", p, value[p], labels) for p in _PLACE_ORDER if p in value and not is_null(value[p]))
    note = footnote(str(value.get("country")), labels.words.lang)
    return f"{said} ({note})" if note else said


def _range(value: Mapping[str, Any], labels: Labels) -> str:
    low, high = (value.get(k) for k in ("min", "max"))
    shown = [_part("count_range", "", v, labels) if v is not None else "?" for v in (low, high)]
    return shown[0] if low == high and low is not None else "–".join(shown)


def _purposes(value: Mapping[str, Any], labels: Labels) -> str:
    lines = []
    for purpose, entry in value.items():
        limit = f" ({entry['limit']})" if entry.get("limit") else ""
        lines.append(f"{labels.term(purpose)}: {labels.term(entry['answer'])}{limit}")
    return "\n".join(lines)


def _checklist(value: Mapping[str, Any], labels: Labels) -> str:
    return "\n".join(labels.term(item) for item, entry in value.items() if entry.get("done"))


def _signature(value: Mapping[str, Any], labels: Labels) -> str:
    return ", ".join(_part("signature", k, value[k], labels) for k in ("status", "role", "at", "reason") if k in value)


def _date_range(value: Mapping[str, Any], _labels: Labels) -> str:
    return f"{value.get('start') or '?'} – {value.get('end') or '?'}"


def _boolean(value: Any, labels: Labels) -> str:
    return labels.term("yn_yes" if value else "yn_no")


def _geometry(value: Mapping[str, Any], labels: Labels) -> str:
    """As it was given; else what kind of shape it is and of how many points."""
    if value.get("as_given"):
        return str(value["as_given"])
    words, kind = labels.words, str(value.get("type", ""))
    if not words.has_label("geometry", kind):
        return kind
    count = len(set(_positions(value.get("coordinates", ()))))
    return f"{words.label('geometry', kind)}, {words.plural('{count} point', '{count} points', count)}"


def _positions(value: Any) -> Iterator[tuple[str, ...]]:
    """Positions of any depth of nesting; a closed ring counts its first point once."""
    if value and not isinstance(value[0], list | tuple):
        yield tuple(map(str, value))
    else:
        for inner in value:
            yield from _positions(inner)


_SPEAKERS: Mapping[str, Callable[[Any, Labels], str]] = {
    "lang_text": lambda value, _labels: str(value["text"]),
    "long_text": lambda value, _labels: "\n\n".join(value["paragraphs"]),
    "language": lambda value, labels: language_name(str(value), labels.words),
    "term": _terms,
    "terms": _terms,
    "uncertain_date": _date,
    "place": _place,
    "count_range": _range,
    "term_map": _purposes,
    "checklist": _checklist,
    "signature": _signature,
    "date_range": _date_range,
    "boolean": _boolean,
    "contact": lambda value, _labels: str(value.get("value", "")),
    "geometry": _geometry,
}
