"""What a record is called in the report, and how strictly it is to be handled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from field_doc.schema.values import is_null

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.schema.model import RecordType
    from field_doc.schema.registry import Registry

_TEXTS: Final = frozenset({"text", "lang_text", "long_text"})
# Their title term says what they are; the others' says only how far they have come.
_KINDS: Final = frozenset({"statement", "item"})


def heading(record_type: RecordType, fields: Mapping[str, Any], title: str, type_label: str, code: str) -> str:
    """The record's own title where somebody wrote one, else its kind and its code: never a state by itself."""
    if title and _was_written(record_type, fields):
        return title
    kind = title.partition(" (")[0] if record_type.name in _KINDS else ""
    return f"{kind or type_label} {code}"


def _was_written(record_type: RecordType, fields: Mapping[str, Any]) -> bool:
    named = [record_type.field(name) for name in record_type.title]
    return any(f is not None and f.type in _TEXTS and fields.get(f.name) and not is_null(fields[f.name]) for f in named)


def strictest(levels: Sequence[str], registry: Registry, words: Words) -> str:
    """The name of the strictest handling level, without what stands in brackets; "" if none is known."""
    vocabulary = registry.vocabulary("handling_levels")
    order = [term.id for term in vocabulary.terms]
    known = [level for level in levels if level in order]
    if not known:
        return ""
    return registry.labels(words).term(max(known, key=order.index)).partition(" (")[0]
