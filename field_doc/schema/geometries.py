"""GeoJSON geometries without floating point numbers (RFC 7946; docs/spec/record.md).

Coordinates are decimal strings, longitude first, WGS 84. In the sealing tree a geometry is its
GeoJSON text with the same digits as JSON numbers: any GIS reads it, and nobody discloses half a ring.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.schema import scalars
from field_doc.schema.model import GEOMETRY_PARTS

# Nesting of coordinates below the geometry: a Point is one position.
DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
MAX_POSITIONS = 20_000


def unwrap(raw: Any, path: str) -> dict[str, Any]:
    """The geometry of a Feature or of a FeatureCollection of one."""
    if isinstance(raw, dict) and raw.get("type") == "FeatureCollection":
        features = raw.get("features")
        if not isinstance(features, list) or len(features) != 1:
            scalars.wrong_shape(path, "one feature")
        raw = features[0]
    if isinstance(raw, dict) and raw.get("type") == "Feature":
        raw = raw.get("geometry")
    if not isinstance(raw, dict) or raw.get("type") not in DEPTHS:
        scalars.wrong_shape(path, "GeoJSON geometry")
    return raw


def _position(raw: Any, path: str) -> list[str]:
    if not isinstance(raw, list) or len(raw) not in (2, 3):
        scalars.wrong_shape(path, "position")
    values = [scalars.decimal(number, path) for number in raw]
    if not all(scalars.DECIMAL.fullmatch(v) for v in values):
        scalars.wrong_shape(path, "position")
    return values


def _coordinates(raw: Any, depth: int, path: str, budget: list[int]) -> Any:
    if depth == 0:
        budget[0] -= 1
        if budget[0] < 0:
            scalars.refuse("record.too-large", path, maximum=MAX_POSITIONS)
        return _position(raw, path)
    if not isinstance(raw, list):
        scalars.wrong_shape(path, "list of positions")
    return [_coordinates(item, depth - 1, path, budget) for item in raw]


def normalise(raw: Any, path: str) -> dict[str, Any]:
    """A geometry with coordinates as decimal strings; nothing else of it is kept."""
    raw = unwrap(raw, path)
    budget = [MAX_POSITIONS]
    coordinates = _coordinates(raw.get("coordinates"), DEPTHS[raw["type"]], path, budget)
    return {"type": raw["type"], "coordinates": coordinates}


def positions(geometry: dict[str, Any]) -> Iterator[list[str]]:
    """Every position of a geometry in order."""

    def walk(node: Any, depth: int) -> Iterator[list[str]]:
        if depth == 0:
            yield node
        else:
            for item in node:
                yield from walk(item, depth - 1)

    yield from walk(geometry["coordinates"], DEPTHS[geometry["type"]])


def centre(geometry: dict[str, Any]) -> tuple[str, str]:
    """Latitude and longitude of the middle of the extent, as plain decimals."""
    found = [(float(p[1]), float(p[0])) for p in positions(geometry)]
    lats, lons = [p[0] for p in found], [p[1] for p in found]
    return repr((min(lats) + max(lats)) / 2), repr((min(lons) + max(lons)) / 2)


def to_text(geometry: dict[str, Any]) -> str:
    """GeoJSON text with the digits as they are."""

    def numbers(node: Any) -> str:
        return node if isinstance(node, str) else "[" + ",".join(map(numbers, node)) + "]"

    return f'{{"type":"{geometry["type"]}","coordinates":{numbers(geometry["coordinates"])}}}'


def from_text(text: Any) -> dict[str, Any]:
    """The inverse of ``to_text``; anything else is ``record.tree-malformed``."""
    try:
        parsed = json.loads(text, parse_float=str, parse_int=str)
        geometry = normalise(parsed, "geometry")
    except (TypeError, ValueError, RecursionError, InputProblem) as error:
        raise IntegrityFailure("record.tree-malformed") from error
    if to_text(geometry) != text:
        raise IntegrityFailure("record.tree-malformed")
    return geometry


def foreign(raw: dict[str, Any], path: str) -> dict[str, str]:
    """The members we add to a geometry field: the text as given, its system, where it came from."""
    found = {}
    for part in GEOMETRY_PARTS:
        if raw.get(part) not in (None, ""):
            lines = part == "as_given"
            limit = scalars.MAX_LONG if lines else scalars.MAX_LINE
            found[part] = scalars.text(raw[part], f"{path}.{part}", lines=lines, limit=limit)
    return found
