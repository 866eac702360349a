"""Sections of a form in order. A layout can never hide a field: what it forgets lands in "other"."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.base.paths import resources
from field_doc.schema.registry import Registry

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (labels: context ``section``) and the top-level fields under it."""

    key: str
    fields: tuple[str, ...]


def load(registry: Registry, type_name: str, name: str = "default", path: Path | None = None) -> tuple[Section, ...]:
    """The sections of a layout.

    Raises:
        InputProblem: ``schema.unreadable`` or ``schema.malformed`` with the file's name.

    """
    record_type = registry.record_type(type_name)
    file = f"{type_name}.json" if name == "default" else f"{type_name}.{name}.json"
    try:
        raw = json.loads(((path or resources()) / "layouts" / file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputProblem("schema.unreadable", file=file) from error
    known = [f.name for f in record_type.fields]
    return _with_rest(_sections(raw, file, type_name, name, known), known)


def _sections(raw: Any, file: str, type_name: str, name: str, known: list[str]) -> list[Section]:
    try:
        if (raw["type"], raw["name"]) != (type_name, name):
            raise InputProblem("schema.malformed", file=file, reason="name")
        sections = [Section(str(s["key"]), tuple(s["fields"])) for s in raw["sections"]]
    except (KeyError, TypeError) as error:
        raise InputProblem("schema.malformed", file=file, reason="section") from error
    listed = [f for s in sections for f in s.fields]
    if len(set(listed)) != len(listed) or not set(listed) <= set(known):
        raise InputProblem("schema.malformed", file=file, reason="field")
    if len({s.key for s in sections}) != len(sections):
        raise InputProblem("schema.malformed", file=file, reason="section-twice")
    return sections


def _with_rest(sections: list[Section], known: list[str]) -> tuple[Section, ...]:
    listed = {f for s in sections for f in s.fields}
    rest = tuple(f for f in known if f not in listed)
    if not rest:
        return tuple(sections)
    if sections and sections[-1].key == OTHER:
        return (*sections[:-1], Section(OTHER, sections[-1].fields + rest))
    return (*sections, Section(OTHER, rest))
