"""Sections of a form in order. A field that a layout forgets lands in "other".

A section may be ``hidden`` (legal labels in the field's layout): its fields are asked in another layout. Hidden is
not lost: reports and the command line print such a section like any other, and the form shows what is filled in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.base.paths import resources
from field_doc.schema.registry import Registry

OTHER = "other"
DEFAULT = "default"
_FOLDER = "resources/layouts/"  # as a person finds the file in the program's folder


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (labels: context ``section``) and the top-level fields under it; ``hidden``: asked elsewhere."""

    key: str
    fields: tuple[str, ...]
    hidden: bool = False


def names(registry: Registry, type_name: str, path: Path | None = None) -> tuple[str, ...]:
    """The layouts of a record type: "default", then the named ones."""
    registry.record_type(type_name)
    found = sorted(((path or resources()) / "layouts").glob(f"{type_name}.*.json"))
    return (DEFAULT, *(file.name.split(".")[1] for file in found))


def check_all(registry: Registry, path: Path | None = None) -> None:
    """Read every layout there is; a wrong one is refused as ``load`` refuses it, and so is one of no type.

    Raises:
        InputProblem: ``schema.unreadable`` or ``schema.malformed`` with the file's path.

    """
    folder = (path or resources()) / "layouts"
    known = {f"{t}.json" if n == DEFAULT else f"{t}.{n}.json" for t in registry.types for n in names(registry, t, path)}
    for file in sorted(folder.glob("*.json")):
        if file.name not in known:
            raise InputProblem("schema.malformed", file=_FOLDER + file.name, reason="type")
    for type_name in registry.types:
        for name in names(registry, type_name, path):
            load(registry, type_name, name, path)


def load(registry: Registry, type_name: str, name: str = DEFAULT, path: Path | None = None) -> tuple[Section, ...]:
    """The sections of a layout.

    Raises:
        InputProblem: ``schema.unreadable`` or ``schema.malformed`` with the file's path.

    """
    record_type = registry.record_type(type_name)
    stored = f"{type_name}.json" if name == DEFAULT else f"{type_name}.{name}.json"
    file = _FOLDER + stored
    try:
        raw = json.loads(((path or resources()) / "layouts" / stored).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputProblem("schema.unreadable", file=file) from error
    known = [f.name for f in record_type.fields]
    return _with_rest(_sections(raw, file, type_name, name, known), known)


def _sections(raw: Any, file: str, type_name: str, name: str, known: list[str]) -> list[Section]:
    try:
        if (raw["type"], raw["name"]) != (type_name, name):
            raise InputProblem("schema.malformed", file=file, reason="name")
        sections = [Section(str(s["key"]), tuple(s["fields"]), s.get("hidden", False) is True) for s in raw["sections"]]
    except (KeyError, TypeError) as error:
        raise InputProblem("schema.malformed", file=file, reason="section") from error
    listed = [f for s in sections for f in s.fields]
    if len(set(listed)) != len(listed) or not set(listed) <= set(known):
        raise InputProblem("schema.malformed", file=file, reason="field")
    marks = [s.get("hidden", False) for s in raw["sections"]]
    if any(m not in (True, False) for m in marks) or any(s.hidden and s.key == OTHER for s in sections):
        raise InputProblem("schema.malformed", file=file, reason="hidden")
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
