"""Labels for physical items: code, QR, a short neutral text, the number of the seal. No names.

Two papers: A4 with 24 labels of 70 by 37 mm (3 by 8, no gaps), and a roll of 62 by 29 mm, one label a page.
Everything keeps 5 mm from the edge of a label on A4: printers leave that much white.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any, Literal

from field_doc.base.errors import InputProblem
from field_doc.base.progress import Progress, Silent
from field_doc.export import fonts
from field_doc.export.paper.sheet import Printed

if TYPE_CHECKING:
    from datetime import datetime

    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter

Paper = Literal["a4", "roll"]
COLUMNS, ROWS = 3, 8
_MM = 72 / 25.4
_A4 = (210 * _MM, 297 * _MM)
_SIZES: dict[str, tuple[float, float]] = {"a4": (70 * _MM, 37 * _MM), "roll": (62 * _MM, 29 * _MM)}
_INSETS = {"a4": 5 * _MM, "roll": 2.2 * _MM}
MAX_TEXT = 40


@dataclass(frozen=True, slots=True)
class Label:
    """One label; ``text`` is short and neutral, ``seal`` the number of the seal or "", ``level`` in words."""

    code: str
    text: str = ""
    seal: str = ""
    level: str = ""


def labels(
    wanted: Sequence[Label], paper: Paper, *, words: Words, moment: datetime, first: int = 1,
    reporter: Reporter | None = None,
) -> Printed:  # fmt: skip
    """Labels on their paper.

    Args:
        wanted: the labels in order.
        paper: ``a4`` or ``roll``.
        words: catalogue.
        moment: time of printing.
        first: place on the first A4 sheet, from 1: what is peeled off already is left empty.
        reporter: hears of progress, may cancel.

    Raises:
        InputProblem: ``paper.label-text``: a text too long for a label; ``paper.label-place``.

    """
    if any(len(label.text) > MAX_TEXT or len(label.seal) > MAX_TEXT for label in wanted):
        raise InputProblem("paper.label-text", most=MAX_TEXT)
    if not 1 <= first <= COLUMNS * ROWS:
        raise InputProblem("paper.label-place", most=COLUMNS * ROWS)
    fonts.prepare()
    from field_doc.export.paper.page import dated_canvas

    out = io.BytesIO()
    size = _A4 if paper == "a4" else _SIZES["roll"]
    canvas = dated_canvas(out, size, words.lang, moment.astimezone(UTC))
    per_page, place, pages = (COLUMNS * ROWS if paper == "a4" else 1), (first - 1 if paper == "a4" else 0), 1
    listener = reporter or Silent()
    for number, label in enumerate(wanted):
        listener.check()
        listener.report(Progress("paper.set", number, len(wanted)))
        if place == per_page:
            canvas.showPage()
            place, pages = 0, pages + 1
        _draw(canvas, label, paper, place, words)
        place += 1
    canvas.showPage()
    canvas.save()
    return Printed(out.getvalue(), pages)


def _draw(canvas: Any, label: Label, paper: Paper, place: int, words: Words) -> None:
    """One label in its place: QR at the left, words beside it."""
    from field_doc.export.paper.boxes import draw_qr
    from field_doc.export.pdf_figures import draw_text
    from field_doc.export.pdf_style import GREY, INK

    width, height = _SIZES[paper]
    x0 = y0 = 0.0
    if paper == "a4":
        column, row = place % COLUMNS, place // COLUMNS
        x0, y0 = column * width, _A4[1] - 0.5 * _MM - (row + 1) * height
    inset = _INSETS[paper]
    side = height - 2 * inset
    draw_qr(canvas, label.code, x0 + inset - 1.5 * _MM, y0 + inset, side)
    x, top = x0 + inset + side, y0 + height - inset
    room = x0 + width - inset - x
    canvas.setFillColor(INK)
    draw_text(canvas, x, top - 5.5 * _MM, label.code, "fd-mono", _fitting(label.code, "fd-mono", 15, room))
    y = top - 10.5 * _MM
    for text in _lines(label.text, room) + ([words("Seal {number}", number=label.seal)] if label.seal else []):
        draw_text(canvas, x, y, text, "fd-sans", _fitting(text, "fd-sans", 8.5, room))
        y -= 3.9 * _MM
    if label.level:
        canvas.setFillColor(GREY)
        draw_text(canvas, x, y0 + inset + 0.6 * _MM, label.level, "fd-sans", _fitting(label.level, "fd-sans", 7, room))


def _lines(text: str, room: float) -> list[str]:
    """At most two lines; what is too long for one line is broken at a space."""
    from reportlab.lib.utils import simpleSplit

    return list(simpleSplit(text, "fd-sans", 8.5, room))[:2] if text else []


def _fitting(text: str, face: str, size: float, room: float) -> float:
    """The size at which the text fits; never cut."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    width = stringWidth(text, face, size)
    return size if width <= room else size * room / width
