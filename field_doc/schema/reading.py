"""From the JSON of a schema file to a ``RecordType``, refusing whatever the format does not allow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from field_doc.base.errors import FieldDocError, InputProblem
from field_doc.schema import expressions
from field_doc.schema.model import (
    FIELD_TYPES,
    PART_VOCABULARIES,
    PARTS,
    RANK,
    REPEATABLE,
    WITH_VOCABULARY,
    Field,
    RecordType,
    Vocabulary,
)

FindVocabulary = Callable[[str], Vocabulary]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
# Names that a stored value, a group member or SD-JWT gives another meaning.
_RESERVED = frozenset({"id", "null", "null_reason"})
_TYPE_KEYS = frozenset({"type", "version", "code_prefix", "store", "title", "fields"})
_FIELD_KEYS = frozenset(
    {
        "name", "type", "required", "protection", "vocabulary", "unit", "types", "repeat", "minimum", "maximum",
        "max_length", "default", "relevant", "required_if", "sentences", "as_told", "asks", "future", "belongs",
        "fields",
    }
)  # fmt: skip
_MAX_DEPTH = 2


class _Reader:
    """Reads one file; knows its name for the refusal."""

    def __init__(self, file: str, find: FindVocabulary) -> None:
        self.file = file
        self.find = find

    def refuse(self, reason: str) -> NoReturn:
        raise InputProblem("schema.malformed", file=self.file, reason=reason)

    def fields(self, raw: Any, depth: int) -> tuple[Field, ...]:
        """The fields of a type or group; siblings know each other by name."""
        if not isinstance(raw, list) or not raw:
            self.refuse("fields")
        found = tuple(self.field(entry, depth) for entry in raw)
        names = [f.name for f in found]
        if len(set(names)) != len(names):
            self.refuse("field-twice")
        for f in found:
            for expression in (f.relevant, f.required_if):
                if expression is not None and not set(expressions.names(expression)) <= set(names):
                    self.refuse(f"expression-{f.name}")
        return found

    def field(self, raw: Any, depth: int) -> Field:
        """One field with everything it may say of itself."""
        if not isinstance(raw, dict) or not _NAME.fullmatch(str(raw.get("name"))) or raw["name"] in _RESERVED:
            self.refuse("field-name")
        name, kind = raw["name"], raw.get("type")
        self._check(raw, name, kind, depth)
        return Field(
            name=name,
            type=str(kind),
            required=raw.get("required", "O"),
            protection=raw.get("protection", "restricted"),
            vocabulary=self.vocabulary(raw["vocabulary"], name) if "vocabulary" in raw else None,
            unit=raw.get("unit"),
            types=tuple(raw.get("types", ())),
            repeat=raw.get("repeat", False),
            minimum=raw.get("minimum"),
            maximum=raw.get("maximum"),
            max_length=raw.get("max_length"),
            default=raw.get("default"),
            relevant=raw.get("relevant"),
            required_if=raw.get("required_if"),
            sentences=raw.get("sentences", False),
            as_told=raw.get("as_told", False),
            asks=tuple(raw.get("asks", ())),
            future=raw.get("future", False),
            belongs=raw.get("belongs", False),
            fields=self.fields(raw["fields"], depth + 1) if kind == "group" else (),
            parts={part: self.vocabulary(v, name) for part, v in PART_VOCABULARIES.get(str(kind), {}).items()},
        )

    def _check(self, raw: Mapping[str, Any], name: str, kind: Any, depth: int) -> None:
        bounds = all(isinstance(raw.get(k, 0), int) for k in ("minimum", "maximum", "max_length"))
        rules = {
            "unknown-key": set(raw) <= _FIELD_KEYS,
            "type": kind in FIELD_TYPES,
            "required": raw.get("required", "O") in ("R", "D", "C", "O", "S"),
            "protection": raw.get("protection", "restricted") in RANK,
            "vocabulary": (kind in WITH_VOCABULARY) == ("vocabulary" in raw),
            "types": (kind == "record_ref") == ("types" in raw),
            "repeat": kind in REPEATABLE or "repeat" not in raw,
            "sentences": kind == "long_text" or "sentences" not in raw,
            "as_told": kind in ("uncertain_date", "place") or "as_told" not in raw,
            "asks": set(raw.get("asks", ())) <= set(PARTS.get(str(kind), ())),
            "future": kind == "uncertain_date" or "future" not in raw,
            "belongs": "belongs" not in raw or (kind == "record_ref" and "repeat" not in raw and depth == 0),
            "unit": kind in ("decimal", "integer") or "unit" not in raw,
            "decimal-unit": kind != "decimal" or "unit" in raw,
            "fields": (kind == "group") == ("fields" in raw) and not (kind == "group" and depth >= _MAX_DEPTH),
            "bounds": bounds,
            "expression": all(expressions.well_formed(raw[k]) for k in ("relevant", "required_if") if k in raw),
        }
        for rule, kept in rules.items():
            if not kept:
                self.refuse(f"{rule}-{name}")

    def vocabulary(self, name: Any, field: str) -> Vocabulary:
        """The list a field names."""
        try:
            return self.find(str(name))
        except FieldDocError as error:
            raise InputProblem("schema.malformed", file=self.file, reason=f"vocabulary-{field}") from error


def read_record_type(raw: Any, file: str, find: FindVocabulary) -> RecordType:
    """A record type from its parsed file.

    Raises:
        InputProblem: ``schema.malformed`` with the file's name and the rule that is broken.

    """
    reader = _Reader(file, find)
    if not isinstance(raw, dict) or set(raw) != _TYPE_KEYS or not _NAME.fullmatch(str(raw["type"])):
        reader.refuse("keys")
    if not isinstance(raw["version"], int) or not re.fullmatch(r"[A-Z]{1,3}", str(raw["code_prefix"])):
        reader.refuse("version-or-code-prefix")
    if raw["store"] not in ("records", "identities"):
        reader.refuse("store")
    fields = reader.fields(raw["fields"], 0)
    shown = {f.name for f in fields if f.protection != "identity"}
    if not set(raw["title"]) <= shown:
        reader.refuse("title")
    if raw["store"] == "identities" and any(f.protection != "identity" for f in fields):
        reader.refuse("identities-protection")
    return RecordType(raw["type"], raw["version"], raw["code_prefix"], raw["store"], fields, tuple(raw["title"]))
