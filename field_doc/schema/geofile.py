"""Positions out of a GPX, KML or GeoJSON file somebody hands over. The file is not trusted.

XML is read as a stream with defusedxml: no DTD, no entities, no external anything, no deep nesting.
Only positions are taken; names and descriptions in the file are left there (the file itself can be
taken in as an item).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from field_doc.base.errors import InputProblem
from field_doc.schema import geometries
from field_doc.schema.geofile_xml import PositionTarget

MAX_BYTES = 5_000_000
MAX_POSITIONS = geometries.MAX_POSITIONS
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of a file: ``point``, ``line`` or ``polygon``, its geometry, and where it is from."""

    kind: str
    geometry: Mapping[str, Any]
    source: str


_KINDS = {"Point": "point", "LineString": "line", "Polygon": "polygon"}


def read(data: bytes) -> tuple[Shape, ...]:
    """All shapes of a file, in order; waypoints and tracks become points and lines.

    Raises:
        InputProblem: ``geofile.unreadable``, ``geofile.hostile``, ``geofile.too-large``,
            ``geofile.empty``.

    """
    if len(data) > MAX_BYTES:
        raise InputProblem("geofile.too-large", maximum=MAX_BYTES)
    found = _from_json(data) if _looks_like_json(data) else _from_xml(data)
    shapes = tuple(_shape(geometry, source) for geometry, source in found)
    if not shapes:
        raise InputProblem("geofile.empty")
    return shapes


def _shape(raw: Mapping[str, Any], source: str) -> Shape:
    try:
        geometry = geometries.normalise(dict(raw), "file")
    except InputProblem as error:
        code = "geofile.too-large" if error.code == "record.too-large" else "geofile.unreadable"
        raise InputProblem(code, maximum=MAX_POSITIONS) from error
    positions = list(geometries.positions(geometry))
    if not positions or any(abs(float(p[0])) > 180 or abs(float(p[1])) > 90 for p in positions):
        raise InputProblem("geofile.unreadable")
    return Shape(_KINDS[geometry["type"]], geometry | {"source": source}, source)


def _text(data: bytes) -> str:
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputProblem("geofile.unreadable") from error


def _looks_like_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _refuse_constant(_name: str) -> None:
    raise InputProblem("geofile.unreadable")


def _from_json(data: bytes) -> list[tuple[Mapping[str, Any], str]]:
    try:
        parsed = json.loads(_text(data), parse_float=str, parse_int=str, parse_constant=_refuse_constant)
        single = [(g, "gsrc_geojson") for one in _json_geometries(parsed, 0) for g in _singles(one)]
    except RecursionError as error:
        raise InputProblem("geofile.hostile") from error
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise InputProblem("geofile.unreadable") from error
    if len(single) > MAX_POSITIONS:
        raise InputProblem("geofile.too-large", maximum=MAX_POSITIONS)
    return single


def _json_geometries(node: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Geometries below features and collections."""
    if depth > 8:
        raise InputProblem("geofile.hostile")
    if node is None:
        return
    kind = node.get("type")
    if kind == "FeatureCollection":
        for feature in node["features"]:
            yield from _json_geometries(feature, depth + 1)
    elif kind == "Feature":
        yield from _json_geometries(node["geometry"], depth + 1)
    elif kind == "GeometryCollection":
        for inner in node["geometries"]:
            yield from _json_geometries(inner, depth + 1)
    elif kind in geometries.DEPTHS:
        yield node
    else:
        raise InputProblem("geofile.unreadable")


def _singles(geometry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A Multi… geometry as its members."""
    kind = geometry["type"]
    if kind.startswith("Multi"):
        for member in geometry["coordinates"]:
            yield {"type": kind.removeprefix("Multi"), "coordinates": member}
    else:
        yield geometry


def _from_xml(data: bytes) -> list[tuple[Mapping[str, Any], str]]:
    target = PositionTarget(MAX_POSITIONS)
    parser = DefusedXMLParser(target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise InputProblem("geofile.hostile") from error
    except (ParseError, LookupError, ValueError) as error:
        raise InputProblem("geofile.unreadable") from error
    if target.source is None:
        raise InputProblem("geofile.unreadable")
    return [(shape, target.source) for shape in target.shapes]
