"""Whether a place or a shape holds together: units, code, coordinates, rings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import boundary, boundary_text, coordinates, countries, geometries, scalars
from field_doc.schema.model import Field
from field_doc.schema.places import KATOTTH
from field_doc.schema.problems import Problem, check_marks, hint, wrong

# Two readings of one place further apart than this are worth a look.
_SAME_PLACE_M = 5.0


def check_place(field: Field, place: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Everything but terms and missing parts."""
    country = place.get("country")
    if isinstance(country, str) and country not in countries.CODES:
        yield wrong(f"{path}.country", "record.place-country")
    if field.as_told and "as_said" not in place and "as_said" not in field.asks:
        yield hint(path, "record.place-no-words")
    for part in ("uncertainty_m", "altitude_m"):
        if isinstance(place.get(part), str) and not scalars.DECIMAL.fullmatch(place[part]):
            yield wrong(f"{path}.{part}", "record.not-a-number")
    for part in ("as_said", "address"):
        yield from check_marks(place.get(part), f"{path}.{part}")
    yield from _check_units(field, place, path)
    yield from _check_position(place, path)


def _check_units(field: Field, place: Mapping[str, Any], path: str) -> Iterator[Problem]:
    oblast, raion, code = place.get("oblast"), place.get("raion"), place.get("katotth")
    term = field.parts["raion"].get(raion) if isinstance(raion, str) else None
    if term and isinstance(oblast, str) and term.extra.get("oblast_id") != oblast:
        yield wrong(f"{path}.raion", "record.place-raion-other-oblast")
    if isinstance(code, str):
        prefix = oblast[-2:] if isinstance(oblast, str) else code[2:4]
        if not KATOTTH.fullmatch(code) or code[2:4] != prefix:
            yield wrong(f"{path}.katotth", "record.place-katotth")


def _check_position(place: Mapping[str, Any], path: str) -> Iterator[Problem]:
    geometry, given, crs = (place.get(k) for k in ("geometry", "coord_as_given", "crs_given"))
    point, pin = None, boundary_text.typed(str(place.get("pin_as_given") or ""))
    if isinstance(place.get("pin_as_given"), str) and pin is not None and "coordinates" not in pin:
        yield wrong(f"{path}.pin_as_given", "record.place-pin-unreadable")
    if isinstance(given, str) and isinstance(crs, str) and crs != "crs_unknown":
        try:
            point = coordinates.parse(given, crs)
        except InputProblem:
            yield wrong(f"{path}.coord_as_given", "record.place-coordinates-unreadable")
    if not isinstance(geometry, dict) or "type" not in geometry:
        return
    if not _in_range(geometry):
        yield wrong(f"{path}.geometry", "record.geometry-unreadable")
        return
    lat, lon = geometries.centre(geometry)
    middle = coordinates.Point(lat, lon, "crs_wgs84", "")
    if place.get("country") == "UA" and not coordinates.in_ukraine_box(middle):
        yield hint(f"{path}.geometry", "record.place-outside-ukraine")
    both = point is not None and geometry["type"] == "Point"
    if both and point and boundary.distance_m((point.lat, point.lon), (lat, lon)) > _SAME_PLACE_M:
        yield hint(f"{path}.geometry", "record.place-coordinates-differ")


def _in_range(geometry: dict[str, Any]) -> bool:
    found = list(geometries.positions(geometry))
    return bool(found) and all(abs(float(p[0])) <= 180 and abs(float(p[1])) <= 90 for p in found)


def check_geometry(value: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """A boundary: readable, in range, rings closed and not crossing themselves."""
    if "type" not in value or not _in_range(dict(value)):
        yield wrong(path, "record.geometry-unreadable")
        return
    rings = []
    if value["type"] == "Polygon":
        rings = value["coordinates"]
    elif value["type"] == "MultiPolygon":
        rings = [ring for polygon in value["coordinates"] for ring in polygon]
    for ring in rings:
        if len(ring) < 4:
            yield wrong(path, "record.geometry-unreadable")
        elif [float(x) for x in ring[0][:2]] != [float(x) for x in ring[-1][:2]]:
            yield wrong(path, "record.geometry-not-closed")
        elif boundary.crosses_itself(ring):
            yield hint(path, "record.geometry-crossing")
