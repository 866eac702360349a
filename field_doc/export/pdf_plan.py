"""Draw a site plan: local grid, features by kind, north arrow, scale bar. Black and grey, no transparency."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from field_doc.export.model import PlanKind
from field_doc.export.pdf_style import GREY, HAIR, INK, LIGHT_HAIR, MM, WHITE

if TYPE_CHECKING:
    from field_doc.export.plan import Drawing, Mark
    from field_doc.export.tree import PlanFigure

_DASHES: dict[PlanKind, tuple[int, ...]] = {PlanKind.ZONE: (6, 3), PlanKind.UNCERTAIN: (1, 2), PlanKind.LINE: (4, 2)}
_LABEL = 7.6


def draw_plan(canvas: Any, node: PlanFigure) -> None:
    """The whole frame at the canvas' origin."""
    drawing = node.drawing
    width, height = drawing.width * MM, drawing.height * MM
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(0, 0, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    _grid(canvas, drawing)
    for mark in drawing.marks:
        _feature(canvas, mark)
    _furniture(canvas, node)
    canvas.restoreState()
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.9)
    canvas.rect(0, 0, width, height, fill=0)


def _grid(canvas: Any, drawing: Drawing) -> None:
    """Grid lines and their metres along the lower and left edges."""
    canvas.setStrokeColor(LIGHT_HAIR)
    canvas.setLineWidth(0.35)
    for tick in drawing.easting:
        canvas.line(tick.at * MM, 6 * MM, tick.at * MM, drawing.height * MM)
    for tick in drawing.northing:
        canvas.line(12 * MM, tick.at * MM, drawing.width * MM, tick.at * MM)
    canvas.setFillColor(GREY)
    canvas.setFont("fd-mono", 7.5)
    for tick in drawing.easting:
        if 14 < tick.at < drawing.width - 8:
            canvas.drawCentredString(tick.at * MM, 2 * MM, f"{tick.metres:g} E")
    for tick in drawing.northing:
        if 8 < tick.at < drawing.height - 4:
            canvas.drawString(1.2 * MM, tick.at * MM - 2.5, f"{tick.metres:g} N")


def _feature(canvas: Any, mark: Mark) -> None:
    """One feature in the way of its kind."""
    canvas.setStrokeColor(INK)
    canvas.setFillColor(INK)
    if mark.kind is PlanKind.REFERENCE:
        _reference(canvas, mark)
    elif mark.kind is PlanKind.VIEWPOINT:
        _viewpoint(canvas, mark)
    else:
        _outline(canvas, mark)


def _outline(canvas: Any, mark: Mark) -> None:
    """Area or line: dashed, dotted, or hatched."""
    path = canvas.beginPath()
    path.moveTo(mark.points[0][0] * MM, mark.points[0][1] * MM)
    for x, y in mark.points[1:]:
        path.lineTo(x * MM, y * MM)
    if mark.kind is not PlanKind.LINE:
        path.close()
    if mark.kind is PlanKind.EXTENT:
        _hatch(canvas, path, mark)
    canvas.setLineWidth(1.4 if mark.kind in {PlanKind.EXTENT, PlanKind.UNCERTAIN} else 0.9)
    canvas.setDash(*(_DASHES.get(mark.kind, ()) and (list(_DASHES[mark.kind]),)))
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.setDash()
    x = sum(p[0] for p in mark.points) / len(mark.points)
    y = sum(p[1] for p in mark.points) / len(mark.points)
    if mark.kind is PlanKind.ZONE:
        x, y = max(mark.points, key=lambda p: p[1])
        y += 1.5
    _label(canvas, x * MM, y * MM, mark.label)


def _hatch(canvas: Any, path: Any, mark: Mark) -> None:
    """Oblique lines clipped to the outline: no pattern, no alpha."""
    canvas.saveState()
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setLineWidth(0.4)
    xs, ys = [p[0] for p in mark.points], [p[1] for p in mark.points]
    span = max(ys) - min(ys)
    start = min(xs) - span
    while start < max(xs):
        canvas.line(start * MM, min(ys) * MM, (start + span) * MM, max(ys) * MM)
        start += 1.8
    canvas.restoreState()


