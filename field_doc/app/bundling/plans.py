"""A burial site's plan from its record: boundary and points, for drawing to scale without coordinates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from field_doc.export.model import PlanFeature, PlanKind, SitePlan

_KINDS = {
    "Polygon": PlanKind.ZONE,
    "MultiPolygon": PlanKind.ZONE,
    "LineString": PlanKind.LINE,
    "MultiLineString": PlanKind.LINE,
    "Point": PlanKind.REFERENCE,
    "MultiPoint": PlanKind.REFERENCE,
}


def of_fields(fields: Mapping[str, Any], surveyed: str) -> SitePlan | None:
    """The plan of a record that has a boundary; None for any other."""
    features = tuple(_features(fields))
    if not any(f.kind in {PlanKind.ZONE, PlanKind.LINE} for f in features):
        return None
    return SitePlan(features, surveyed[:10])


def _features(fields: Mapping[str, Any]) -> Iterator[PlanFeature]:
    for name, value in fields.items():
        if not isinstance(value, dict):
            continue
        geometry = value if "coordinates" in value else value.get("geometry")
        if isinstance(geometry, dict) and geometry.get("type") in _KINDS:
            for number, points in enumerate(_lines(geometry), start=1):
                yield PlanFeature(_KINDS[geometry["type"]], _label(name, number), points)


def _label(name: str, number: int) -> str:
    return f"D{number}" if name == "place" else f"B{number}"


def _lines(geometry: Mapping[str, Any]) -> Iterator[tuple[tuple[float, float], ...]]:
    """Outer rings, lines or single points as (longitude, latitude) degrees."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        yield (_pair(coordinates),)
    elif kind == "MultiPoint":
        yield from ((_pair(p),) for p in coordinates)
    elif kind == "LineString":
        yield tuple(_pair(p) for p in coordinates)
    elif kind == "MultiLineString":
        yield from (tuple(_pair(p) for p in line) for line in coordinates)
    elif kind == "Polygon":
        yield tuple(_pair(p) for p in coordinates[0])
    else:
        yield from (tuple(_pair(p) for p in polygon[0]) for polygon in coordinates)


def _pair(position: Any) -> tuple[float, float]:
    return float(position[0]), float(position[1])
