"""A site plan in local metres: projection, scale, grid. Pure; the drawing itself is in ``pdf_plan``.

The local grid is a tangent plane at the datum (first reference point, else the middle of all points),
good to better than a millimetre in a hundred metres at the sizes of a burial site. North is true north.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem
from field_doc.export.model import PlanKind

if TYPE_CHECKING:
    from field_doc.export.model import PlanFeature, SitePlan

# WGS 84 (NIMA TR8350.2).
_A, _F = 6378137.0, 1 / 298.257223563
_E2 = _F * (2 - _F)
FRAME_WIDTH, FRAME_HEIGHT = 165.0, 128.0
_SCALES = (*(m * 10**e for e in range(1, 6) for m in (1, 2, 2.5, 4, 5)), 10**6)
_MARGIN = 12.0
_GRIDS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A feature in millimetres from the frame's lower left corner."""

    kind: PlanKind
    label: str
    points: tuple[Point, ...]
    bearing: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line: its place in mm and its metres from the datum."""

    at: float
    metres: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference point for the table: metres east and north of the datum, distance and bearing from it."""

    label: str
    east: float
    north: float
    distance: float
    bearing: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plan ready to draw at ``1 : scale``; ``step`` is the grid in metres."""

    scale: int
    step: float
    marks: tuple[Mark, ...]
    easting: tuple[Tick, ...]
    northing: tuple[Tick, ...]
    references: tuple[Reference, ...]
    datum: str
    width: float = FRAME_WIDTH
    height: float = FRAME_HEIGHT


def local(points: tuple[Point, ...], datum: Point) -> tuple[Point, ...]:
    """``(longitude, latitude)`` in degrees to ``(east, north)`` in metres from the datum."""
    longitude0, latitude0 = datum
    phi = math.radians(latitude0)
    curve = 1 - _E2 * math.sin(phi) ** 2
    meridian = _A * (1 - _E2) / curve**1.5
    parallel = _A / math.sqrt(curve) * math.cos(phi)
    return tuple(
        (math.radians(lon - longitude0) * parallel, math.radians(lat - latitude0) * meridian) for lon, lat in points
    )


def draw(plan: SitePlan) -> Drawing:
    """Scale the plan to the frame.

    Raises:
        InputProblem: ``bundle.plan-empty`` without a point, ``bundle.plan-wide`` when it spans a country.

    """
    points = [point for feature in plan.features for point in feature.points]
    if not points:
        raise InputProblem("bundle.plan-empty")
    datum, datum_label = _datum(plan, points)
    features = [(feature, local(feature.points, datum)) for feature in plan.features]
    every = [point for _, metres in features for point in metres]
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    scale = _scale(east - west, north - south)
    origin = ((west + east) / 2 - FRAME_WIDTH * scale / 2000, (south + north) / 2 - FRAME_HEIGHT * scale / 2000)
    marks = tuple(_mark(feature, metres, origin, scale) for feature, metres in features)
    step = next(g for g in _GRIDS if g * 1000 / scale >= 14)
    return Drawing(
        scale=scale,
        step=step,
        marks=marks,
        easting=_ticks(origin[0], FRAME_WIDTH, scale, step),
        northing=_ticks(origin[1], FRAME_HEIGHT, scale, step),
        references=tuple(_reference(f, m[0]) for f, m in features if f.kind is PlanKind.REFERENCE),
        datum=datum_label,
    )


def _datum(plan: SitePlan, points: list[Point]) -> tuple[Point, str]:
    """The first reference point, else the middle of everything."""
    for feature in plan.features:
        if feature.kind is PlanKind.REFERENCE:
            return feature.points[0], feature.label
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    return ((min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2), ""


def _scale(width: float, height: float) -> int:
    """The largest round scale at which both extents (metres) fit inside the frame's margins."""
    need = max(width * 1000 / (FRAME_WIDTH - 2 * _MARGIN), height * 1000 / (FRAME_HEIGHT - 2 * _MARGIN), 50)
    fitting = [s for s in _SCALES if s >= need and s == int(s)]
    if not fitting:
        raise InputProblem("bundle.plan-wide")
    return int(min(fitting))


def _mark(feature: PlanFeature, metres: tuple[Point, ...], origin: Point, scale: int) -> Mark:
    """The feature in millimetres of paper."""
    factor = 1000 / scale
    placed = tuple(((x - origin[0]) * factor, (y - origin[1]) * factor) for x, y in metres)
    return Mark(feature.kind, feature.label, placed, feature.bearing)


def _ticks(start: float, length: float, scale: int, step: float) -> tuple[Tick, ...]:
    """Grid lines at whole steps inside the frame."""
    first = math.ceil(start / step)
    last = math.floor((start + length * scale / 1000) / step)
    return tuple(Tick((n * step - start) * 1000 / scale, n * step) for n in range(first, last + 1))


def _reference(feature: PlanFeature, point: Point) -> Reference:
    """The row of a reference point."""
    east, north = point
    bearing = math.degrees(math.atan2(east, north)) % 360
    return Reference(feature.label, east, north, math.hypot(east, north), bearing)
