"""What all values made of parts share: unknown names refused, reasons read, "not asked" dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import scalars
from field_doc.schema.model import NOT_ASKED, NULL_REASONS, Json

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}", re.ASCII)

Reader = Callable[[Any, str], Json]


def shown(name: object) -> str:
    """A name from outside as far as an error may repeat it: errors are logged, and this may be anything."""
    return name if isinstance(name, str) and _NAME.fullmatch(name) else "?"


def refuse_unknown(raw: Any, known: tuple[str, ...], path: str) -> None:
    """Refuse anything but an object of the known names."""
    if not isinstance(raw, Mapping):
        scalars.wrong_shape(path, "object")
    for name in raw:
        if name not in known:
            raise InputProblem("record.unknown-field", path=f"{path}.{shown(name)}")


def part_null(raw: Any, path: str) -> dict[str, str] | None:
    """The reason that stands for a part, or None if the part is no reason."""
    if not isinstance(raw, Mapping) or len(raw) != 1 or next(iter(raw)) not in ("null", "null_reason"):
        return None
    (reason,) = raw.values()
    if reason not in NULL_REASONS:
        scalars.refuse("record.unknown-null-reason", path)
    return {"null_reason": str(reason)}


def parts_of(raw: Any, names: tuple[str, ...], path: str, readers: Mapping[str, Reader]) -> dict[str, Json]:
    """The parts that are there, in their order; "not asked" and empty parts are absent."""
    refuse_unknown(raw, names, path)
    found: dict[str, Json] = {}
    for name in names:
        given = raw.get(name)
        if given is None or given in ("", [], {}):
            continue
        here = f"{path}.{name}"
        reason = part_null(given, here)
        if reason is not None:
            if reason["null_reason"] != NOT_ASKED:
                found[name] = reason
            continue
        reader: Reader = readers.get(name, scalars.text)
        value = reader(given, here)
        if value not in (None, "", [], {}):
            found[name] = value
    return found
