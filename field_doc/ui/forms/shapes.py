"""Boundaries as people type or paste them: corners line by line, or GeoJSON. Pure functions."""

from __future__ import annotations

import json
from typing import Any, Final

from field_doc.base.errors import InputProblem
from field_doc.schema import coordinates, geofile

Json = Any
_MAX_TEXT: Final = 200_000


def _from_json(text: str) -> dict[str, Json]:
    """The one shape of pasted GeoJSON; the reader of files keeps the limits."""
    shapes = geofile.read(text.encode())
    if len(shapes) != 1:
        raise InputProblem("ui.boundary-not-one", count=len(shapes))
    return dict(shapes[0].geometry)


def _from_corners(text: str, crs: str) -> dict[str, Json]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    corners = []
    for number, line in enumerate(lines, 1):
        try:
            point = coordinates.parse(line, crs)
        except InputProblem as error:
            raise InputProblem("ui.boundary-corner", line=number) from error
        corners.append([point.lon, point.lat])
    if len(corners) == 1:
        return {"type": "Point", "coordinates": corners[0]}
    if len(corners) == 2:
        return {"type": "LineString", "coordinates": corners}
    ring = corners if corners[0] == corners[-1] else [*corners, corners[0]]
    return {"type": "Polygon", "coordinates": [ring]}


def parse_boundary(text: str, crs: str) -> dict[str, Json]:
    """A geometry value of what was typed or pasted.

    One corner gives a point, two a line, more a closed boundary.
    Raises ``InputProblem`` ``ui.boundary-corner`` (with its line), ``ui.boundary-not-one``,
    ``ui.boundary-too-long``, ``geofile.*``.
    """
    if len(text) > _MAX_TEXT:
        raise InputProblem("ui.boundary-too-long")
    pasted = text.lstrip().startswith("{")
    geometry = _from_json(text) if pasted else _from_corners(text, crs)
    source = "gsrc_pasted" if pasted else "gsrc_typed"
    return {**geometry, "as_given": text.strip(), "crs_given": "crs_wgs84" if pasted else crs, "source": source}


def corners_text(geometry: dict[str, Json]) -> str:
    """What stands in the box for a geometry: as it was given, else latitude and longitude line by line."""
    if geometry.get("as_given"):
        return str(geometry["as_given"])
    raw, kind = geometry.get("coordinates", []), geometry.get("type")
    if kind == "Point":
        raw = [raw]
    elif kind == "Polygon" and len(raw) == 1:
        raw = raw[0][:-1]
    elif kind != "LineString":
        return json.dumps({"type": kind, "coordinates": raw}, ensure_ascii=False)
    return "\n".join(f"{point[1]}, {point[0]}" for point in raw)
