"""What is drawn to be written on: lines, boxes for letters and digits, boxes to tick, a sketch grid, QR codes."""

from __future__ import annotations

from typing import Any

import segno
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph

from field_doc.export.fonts import markup
from field_doc.export.paper.style import BOX_HEIGHT, BOX_WIDTH, LINE, OPTION, REASON, TICK
from field_doc.export.pdf_figures import draw_text
from field_doc.export.pdf_style import GREY, HAIR, INK, LIGHT_HAIR, MM

#: Distance of the lines of the sketch grid.
_GRID = 5 * MM


class Drawn(Flowable):
    """A drawing as wide as it is given room, of a height known before."""

    def __init__(self, height: float, width: float | None = None) -> None:
        super().__init__()
        self._asked = width
        self.height = height

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The given width, unless it has its own."""
        self.width = width if self._asked is None else self._asked
        return self.width, self.height


class WriteLine(Drawn):
    """One line to write on."""

    def __init__(self) -> None:
        super().__init__(LINE)

    def draw(self) -> None:
        """The line itself, a little above the next one's room."""
        self.canv.setStrokeColor(HAIR)
        self.canv.setLineWidth(0.6)
        self.canv.line(0, 0.6 * MM, self.width, 0.6 * MM)


class Comb(Drawn):
    """Boxes for single characters in groups: ``(2, ".", 2, ".", 4)``; texts stand between the boxes.

    A member may be ``"=C"``: a box in which the letter C is printed already.
    """

    def __init__(self, members: tuple[int | str, ...], hints: tuple[str, ...] = (), box: float = BOX_WIDTH) -> None:
        super().__init__(BOX_HEIGHT + (3 * MM if hints else 0.6 * MM))
        self._members, self._hints, self._box = members, list(hints), box

    def draw(self) -> None:
        """Boxes, what stands between them, what each group is for."""
        canvas, x, bottom = self.canv, 0.0, self.height - BOX_HEIGHT
        hints = list(self._hints)
        for member in self._members:
            if isinstance(member, int):
                self._draw_hint(hints, x, member)
                for _ in range(member):
                    self._draw_box(x, bottom)
                    x += self._box
            elif member.startswith("="):
                self._draw_box(x, bottom)
                canvas.setFillColor(INK)
                width = stringWidth(member[1:], "fd-mono", 12)
                draw_text(canvas, x + (self._box - width) / 2, bottom + 2.6 * MM, member[1:], "fd-mono", 12)
                x += self._box
            else:
                canvas.setFillColor(INK)
                x += 0.8 * MM + draw_text(canvas, x + 0.8 * MM, bottom + 1.6 * MM, member, "fd-bold", 10) + 0.8 * MM

    def _draw_box(self, x: float, bottom: float) -> None:
        self.canv.setStrokeColor(GREY)
        self.canv.setLineWidth(0.6)
        self.canv.rect(x, bottom, self._box, BOX_HEIGHT, fill=0)

    def _draw_hint(self, hints: list[str], x: float, boxes: int) -> None:
        if hints:
            text = hints.pop(0)
            self.canv.setFillColor(GREY)
            width = stringWidth(text, "fd-sans", 7)
            draw_text(self.canv, x + (boxes * self._box - width) / 2, 0.4 * MM, text, "fd-sans", 7)


class Tick(Flowable):
    """A box to tick with its words beside it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._paragraph: Any = Paragraph(markup(text, "fd-sans"), OPTION)

    @staticmethod
    def natural(text: str) -> float:
        """Width it takes on one line, in points."""
        return TICK + 2 * MM + stringWidth(text, "fd-sans", OPTION.fontSize) + 5 * MM

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as its words need."""
        _, self._words = self._paragraph.wrap(width - TICK - 4 * MM, height)
        self.width, self.height = width, max(self._words + 0.6 * MM, TICK) + 2.2 * MM
        return self.width, self.height

    def draw(self) -> None:
        """Box at the first line of the words."""
        draw_tick(self.canv, 0, self.height - TICK - 0.4 * MM)
        self._paragraph.drawOn(self.canv, TICK + 2 * MM, self.height - self._words - 0.5 * MM)


