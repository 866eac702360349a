"""The grain: what can be withheld by itself, for the sealer and the reader alike.

Every member of every object and every element of every array is its own disclosure, except inside a
*whole value*, which makes sense only undivided: a null reason, a geometry, an empty array or object.
The reader knows the same rule, so a tree has exactly one sealed shape and nothing can stand half in clear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem
from field_doc.formats.sdjwt import parts
from field_doc.formats.sdjwt.model import ELEMENT, MAX_DEPTH, MAX_DISCLOSURES, SD

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.formats.canonical import JSON

#: RFC 7946 geometries: half of a coordinate would be another place.
GEOMETRIES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
#: Their members; the last three are ours (docs/spec/record.md) and tell the same place again.
GEOMETRY_MEMBERS = frozenset({"type", "coordinates", "as_given", "crs_given", "source"})
#: Arrays inside arrays: the coordinates of a MultiPolygon.
COORDINATE_LEVELS = 4


def is_whole(value: JSON) -> bool:
    """Whether ``value`` is disclosed undivided."""
    if not isinstance(value, list | dict) or not value:
        return True
    if isinstance(value, list):
        return False
    if value.keys() == {"null_reason"}:
        return isinstance(value["null_reason"], str)
    return _is_geometry(value)


def _is_geometry(value: dict[str, JSON]) -> bool:
    """A GeoJSON geometry: coordinates of texts and integers, and the texts that say how they were given."""
    kind, coordinates = value.get("type"), value.get("coordinates")
    return (
        isinstance(kind, str)
        and kind in GEOMETRIES
        and isinstance(coordinates, list)
        and _only_numbers(coordinates)
        and all(isinstance(value[name], str) for name in value.keys() - {"type", "coordinates"})
        and value.keys() <= GEOMETRY_MEMBERS
    )


def _only_numbers(value: JSON, levels: int = COORDINATE_LEVELS) -> bool:
    """Arrays, texts (decimals) and integers only: no object can hide in a geometry."""
    if isinstance(value, list):
        return levels > 0 and all(_only_numbers(element, levels - 1) for element in value)
    return isinstance(value, str | int) and not isinstance(value, bool)


def tree_digest_count(tree: JSON) -> int:
    """How many separately disclosable parts lie inside ``tree`` (the tree itself not counted)."""
    if not isinstance(tree, list | dict) or is_whole(tree):
        return 0
    inner = tree if isinstance(tree, list) else list(tree.values())
    return len(inner) + sum(map(tree_digest_count, inner))


class Hider:
    """Replaces parts by digests and gathers their disclosures, outer ones first."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._disclosures: list[str] = []

    @property
    def disclosures(self) -> tuple[str, ...]:
        """What was hidden so far."""
        return tuple(self._disclosures)

    def hide(self, value: JSON, depth: int) -> JSON:
        """``value`` with every part of it replaced by a digest; ``depth`` is the length of its path.

        Raises:
            InputProblem: ``seal.depth``, ``seal.too-many``, ``seal.name``, ``canonical.*``.

        """
        if is_whole(value):
            return value
        if depth >= MAX_DEPTH:
            raise InputProblem("seal.depth", limit=MAX_DEPTH)
        if isinstance(value, list):
            return [{ELEMENT: self.part(None, element, depth + 1)} for element in value]
        assert isinstance(value, dict)
        return self.members(value, depth)

    def members(self, members: dict[str, JSON], depth: int) -> dict[str, JSON]:
        """An object that shows only digests. Their order is sorted, so it tells nothing about the names."""
        digests: list[JSON] = []
        digests += sorted(self.part(name, value, depth + 1) for name, value in members.items())
        return {SD: digests}

    def part(self, name: str | None, value: JSON, depth: int) -> str:
        """Hide one part and everything in it; returns its digest."""
        place = len(self._disclosures)
        if place >= MAX_DISCLOSURES:
            raise InputProblem("seal.too-many", count=place + 1, limit=MAX_DISCLOSURES)
        self._disclosures.append("")  # keeps the place before its parts
        self._disclosures[place] = parts.write(name, self.hide(value, depth), self._random)
        return parts.digest_of(self._disclosures[place])
