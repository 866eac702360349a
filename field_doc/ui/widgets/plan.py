"""A plain plan: a shape drawn to scale on a grid, with north arrow and scale bar. No map, no network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from field_doc.ui.fmt import NBSP, Fmt
from field_doc.ui.theme import current

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from field_doc.base.i18n import Words

_METRES_PER_DEGREE: Final = 111_320.0
_HALF_CROSS: Final = 4


@dataclass(frozen=True, slots=True)
class PlanShape:
    """A shape in local metres: east, north of its own centre. ``closed`` for a boundary."""

    points: tuple[tuple[float, float], ...]
    closed: bool


def _positions(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Rings, lines or points of a GeoJSON geometry as (longitude, latitude)."""
    kind, raw = geometry.get("type"), geometry.get("coordinates", [])
    nested = {"Point": [[raw]], "LineString": [raw], "MultiPoint": [[p] for p in raw], "Polygon": raw}
    nested["MultiLineString"] = raw
    nested["MultiPolygon"] = [ring for polygon in raw for ring in polygon] if kind == "MultiPolygon" else []
    return [[(float(p[0]), float(p[1])) for p in part] for part in nested.get(str(kind), [])]


def shapes_of(geometry: dict[str, Any]) -> tuple[PlanShape, ...]:
    """Local metres of a geometry, around the middle of its bounds; () for none.

    Equirectangular: over a burial site the error is far below a centimetre in a metre.
    """
    parts = _positions(geometry)
    everything = [p for part in parts for p in part]
    if not everything:
        return ()
    longitudes, latitudes = [p[0] for p in everything], [p[1] for p in everything]
    lon0 = (min(longitudes) + max(longitudes)) / 2
    lat0 = (min(latitudes) + max(latitudes)) / 2
    east = _METRES_PER_DEGREE * math.cos(math.radians(lat0))
    closed = str(geometry.get("type")).endswith("Polygon")
    return tuple(
        PlanShape(tuple(((lon - lon0) * east, (lat - lat0) * _METRES_PER_DEGREE) for lon, lat in part), closed)
        for part in parts
    )


def nice_step(span: float, parts: int = 5) -> float:
    """A step of 1, 2 or 5 times a power of ten that parts a span (metres) into about so many."""
    rough = max(span, 0.01) / parts
    power = 10.0 ** math.floor(math.log10(rough))
    return next((power * factor for factor in (1, 2, 5) if rough <= power * factor), power * 10)


class PlanView(QWidget):
    """Draws the plan; says its measures to a screen reader."""

    def __init__(self, name: str, words: Words) -> None:
        super().__init__()
        self._words = words
        self._shapes: tuple[PlanShape, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_geometry(self, geometry: dict[str, Any] | None) -> None:
        """Draw a geometry (coordinates as decimal strings or numbers), or nothing."""
        try:
            self._shapes = shapes_of(geometry) if geometry else ()
        except (TypeError, ValueError, IndexError):
            # What was typed is no shape yet; the field says so in words.
            self._shapes = ()
        self.setVisible(bool(self._shapes))
        self.update()

    @property
    def shapes(self) -> Sequence[PlanShape]:
        """What is drawn."""
        return self._shapes

    def sizeHint(self) -> QSize:
        """A square a form has room for."""
        side = current().px(300)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, grid, shape, corners, north arrow, scale bar."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("map.land"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        scale = self._scale()
        # The bar is one step long: from a thumb's to a hand's breadth.
        step = nice_step(theme.px(44) / scale, 1)
        self._grid(painter, scale, step)
        for shape in self._shapes:
            self._shape(painter, shape, scale)
        self._north(painter)
        self._bar(painter, scale, step)
        painter.end()

    def _scale(self) -> float:
        """Pixels per metre: the shape fills the plan, with room for numbers, arrow and bar."""
        points = [p for s in self._shapes for p in s.points]
        east, north = (max((abs(p[axis]) for p in points), default=0.0) * 2 for axis in (0, 1))
        wide, high = self.width() - 2 * current().px(44), self.height() - 2 * current().px(36)
        fits = [room / span for room, span in ((wide, east), (high, north)) if span > 0]
        return max(0.001, min(fits, default=wide / 10))

    def _grid(self, painter: QPainter, scale: float, step: float) -> None:
        painter.setPen(QPen(current().colour("line"), 1))
        middle = QPointF(self.width() / 2, self.height() / 2)
        gap = step * scale
        for number in range(-20, 21):
            x, y = middle.x() + number * gap, middle.y() + number * gap
            if 0 < x < self.width():
                painter.drawLine(QPointF(x, 1), QPointF(x, self.height() - 1))
            if 0 < y < self.height():
                painter.drawLine(QPointF(1, y), QPointF(self.width() - 1, y))

    def _shape(self, painter: QPainter, shape: PlanShape, scale: float) -> None:
        theme = current()
        middle = QPointF(self.width() / 2, self.height() / 2)
        points = [QPointF(middle.x() + e * scale, middle.y() - n * scale) for e, n in shape.points]
        painter.setPen(QPen(theme.colour("accent"), 2.2))
        painter.setBrush(theme.colour("accent", 0.2) if shape.closed else Qt.BrushStyle.NoBrush)
        if shape.closed:
            painter.drawPolygon(QPolygonF(points))
        elif len(points) > 1:
            painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(theme.colour("text.1"), 1.4))
        painter.setFont(theme.font("font.small"))
        for number, point in enumerate(points[:-1] if shape.closed else points, 1):
            painter.drawLine(point - QPointF(_HALF_CROSS, 0), point + QPointF(_HALF_CROSS, 0))
            painter.drawLine(point - QPointF(0, _HALF_CROSS), point + QPointF(0, _HALF_CROSS))
            away = point - middle
            length = math.hypot(away.x(), away.y()) or 1
            spot = point + QPointF(away.x() / length * 14, away.y() / length * 14)
            painter.drawText(
                QRectF(spot.x() - 12, spot.y() - 9, 24, 18), int(Qt.AlignmentFlag.AlignCenter), str(number)
            )

    def _north(self, painter: QPainter) -> None:
        theme = current()
        x, top = self.width() - theme.px(22), theme.px(12)
        painter.setPen(QPen(theme.colour("text.1"), 1.6))
        painter.drawLine(QPointF(x, top + theme.px(24)), QPointF(x, top))
        painter.drawPolyline(QPolygonF([QPointF(x - 4, top + 6), QPointF(x, top), QPointF(x + 4, top + 6)]))
        painter.setFont(theme.font("font.small"))
        box = QRectF(x - 20, top + theme.px(24), 40, theme.px(18))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._words("N"))

    def _bar(self, painter: QPainter, scale: float, step: float) -> None:
        theme = current()
        left, y = theme.px(14), self.height() - theme.px(16)
        right = left + step * scale
        painter.setPen(QPen(theme.colour("text.1"), 1.6))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for x in (left, right):
            painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))
        unit = self._words("m")
        fmt = Fmt(self._words.lang)
        text = f"{fmt.number(step, 0 if step >= 1 else 2)}{NBSP}{unit}"
        painter.setFont(theme.font("font.small"))
        box = QRectF(right + 8, y - 10, 90, 20)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
