"""Which class every value and part of a record has, and what an edition must not hold (FORMATS "Editions").

A version was sealed under one schema and is read under another: the stricter of both classes holds.
What no schema knows is treated as identity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from field_doc.schema.model import RANK, Field, RecordType
from field_doc.schema.values import is_null

Path = tuple[str | int, ...]
# Parts of a restricted place that may be shown when the rest may not (DOMAIN 4.1.5).
OPEN_PLACE_PARTS = frozenset({"country", "oblast", "raion", "admin1", "cell_10km"})
# Stands in place of a value that the reader's role does not see; its words are a label, as a reason's are.
NOT_FOR_ROLE = "not_for_role"
_CLASSES = ("public", "restricted", "identity")
_STRICTEST = RANK["identity"]


def classes(record_type: RecordType, tree: Any, *, at_seal: RecordType | None = None) -> dict[Path, str]:
    """The class of every node below the fields, over stored fields or over the sealed tree.

    A place whose general parts are open is itself open as a container: all its parts are always
    there, so the container tells nothing.
    """
    now = dict(_walk_fields(record_type.fields, tree, (), 0))
    if at_seal is not None:
        for path, rank in _walk_fields(at_seal.fields, tree, (), 0):
            now[path] = max(now[path], rank)
    return {path: _CLASSES[rank] for path, rank in now.items()}


def _walk_fields(fields: tuple[Field, ...], tree: Any, path: Path, floor: int) -> Iterator[tuple[Path, int]]:
    known = {f.name: f for f in fields}
    for name, value in tree.items():
        here = (*path, name)
        field = known.get(name)
        if path and name == "id":
            yield here, floor
        elif field is None:
            yield from _everything(value, here, _STRICTEST)
        else:
            yield from _walk_field(field, value, here, max(floor, RANK[field.protection]))


def _walk_field(field: Field, value: Any, path: Path, rank: int) -> Iterator[tuple[Path, int]]:
    if field.type == "group" and isinstance(value, list):
        yield path, rank
        for i, member in enumerate(value):
            yield (*path, i), rank
            yield from _walk_fields(field.fields, member, (*path, i), rank)
    elif field.type == "place" and isinstance(value, dict) and not is_null(value) and rank < _STRICTEST:
        yield path, RANK["public"]
        for part, inner in value.items():
            yield from _everything(inner, (*path, part), RANK["public"] if part in OPEN_PLACE_PARTS else rank)
    else:
        yield from _everything(value, path, rank)


def _everything(value: Any, path: Path, rank: int) -> Iterator[tuple[Path, int]]:
    yield path, rank
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from _everything(child, (*path, key), rank)


def withheld(
    record_type: RecordType, tree: Any, edition_class: str, *, at_seal: RecordType | None = None
) -> list[Path]:
    """The topmost paths that are above a class: ``public`` or ``restricted`` (pseudonymised edition)."""
    limit = RANK[edition_class]
    above = {p for p, c in classes(record_type, tree, at_seal=at_seal).items() if RANK[c] > limit}
    return sorted((p for p in above if not any(p[:n] in above for n in range(1, len(p)))), key=_order)


def _order(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in path)
