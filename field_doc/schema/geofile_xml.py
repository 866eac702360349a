"""Collects positions from the stream of a GPX or KML file; keeps no tree and no other content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from field_doc.base.errors import InputProblem

MAX_DEPTH = 64
MAX_TEXT = 2_000_000
_GPX_LINES = ("trkseg", "rte")
_GPX_POINTS = ("trkpt", "rtept", "wpt")
_KML_SHAPES = ("Point", "LineString", "Polygon", "LinearRing", "Track")


def number(raw: str | None) -> str:
    """A number as a plain decimal, digits kept (also ``1e-5``); not NaN, not infinite."""
    text = (raw or "").strip()
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,3})(?:\.\d{1,20})?", text, re.ASCII):
        return text
    try:
        value = Decimal(text) if len(text) <= 40 else Decimal("NaN")
    except InvalidOperation as error:
        raise InputProblem("geofile.unreadable") from error
    # Looked at by exponent: arithmetic on 1e999999999 overflows, writing it out would fill the memory.
    if not value.is_finite() or (value and not -30 <= value.adjusted() <= 5):
        raise InputProblem("geofile.unreadable")
    plain = f"{value:f}"
    return plain.lstrip("-") if not value else plain


class PositionTarget:
    """A parser target (start, end, data, close) with limits on depth, text and positions."""

    def __init__(self, max_positions: int) -> None:
        self.shapes: list[Mapping[str, Any]] = []
        self.source: str | None = None
        self._left = max_positions
        self._depth = 0
        self._text: list[str] | None = None
        self._length = 0
        self._line: list[list[str]] = []
        self._rings: list[list[list[str]]] = []
        self._kind: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise InputProblem("geofile.hostile")
        name = tag.rpartition("}")[2]
        if self._depth == 1:
            self.source = {"gpx": "gsrc_gpx", "kml": "gsrc_kml"}.get(name.lower())
            if self.source is None:
                raise InputProblem("geofile.unreadable")
        if self.source == "gsrc_gpx":
            self._gpx_start(name, attributes)
        else:
            self._kml_start(name)

    def _gpx_start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _GPX_LINES:
            self._line = []
        elif name in _GPX_POINTS:
            position = [number(attributes.get("lon")), number(attributes.get("lat"))]
            self._count(1)
            if name == "wpt":
                self.shapes.append({"type": "Point", "coordinates": position})
            else:
                self._line.append(position)

    def _kml_start(self, name: str) -> None:
        if name in _KML_SHAPES and self._kind != "Polygon":
            self._kind, self._line, self._rings = name, [], []
        elif name in ("coordinates", "coord"):
            self._text, self._length = [], 0

    def data(self, text: str) -> None:
        """Character data; kept only inside coordinates."""
        if self._text is not None:
            self._length += len(text)
            if self._length > MAX_TEXT:
                raise InputProblem("geofile.too-large", maximum=MAX_TEXT)
            self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        name = tag.rpartition("}")[2]
        if self.source == "gsrc_gpx":
            if name in _GPX_LINES:
                self._add_line(self._line)
                self._line = []
        elif name in ("coordinates", "coord") and self._text is not None:
            self._kml_text("".join(self._text), spaced=name == "coord")
            self._text = None
        elif name == self._kind:
            self._kml_shape(name)

    def _kml_text(self, text: str, *, spaced: bool) -> None:
        """``lon,lat[,alt] lon,lat …``; in a track ``lon lat alt``."""
        tuples = [text.split()] if spaced else [t.split(",") for t in re.sub(r"\s*,\s*", ",", text).split()]
        self._count(len(tuples))
        found = []
        for one in tuples:
            if not one:  # a gap in a track
                continue
            if len(one) < 2:
                raise InputProblem("geofile.unreadable")
            found.append([number(one[0]), number(one[1])])
        if self._kind == "Polygon":
            self._rings.append(found)
        else:
            self._line.extend(found)

    def _kml_shape(self, name: str) -> None:
        self._kind = None
        if name == "Polygon":
            if self._rings and all(self._rings):
                self.shapes.append({"type": "Polygon", "coordinates": self._rings})
        elif name == "Point":
            self.shapes += [{"type": "Point", "coordinates": p} for p in self._line[:1]]
        elif name == "LinearRing":
            self.shapes += [{"type": "Polygon", "coordinates": [self._line]}] if self._line else []
        else:
            self._add_line(self._line)

    def _add_line(self, line: list[list[str]]) -> None:
        """A line of one position is a point; an empty segment is nothing."""
        if len(line) == 1:
            self.shapes.append({"type": "Point", "coordinates": line[0]})
        elif line:
            self.shapes.append({"type": "LineString", "coordinates": line})

    def _count(self, positions: int) -> None:
        self._left -= positions
        if self._left < 0:
            raise InputProblem("geofile.too-large", maximum=20_000)

    def close(self) -> None:
        """The document ends; nothing is left to do."""
