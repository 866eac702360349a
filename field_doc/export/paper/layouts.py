"""Which fields stand on a paper form: ``resources/paper/FORM.json``, else the layout of the window.

A layout of the window never hides a field; a sheet of paper must, or nobody would carry it. What is not on the
sheet is asked when it is typed in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import InputProblem
from field_doc.base.paths import resources
from field_doc.schema import layout

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.schema.registry import Registry

_FOLDER = "resources/paper/"


@dataclass(frozen=True, slots=True)
class PaperLayout:
    """Sections of a paper form (section key, fields), writing lines of some fields, rules at the top, extras."""

    type: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    lines: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()


def special(path: Path | None = None) -> tuple[str, ...]:
    """Forms that have a page of their own making."""
    return tuple(sorted(file.stem for file in ((path or resources()) / "paper").glob("*.json")))


def check_all(registry: Registry, path: Path | None = None) -> None:
    """Read every paper layout there is; a wrong one is refused as ``load`` refuses it."""
    for name in special(path):
        load(registry, name, path)


def load(registry: Registry, name: str, path: Path | None = None) -> PaperLayout:
    """The layout of a paper form: its own file, else the window's layout of that record type.

    Raises:
        InputProblem: ``record.unknown-type``; ``schema.malformed`` or ``schema.unreadable`` with the file's path.

    """
    file = (path or resources()) / "paper" / f"{name}.json"
    if name not in special(path):
        sections = layout.load(registry, name)
        return PaperLayout(name, tuple((s.key, s.fields) for s in sections))
    shown = _FOLDER + file.name
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputProblem("schema.unreadable", file=shown) from error
    try:
        found = _read(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputProblem("schema.malformed", file=shown, reason="section") from error
    known = {f.name for f in registry.record_type(found.type).fields}
    listed = [f for _, fields in found.sections for f in fields]
    if len(set(listed)) != len(listed) or not {*listed, *found.lines} <= known:
        raise InputProblem("schema.malformed", file=shown, reason="field")
    return found


def _read(raw: Any) -> PaperLayout:
    return PaperLayout(
        str(raw["type"]),
        tuple((str(s["key"]), tuple(map(str, s["fields"]))) for s in raw["sections"]),
        {str(k): int(v) for k, v in raw.get("lines", {}).items()},
        tuple(map(str, raw.get("rules", ()))),
        tuple(map(str, raw.get("extras", ()))),
    )
