"""Labels of types, fields, sections, parts, units and problems in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.schema.protection import NOT_FOR_ROLE

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.schema.registry import Registry


class Labels:
    """What a person reads instead of the names in a schema (catalogue part ``schema.po``)."""

    def __init__(self, registry: Registry, words: Words) -> None:
        self._registry = registry
        self.words = words
        self.lang = words.lang

    def type(self, name: str) -> str:
        """The name of a record type: "Incident"."""
        return self.words.label("type", name)

    def field(self, type_name: str, path: str) -> str:
        """The label of a field; ``path`` is dotted, without positions: ``acts.conduct``."""
        return self.words.label("field", f"{type_name}.{path}.label")

    def help(self, type_name: str, path: str) -> str | None:
        """The hint under a field, if it has one."""
        key = f"{type_name}.{path}.help"
        return self.words.label("field", key) if self.words.has_label("field", key) else None

    def part(self, field_type: str, part: str) -> str:
        """The label of a part of a composite value: ``("place", "oblast")``."""
        return self.words.label("field", f"{field_type}.{part}.label")

    def section(self, type_name: str, key: str) -> str:
        """The heading of a layout section."""
        own = f"{type_name}.{key}"
        return self.words.label("section", own if self.words.has_label("section", own) else key)

    def unit(self, unit: str) -> str:
        """The sign of a unit: ``m2`` is "m²"."""
        return self.words.label("unit", f"unit.{unit}")

    def term(self, term_id: str) -> str:
        """The label of a term of any vocabulary; the id itself if no list knows it."""
        if term_id == NOT_FOR_ROLE:
            return self.words("Not shown to this role")
        term = self._registry.term(term_id)
        return term.label(self.lang) if term else term_id

    def group(self, key: str) -> str:
        """The heading of a group of a long vocabulary, "" where it has no words."""
        return self.words.label("group", key) if self.words.has_label("group", key) else ""

    def problem(self, code: str, **details: object) -> str:
        """What a problem says to a person and what to do."""
        return self.words.label("problem", code, **details)

    def gate(self, key: str) -> str:
        """What a reason or requirement of the check before the talk says."""
        return self.words.label("gate", key)
