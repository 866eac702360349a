"""Text for the index inside the vault, and the short text of a row. Neither ever holds identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from field_doc.schema.model import Field, Fields, RecordType
from field_doc.schema.values import is_null

_ROW = 120
# How strictly it is handled stands on every row; among the words found it would stand in every excerpt.
_SAYS_HOW = frozenset({"handling_level"})
_PLACE_WORDS = ("as_said", "hromada", "settlement", "former_names", "admin1", "admin2", "address", "indoor", "note")


def search_text(record_type: RecordType, fields: Fields) -> str:
    """Everything a person may search for, one line each; "" for the identity store."""
    if record_type.store == "identities":
        return ""
    return "\n".join(line for line in _members(record_type.fields, fields) if line)


def _members(fields: tuple[Field, ...], values: Mapping[str, Any]) -> Iterator[str]:
    for field in fields:
        value = values.get(field.name)
        if value is None or field.protection == "identity" or is_null(value) or field.name in _SAYS_HOW:
            continue
        if field.type == "group":
            for member in value:
                yield from _members(field.fields, member)
        else:
            yield from _words(field, value)


def _words(field: Field, value: Any) -> Iterator[str]:
    if field.type in ("text", "url"):
        yield from [value] if isinstance(value, str) else value
    elif field.type in ("lang_text", "long_text"):
        for text in (value, *value.get("parallel", [])):
            yield from text.get("paragraphs", [text.get("text", "")])
    elif field.type in ("term", "terms"):
        yield from _term_words(field, value)
    elif field.type == "place":
        yield from _strings(value, _PLACE_WORDS)
        for part in ("oblast", "raion"):
            term = field.parts[part].get(value[part]) if isinstance(value.get(part), str) else None
            yield from (term.uk, term.en) if term else ()
    elif field.type == "uncertain_date":
        yield from _strings(value, ("as_said", "edtf"))
    elif field.type == "term_map":
        yield from (entry["limit"] for entry in value.values() if isinstance(entry.get("limit"), str))


def _term_words(field: Field, value: Any) -> Iterator[str]:
    """Labels in both languages: people search in the language they think in."""
    for term_id in [value] if isinstance(value, str) else value:
        term = field.vocabulary.get(term_id) if field.vocabulary else None
        yield from (term.uk, term.en) if term else ()


def _strings(value: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    yield from (value[n] for n in names if isinstance(value.get(n), str))


def title(record_type: RecordType, fields: Fields, lang: str) -> str:
    """The short text of a row: the first title field that says something; "" if none does."""
    for name in record_type.title:
        field = record_type.field(name)
        value = fields.get(name)
        if field is None or value is None or field.protection == "identity" or is_null(value):
            continue
        words = _title_words(field, value, lang)
        if words:
            return words if len(words) <= _ROW else words[: _ROW - 1].rstrip() + "…"
    return ""


def _title_words(field: Field, value: Any, lang: str) -> str:
    if field.type in ("term", "terms"):
        ids = [value] if isinstance(value, str) else value
        terms = [field.vocabulary.get(i) if field.vocabulary else None for i in ids]
        return ", ".join(t.label(lang) for t in terms if t)
    if field.type == "lang_text":
        chosen = next((p["text"] for p in value.get("parallel", []) if p["lang"] == lang), value["text"])
        return " ".join(str(chosen).split())
    if field.type == "integer":
        return f"№\u00a0{value}" if lang == "uk" else f"No.\u00a0{value}"
    return value.strip() if isinstance(value, str) else ""