class TickBox(Drawn):
    """A box to tick alone, in the middle of its cell."""

    def __init__(self) -> None:
        super().__init__(TICK + 1.6 * MM)

    def draw(self) -> None:
        """One box."""
        draw_tick(self.canv, (self.width - TICK) / 2, 0.8 * MM)


class ReasonBox(Drawn):
    """The small box for the number of the reason why a field is empty."""

    def __init__(self) -> None:
        super().__init__(4.6 * MM, REASON)

    def draw(self) -> None:
        """Dotted: to be left alone unless it is needed."""
        self.canv.setStrokeColor(GREY)
        self.canv.setLineWidth(0.5)
        self.canv.setDash(1, 1.5)
        self.canv.rect(0, 0, REASON, 4.6 * MM, fill=0)
        self.canv.setDash()


class SignatureBox(Drawn):
    """Room for a signature over a line, and boxes for the date beside it."""

    def __init__(self, caption: str, date: str) -> None:
        super().__init__(19 * MM)
        self._caption, self._date = caption, date

    def draw(self) -> None:
        """A line of two thirds, the date at the right."""
        canvas, wide = self.canv, self.width * 0.58
        canvas.setStrokeColor(GREY)
        canvas.setLineWidth(0.7)
        canvas.line(0, 4.2 * MM, wide, 4.2 * MM)
        canvas.line(wide + 6 * MM, 4.2 * MM, self.width, 4.2 * MM)
        canvas.setFillColor(GREY)
        draw_text(canvas, 0, 0.8 * MM, self._caption, "fd-sans", 8)
        draw_text(canvas, wide + 6 * MM, 0.8 * MM, self._date, "fd-sans", 8)


class Sketch(Drawn):
    """A grid of 5 mm with north at the top."""

    def __init__(self, height: float) -> None:
        super().__init__(height)

    def draw(self) -> None:
        """Grid, frame, arrow of north."""
        canvas = self.canv
        canvas.setStrokeColor(LIGHT_HAIR)
        canvas.setLineWidth(0.25)
        for column in range(1, int(self.width / _GRID) + 1):
            canvas.line(column * _GRID, 0, column * _GRID, self.height)
        for row in range(1, int(self.height / _GRID) + 1):
            canvas.line(0, row * _GRID, self.width, row * _GRID)
        canvas.setStrokeColor(GREY)
        canvas.setLineWidth(0.8)
        canvas.rect(0, 0, self.width, self.height, fill=0)
        x, top = self.width - 8 * MM, self.height - 4 * MM
        canvas.setStrokeColor(INK)
        canvas.line(x, top - 16 * MM, x, top)
        canvas.line(x, top, x - 2 * MM, top - 4 * MM)
        canvas.line(x, top, x + 2 * MM, top - 4 * MM)
        canvas.setFillColor(INK)
        draw_text(canvas, x + 2.5 * MM, top - 4 * MM, "N", "fd-bold", 11)


def draw_tick(canvas: Any, x: float, y: float) -> None:
    """A box to tick, its lower left corner at x, y."""
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.8)
    canvas.rect(x, y, TICK, TICK, fill=0)


def draw_qr(canvas: Any, content: str, x: float, y: float, size: float) -> None:
    """A QR code (level M) of ``size`` points with four quiet modules inside it; lower left corner at x, y.

    Dark modules are drawn as horizontal runs: one rectangle a module leaves seams in some viewers.
    """
    matrix = [list(row) for row in segno.make_qr(content, error="m", boost_error=False).matrix]
    module = size / (len(matrix) + 8)
    canvas.setFillColor(INK)
    for number, row in enumerate(matrix):
        top = y + size - (number + 5) * module
        start = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                left = x + (start + 4) * module
                canvas.rect(left, top, (column - start) * module, module, stroke=0, fill=1)
                start = None
