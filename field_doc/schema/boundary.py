"""Boundaries: from corners to a GeoJSON polygon, and what is measured on it.

Measured on a plane that touches the WGS 84 ellipsoid in the middle of the shape. For the few hundred
metres of a burial site the plane is exact to millimetres; for kilometres it is not meant.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import geometries
from field_doc.schema.coordinates import Point

_A = 6_378_137.0
_E2 = 6.694_379_990_14e-3
# Comparing every edge with every other one is only done for shapes people walk.
_MAX_CROSSING_EDGES = 2_000

LatLon = tuple[str, str]
Metres = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Edge:
    """From one corner to the next: metres and degrees from true north."""

    length_m: float
    bearing_deg: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What the grid view draws and the report prints. Corners are metres east and north of ``centre``."""

    area_m2: float
    perimeter_m: float
    length_m: float
    width_m: float
    centre: LatLon
    corners: tuple[Metres, ...]
    edges: tuple[Edge, ...]


def _radii(lat: float) -> tuple[float, float]:
    """Metres of one radian of latitude and of longitude."""
    sine = math.sin(math.radians(lat))
    root = math.sqrt(1 - _E2 * sine * sine)
    meridian = _A * (1 - _E2) / root**3
    return meridian, _A / root * math.cos(math.radians(lat))


def to_metres(points: Iterable[LatLon], centre: LatLon) -> tuple[Metres, ...]:
    """Metres east and north of a centre."""
    lat0, lon0 = float(centre[0]), float(centre[1])
    north, east = _radii(lat0)
    return tuple(
        (math.radians(float(lon) - lon0) * east, math.radians(float(lat) - lat0) * north) for lat, lon in points
    )


def distance_m(first: LatLon, second: LatLon) -> float:
    """Metres between two near points."""
    east, north = to_metres([second], first)[0]
    return math.hypot(east, north)


def bearing_deg(first: Metres, second: Metres) -> float:
    """Degrees from true north, 0 to below 360."""
    return math.degrees(math.atan2(second[0] - first[0], second[1] - first[1])) % 360


def outline(geometry: Mapping[str, Any]) -> list[LatLon]:
    """Latitude and longitude of the outer ring of a (first) polygon, or of the line or points."""
    coordinates = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        coordinates = coordinates[0]
    if geometry["type"] in ("Polygon", "MultiPolygon"):
        coordinates = coordinates[0]
    shape = {"type": "LineString", "coordinates": coordinates}
    found = shape if geometry["type"] in ("Polygon", "MultiPolygon") else dict(geometry)
    return [(p[1], p[0]) for p in geometries.positions(found)]


def _twice_area(corners: Sequence[Metres]) -> float:
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)


def measure(geometry: Mapping[str, Any]) -> Measure:
    """Area, extent and edges of the outer ring (rings are closed: the last corner is not repeated)."""
    points = outline(geometry)
    closed = len(points) > 1 and points[0] == points[-1]
    points = points[:-1] if closed else points
    centre = geometries.centre(dict(geometry))
    corners = to_metres(points, centre)
    following = [*corners[1:], corners[0]] if closed else list(corners[1:])
    edges = tuple(Edge(math.dist(a, b), bearing_deg(a, b)) for a, b in zip(corners, following, strict=False))
    length, width = _extent(corners)
    area = abs(_twice_area(corners)) / 2 if closed else 0.0
    return Measure(area, sum(e.length_m for e in edges), length, width, centre, corners, edges)


def _extent(corners: Sequence[Metres]) -> tuple[float, float]:
    """Length and width of the narrowest rectangle along one of the edges."""
    best: tuple[float, float] | None = None
    for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
        angle = math.atan2(b[1] - a[1], b[0] - a[0])
        cos, sin = math.cos(angle), math.sin(angle)
        along = [x * cos + y * sin for x, y in corners]
        across = [y * cos - x * sin for x, y in corners]
        sides = sorted((max(along) - min(along), max(across) - min(across)), reverse=True)
        if best is None or sides[0] * sides[1] < best[0] * best[1]:
            best = (sides[0], sides[1])
    return best or (0.0, 0.0)


def from_corners(corners: Iterable[Point | LatLon]) -> dict[str, Any]:
    """A closed polygon from corners in the order they were walked; counterclockwise as RFC 7946 asks.

    Raises:
        InputProblem: ``boundary.too-few``.

    """
    points = [(c.lat, c.lon) if isinstance(c, Point) else c for c in corners]
    points = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(set(points)) < 3:
        raise InputProblem("boundary.too-few")
    if _twice_area(to_metres(points, points[0])) < 0:
        points = [points[0], *reversed(points[1:])]
    ring = [[lon, lat] for lat, lon in (*points, points[0])]
    return geometries.normalise({"type": "Polygon", "coordinates": [ring]}, "boundary")


def _side(a: Metres, b: Metres, c: Metres) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Metres, b: Metres, c: Metres, d: Metres) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def crosses_itself(ring: Sequence[Sequence[str]]) -> bool:
    """Whether two edges of a closed ring cross (False for rings too long to compare)."""
    points = [(float(p[0]), float(p[1])) for p in ring]
    edges = list(pairwise(points))
    if len(edges) > _MAX_CROSSING_EDGES:
        return False
    return any(_cross(*edges[i], *edges[j]) for i in range(len(edges)) for j in range(i + 2, len(edges)))
