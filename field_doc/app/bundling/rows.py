"""Printed lines of a record: one a field, finer where parts of it stand in different classes.

A line's path decides what an edition may show (``export.redact``): a line that covers a whole field
is made only when everything inside it has one class, so that a milder line never opens a stricter part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from field_doc.app.bundling import dates
from field_doc.export.model import FieldKind, FieldRow, ProtectionClass
from field_doc.schema import layout, protection
from field_doc.schema.plain import plain
from field_doc.schema.required import is_relevant
from field_doc.schema.values import is_null

if TYPE_CHECKING:
    from field_doc.formats.sdjwt import Path
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import Field, RecordType
    from field_doc.schema.registry import Registry

_WORDS = frozenset({"long_text", "lang_text"})
_NOT_ASKED = {"null_reason": "nv_not_asked"}


def of_record(
    registry: Registry,
    record_type: RecordType,
    fields: Mapping[str, Any],
    tree: Mapping[str, Any],
    labels: Labels,
    code_of: Callable[[str], str | None],
) -> tuple[FieldRow, ...]:
    """All lines of a record in the order of its form.

    Args:
        registry: schemas and vocabularies.
        record_type: type of the record.
        fields: values as forms know them.
        tree: the same as sealed; its paths are what can be withheld.
        labels: in the language of the report.
        code_of: visible code of a record that a field names.

    """
    found = protection.classes(record_type, tree)
    by_name = {f.name: f for f in record_type.fields}
    rows: list[FieldRow] = []
    for section in layout.load(registry, record_type.name):
        heading = labels.section(record_type.name, section.key)
        for name in section.fields:
            if name not in by_name:  # the layout is today's; this version was sealed under an older schema
                continue
            field = by_name[name]
            maker = _Maker(record_type.name, heading, labels, found, code_of)
            rows += maker.lines(field, fields, tree.get(name), (name,), name, "")
    return tuple(rows)


class _Maker:
    """Makes the lines of one field."""

    def __init__(
        self,
        type_name: str,
        section: str,
        labels: Labels,
        classes: Mapping[Path, str],
        code_of: Callable[[str], str | None],
    ) -> None:
        self._type = type_name
        self._section = section
        self._labels = labels
        self._classes = classes
        self._code_of = code_of

    def lines(
        self, field: Field, siblings: Mapping[str, Any], tree: Any, path: Path, dotted: str, prefix: str
    ) -> Iterator[FieldRow]:
        """Lines of one field; ``siblings`` hold its value, ``path`` below ``fields``, ``dotted`` names its label."""
        value = siblings.get(field.name)
        label = prefix + self._labels.field(self._type, dotted)
        if field.type == "group" and isinstance(value, list) and value:
            yield from self._members(field, value, tree, path, dotted, label)
        elif field.type == "place" and isinstance(tree, dict) and not self._one_class(path):
            yield from self._parts(tree, path, label)
        else:
            yield self._line(path, label, self._text(field, value), self._kind(field, value, siblings))

    def _members(
        self, field: Field, value: list[Any], tree: Any, path: Path, dotted: str, label: str
    ) -> Iterator[FieldRow]:
        for index, member in enumerate(value):
            here = (*path, index)
            for inner in field.fields:
                inner_tree = tree[index].get(inner.name) if isinstance(tree, list) else None
                yield from self.lines(
                    inner, member, inner_tree, (*here, inner.name),
                    f"{dotted}.{inner.name}", f"{label} {index + 1} · ",
                )  # fmt: skip
            # The member's own id names nobody; without a line of its own it would count as withheld.
            yield self._line((*here, "id"), f"{label} {index + 1}", str(member.get("id", ""))[:8], FieldKind.CODE)

    def _parts(self, tree: Mapping[str, Any], path: Path, label: str) -> Iterator[FieldRow]:
        for part, inner in tree.items():
            text = self._labels.term(inner["null_reason"]) if is_null(inner) else str(inner)
            kind = FieldKind.VALUE
            if is_null(inner):
                kind = FieldKind.NOT_ASKED if inner == _NOT_ASKED else FieldKind.NULL
            yield self._line((*path, part), f"{label} · {self._labels.part('place', part)}", text, kind)

    def _line(self, path: Path, label: str, value: str, kind: FieldKind) -> FieldRow:
        return FieldRow(("fields", *path), self._section, label, value, self._strictest(path), kind)

    def _text(self, field: Field, value: Any) -> str:
        if field.type == "record_ref" and value is not None and not is_null(value):
            named = value if isinstance(value, list) else [value]
            return ", ".join(self._code_of(str(one)) or str(one)[:8] for one in named)
        if field.type == "instant" and isinstance(value, str):
            return dates.shown(value, self._labels.lang)
        return plain(field, value, self._labels)

    @staticmethod
    def _kind(field: Field, value: Any, siblings: Mapping[str, Any]) -> FieldKind:
        if value is None or value == _NOT_ASKED:
            return FieldKind.NOT_ASKED if is_relevant(field, siblings) else FieldKind.NOT_RELEVANT
        if is_null(value):
            return FieldKind.NULL
        return FieldKind.WORDS if field.type in _WORDS else FieldKind.VALUE

    def _strictest(self, path: Path) -> ProtectionClass:
        ranks = self._inside(path)
        return max(ranks, key=lambda c: c.rank) if ranks else ProtectionClass.IDENTITY

    def _one_class(self, path: Path) -> bool:
        # Open and restricted parts print together: the pseudonymised edition shows both.
        return all(c is not ProtectionClass.IDENTITY for c in self._inside(path))

    def _inside(self, path: Path) -> list[ProtectionClass]:
        return [ProtectionClass(c) for p, c in self._classes.items() if p[: len(path)] == path]


def title_of(row_title: Mapping[str, str], lang: str, fallback: str) -> str:
    """The record's short title in the report's language."""
    return row_title.get(lang) or next((t for t in row_title.values() if t), fallback)
