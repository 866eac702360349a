"""Boundaries as people give them: corners line by line, pasted GeoJSON, or a file. Pure functions.

The window and the command line both come here, so that the same words give the same shape.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from field_doc.base.errors import InputProblem
from field_doc.schema import coordinates, geofile

Json = Any
MAX_TEXT: Final = 200_000
WGS84: Final = "crs_wgs84"
TYPED: Final = "gsrc_typed"
_MARKUP: Final = (b"<", b"{", b"[")


@dataclass(frozen=True, slots=True)
class Taken:
    """The shape taken out of a file: its geometry value, its place among the shapes (from 1), how many there are."""

    geometry: dict[str, Json]
    number: int
    count: int


def is_geojson(text: str) -> bool:
    """Whether a text is pasted GeoJSON and not a list of corners."""
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def _from_json(text: str) -> dict[str, Json]:
    """The one shape of pasted GeoJSON; the reader of files keeps the limits."""
    shapes = geofile.read(text.encode())
    if len(shapes) != 1:
        raise InputProblem("boundary.not-one", count=len(shapes))
    return dict(shapes[0].geometry)


def _from_corners(text: str, crs: str) -> dict[str, Json]:
    corners = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            point = coordinates.parse(line.strip(), crs)
        except InputProblem as error:
            raise InputProblem("boundary.corner", line=number) from error
        corners.append([point.lon, point.lat])
    if not corners:
        raise InputProblem("boundary.corner", line=1)
    if len(corners) == 1:
        return {"type": "Point", "coordinates": corners[0]}
    if len(corners) == 2:
        return {"type": "LineString", "coordinates": corners}
    ring = corners if corners[0] == corners[-1] else [*corners, corners[0]]
    return {"type": "Polygon", "coordinates": [ring]}


def parse(text: str, crs: str = WGS84) -> dict[str, Json]:
    """A geometry value of what was typed or pasted, with the text kept beside it.

    One corner gives a point, two a line, more a closed boundary. Pasted GeoJSON is WGS 84 (RFC 7946).

    Raises:
        InputProblem: ``boundary.corner`` (with its line), ``boundary.not-one``, ``boundary.too-long``,
            ``geofile.*``.

    """
    if len(text) > MAX_TEXT:
        raise InputProblem("boundary.too-long")
    pasted = is_geojson(text)
    geometry = _from_json(text) if pasted else _from_corners(text, crs)
    return {**geometry, "as_given": text.strip(), "crs_given": WGS84 if pasted else crs, "source": TYPED}


def typed(text: str, crs: str = WGS84) -> dict[str, Json] | None:
    """What a draft keeps of a text: the shape, or the text alone while it is none; None for an empty text."""
    if not text.strip():
        return None
    try:
        return parse(text, crs)
    except InputProblem:
        return {"as_given": text.strip(), "crs_given": crs, "source": TYPED}


def from_file(data: bytes) -> Taken:
    """The boundary of a GPX, KML or GeoJSON file, else its first line or point; or of a text file (WGS 84).

    Raises:
        InputProblem: as ``parse`` and ``geofile.read``.

    """
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1] in _MARKUP:
        return from_shapes(geofile.read(data))
    if len(data) > MAX_TEXT:
        raise InputProblem("boundary.too-long")
    try:
        return Taken(parse(data.decode("utf-8-sig")), 1, 1)
    except UnicodeDecodeError as error:
        raise InputProblem("geofile.unreadable") from error


def from_shapes(shapes: tuple[geofile.Shape, ...]) -> Taken:
    """The first boundary of a file's shapes, else its first line (walked), else its first point."""
    kinds = [shape.kind for shape in shapes]
    number = next((kinds.index(kind) for kind in ("polygon", "line") if kind in kinds), 0)
    return Taken({**shapes[number].geometry, "source": shapes[number].source}, number + 1, len(shapes))


def shown(geometry: dict[str, Json]) -> str:
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