def _reference(canvas: Any, mark: Mark) -> None:
    """Triangle with a dot."""
    x, y = mark.points[0][0] * MM, mark.points[0][1] * MM
    path = canvas.beginPath()
    path.moveTo(x, y + 6)
    path.lineTo(x - 5, y - 3)
    path.lineTo(x + 5, y - 3)
    path.close()
    canvas.setLineWidth(0.9)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.circle(x, y, 0.8, stroke=0, fill=1)
    canvas.setFont("fd-bold", _LABEL)
    canvas.drawString(x + 7, y - 2.5, mark.label)


def _viewpoint(canvas: Any, mark: Mark) -> None:
    """Circle, and an arrow where the direction is known."""
    x, y = mark.points[0][0] * MM, mark.points[0][1] * MM
    if mark.bearing is not None:
        angle = math.radians(mark.bearing)
        tip_x, tip_y = x + 26 * math.sin(angle), y + 26 * math.cos(angle)
        canvas.setLineWidth(0.9)
        canvas.line(x, y, tip_x, tip_y)
        head = canvas.beginPath()
        head.moveTo(tip_x, tip_y)
        for turn in (2.75, -2.75):
            head.lineTo(tip_x + 7 * math.sin(angle + turn), tip_y + 7 * math.cos(angle + turn))
        head.close()
        canvas.drawPath(head, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    canvas.setLineWidth(1.2)
    canvas.circle(x, y, 2.6, stroke=1, fill=1)
    canvas.setFillColor(INK)
    _label(canvas, x, y - 11, mark.label)


def _label(canvas: Any, x: float, y: float, text: str) -> None:
    """Text on white, so that lines below do not cut it."""
    if not text:
        return
    width = canvas.stringWidth(text, "fd-bold", _LABEL)
    canvas.setFillColor(WHITE)
    canvas.rect(x - width / 2 - 1, y - 4, width + 2, _LABEL + 1.5, stroke=0, fill=1)
    canvas.setFillColor(INK)
    canvas.setFont("fd-bold", _LABEL)
    canvas.drawCentredString(x, y - 2, text)


def _furniture(canvas: Any, node: PlanFigure) -> None:
    """North arrow at the upper right, scale bar at the lower right."""
    drawing = node.drawing
    x, top = (drawing.width - 9) * MM, (drawing.height - 4) * MM
    canvas.setFillColor(WHITE)
    canvas.rect(x - 7 * MM, top - 20 * MM, 16 * MM, 24 * MM, stroke=0, fill=1)
    canvas.setFillColor(INK)
    canvas.setFont("fd-bold", 8.3)
    canvas.drawCentredString(x, top - 3, node.north)
    for side, fill in ((-1, 1), (1, 0)):
        arrow = canvas.beginPath()
        arrow.moveTo(x, top - 6)
        arrow.lineTo(x + side * 5, top - 46)
        arrow.lineTo(x, top - 38)
        arrow.close()
        canvas.setLineWidth(0.6)
        canvas.setStrokeColor(INK)
        canvas.drawPath(arrow, stroke=1, fill=fill)
    _bar(canvas, drawing, node.metres)


def _bar(canvas: Any, drawing: Drawing, metres: str) -> None:
    """Four black and white parts of one grid step each."""
    part = drawing.step * 1000 / drawing.scale
    parts = 4 if part * 4 <= 80 else 2
    x0, y = drawing.width - parts * part - 12, 9.0
    canvas.setFillColor(WHITE)
    canvas.rect((x0 - 4) * MM, (y - 2) * MM, (parts * part + 16) * MM, 9 * MM, stroke=0, fill=1)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.5)
    canvas.setFont("fd-sans", 7.5)
    for n in range(parts):
        canvas.setFillColor(WHITE if n % 2 else INK)
        canvas.rect((x0 + n * part) * MM, y * MM, part * MM, 1.6 * MM, stroke=1, fill=1)
    canvas.setFillColor(INK)
    for n in range(parts + 1):
        unit = f" {metres}" if n == parts else ""
        canvas.drawCentredString((x0 + n * part) * MM, (y + 2.6) * MM, f"{n * drawing.step:g}{unit}")
    canvas.setStrokeColor(HAIR)
