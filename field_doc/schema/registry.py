"""Reads and checks schemas and vocabularies; nothing else touches those files.

A file that is not what it should be is refused as a whole (``schema.malformed`` with its path and
the reason): a form with a field missing would lose evidence without anybody noticing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import InputProblem
from field_doc.base.paths import resources
from field_doc.schema.labels import Labels
from field_doc.schema.model import RecordType, Term, Vocabulary
from field_doc.schema.reading import read_record_type

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_TERM_KEYS = {"id", "en", "uk", "group", "uk_checked"}
# A file's pick-lists are told apart by one of these members.
_GROUPED_BY = ("group", "axis", "kind")


class Registry:
    """All record types (newest version first choice) and vocabularies."""

    def __init__(self, types: Mapping[tuple[str, int], RecordType], terms: Mapping[str, Vocabulary]) -> None:
        self._types = types
        self._vocabularies = dict(terms)
        self._terms = {t.id: t for v in terms.values() for t in v.terms}

    @property
    def types(self) -> tuple[str, ...]:
        """Names of the record types, in the order of the menu."""
        return tuple(sorted({name for name, _ in self._types}, key=_menu_order))

    def versions(self, name: str) -> tuple[int, ...]:
        """The schema versions known of a type, oldest first."""
        return tuple(sorted(v for n, v in self._types if n == name))

    def record_type(self, name: str, version: int | None = None) -> RecordType:
        """A record type, newest version unless one is named; ``record.unknown-type`` if there is none."""
        known = self.versions(name)
        if not known or (version is not None and version not in known):
            raise InputProblem("record.unknown-type")
        return self._types[name, version or known[-1]]

    def children(self, name: str) -> tuple[tuple[RecordType, str], ...]:
        """Record types whose records belong to one of this type (visits to a site), with the field that says so."""
        newest = (self.record_type(child) for child in self.types)
        return tuple((t, f.name) for t in newest for f in t.fields if f.belongs and name in f.types)

    def vocabulary(self, name: str) -> Vocabulary:
        """``weapons``, ``roles:event``, ``consent_purposes:use+identity`` or ``a:x|b:y``; ``vocabulary.unknown``."""
        return find_vocabulary(self._vocabularies, name)

    def term(self, term_id: str) -> Term | None:
        """The term of that id in whatever list."""
        return self._terms.get(term_id)

    def labels(self, words: Words) -> Labels:
        """Labels in the language of a catalogue."""
        return Labels(self, words)


_MENU = (
    "case", "incident", "statement", "transcript", "consent", "person", "identity", "unit",
    "burial_site", "visit", "survey", "feature", "remains", "missing_person", "item", "handover", "note", "link",
    "risk_observation", "threat",
)  # fmt: skip


def _menu_order(name: str) -> tuple[int, str]:
    return (_MENU.index(name) if name in _MENU else len(_MENU), name)


def find_vocabulary(vocabularies: Mapping[str, Vocabulary], name: str) -> Vocabulary:
    """A vocabulary, the union of the named groups of one, or (parted by ``|``) of several."""
    if "|" in name:
        several = [find_vocabulary(vocabularies, one) for one in name.split("|")]
        return Vocabulary(name, {t.id: t for one in several for t in one.terms})
    file, _, groups = name.partition(":")
    whole = vocabularies.get(file)
    if whole is None:
        raise InputProblem("vocabulary.unknown", name=name)
    if not groups:
        return whole
    wanted = groups.split("+")
    chosen = {t.id: t for group in wanted for t in whole.terms if t.group == group}
    if {t.group for t in chosen.values()} != set(wanted):
        raise InputProblem("vocabulary.unknown", name=name)
    return Vocabulary(name, chosen)


def _term(entry: Mapping[str, Any]) -> Term:
    group = next((entry[key] for key in _GROUPED_BY if key in entry), None)
    extra = {k: v for k, v in entry.items() if k not in _TERM_KEYS}
    uk = entry.get("uk") or ""
    return Term(entry["id"], entry["en"], uk, group, bool(entry.get("uk_checked")), extra)


def shown_path(path: Path) -> str:
    """A file of the program as a person finds it in the program's folder."""
    return f"resources/{path.parent.name}/{path.name}"


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputProblem("schema.unreadable", file=shown_path(path)) from error


def read_vocabulary(path: Path) -> Vocabulary:
    """One vocabulary file; ids must be unique in it and each term have an English label."""
    data = _read_json(path)
    try:
        terms = [_term(entry) for entry in data["entries"]]
    except (KeyError, TypeError) as error:
        raise InputProblem("schema.malformed", file=shown_path(path), reason="entry") from error
    index = {t.id: t for t in terms}
    if data.get("vocabulary") != path.stem or len(index) != len(terms) or not index:
        raise InputProblem("schema.malformed", file=shown_path(path), reason="name-or-ids")
    return Vocabulary(path.stem, index)


def _read_types(folder: Path, vocabularies: Mapping[str, Vocabulary]) -> dict[tuple[str, int], RecordType]:
    types: dict[tuple[str, int], RecordType] = {}
    prefixes: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        record_type = read_record_type(_read_json(path), shown_path(path), lambda n: find_vocabulary(vocabularies, n))
        owner = prefixes.setdefault(record_type.code_prefix, record_type.name)
        if path.name != f"{record_type.schema_id}.json" or owner != record_type.name:
            raise InputProblem("schema.malformed", file=shown_path(path), reason="name-or-code-prefix")
        types[record_type.name, record_type.version] = record_type
    return types


@cache
def load(path: Path | None = None) -> Registry:
    """Read everything under ``path`` (default: the program's resources).

    Raises:
        InputProblem: ``schema.unreadable`` or ``schema.malformed`` with the file's path.

    """
    folder = path or resources()
    vocabularies = {p.stem: read_vocabulary(p) for p in sorted((folder / "vocab").glob("*.json"))}
    types = _read_types(folder / "schemas", vocabularies)
    if not types:
        raise InputProblem("schema.unreadable", file="resources/schemas")
    known = {name for name, _ in types}
    for record_type in types.values():
        for field in record_type.fields:
            targets = [t for f in (field, *field.fields) for t in f.types]
            if not set(targets) <= known:
                raise InputProblem(
                    "schema.malformed",
                    file=f"resources/schemas/{record_type.schema_id}.json",
                    reason=f"types-{field.name}",
                )
    return Registry(types, vocabularies)
