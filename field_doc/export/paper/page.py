"""Head and foot of every page of a paper. Import after ``fonts.prepare``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from field_doc.export.fonts import markup
from field_doc.export.paper import style
from field_doc.export.paper.boxes import draw_qr
from field_doc.export.pdf_figures import draw_text
from field_doc.export.pdf_style import GREY, HAIR, INK, MM, PAGE_HEIGHT, PAGE_WIDTH

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from field_doc.export.paper.model import Furniture

_FOOT = 8 * MM
_QR = 24 * MM
_SIGNATURES = 20 * MM


class PaperDocument(BaseDocTemplate):
    """One page template a sheet; ``pages`` counts the pages of each sheet."""

    def __init__(
        self, out: io.BytesIO, sheets: Sequence[Furniture], totals: Sequence[int], lang: str, moment: datetime,
        at_page: Callable[[int], None],
    ) -> None:  # fmt: skip
        super().__init__(
            out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), title=" ", author=" ", subject=" ", creator=" ",
            producer=" ", lang=lang, invariant=1, pageCompression=1, initialFontName="fd-sans",
        )  # fmt: skip
        self.pages = [0] * len(sheets)
        self._totals, self._moment, self._at_page = totals, moment, at_page
        self.addPageTemplates([self._template(n, furniture) for n, furniture in enumerate(sheets)])

    def _template(self, number: int, furniture: Furniture) -> PageTemplate:
        bottom = foot_height(furniture)
        frame = Frame(style.LEFT, bottom, style.MEASURE, PAGE_HEIGHT - style.TOP - bottom, 0, 0, 0, 0, id="body")
        return PageTemplate(id=f"sheet-{number}", frames=[frame], onPage=partial(self._furnish, number, furniture))

    def canvas(self, *arguments: Any, **named: Any) -> Any:
        """A canvas dated with the time of printing instead of reportlab's fixed one."""
        canvas: Any = Canvas(*arguments, **named)
        _date(canvas, self._moment)
        return canvas

    def _furnish(self, number: int, furniture: Furniture, canvas: Any, _document: Any) -> None:
        self._at_page(number)
        self.pages[number] += 1
        canvas.saveState()
        _draw_head(canvas, furniture)
        page = furniture.page.format(x=self.pages[number], y=self._totals[number] or "00")
        _draw_foot(canvas, furniture, page)
        canvas.restoreState()


def dated_canvas(out: io.BytesIO, size: tuple[float, float], lang: str, moment: datetime) -> Any:
    """A bare canvas that tells nothing of machine or program."""
    canvas: Any = Canvas(out, pagesize=size, invariant=1, pageCompression=1, lang=lang)
    canvas.setFont("fd-sans", 9)
    for tell in (canvas.setTitle, canvas.setAuthor, canvas.setSubject, canvas.setCreator, canvas.setProducer):
        tell(" ")
    _date(canvas, moment)
    return canvas


def _date(canvas: Any, moment: datetime) -> None:
    stamp = TimeStamp(1)
    stamp.t, stamp.lt = moment.timestamp(), moment.timetuple()
    stamp.YMDhms = tuple(moment.timetuple())[:6]
    canvas._doc._timeStamp = stamp  # noqa: SLF001 - the only place where reportlab keeps it


def foot_height(furniture: Furniture) -> float:
    """Room at the foot: signatures, legend, line, page number."""
    legend = sum(_legend(text).wrap(style.MEASURE, 999)[1] for text in furniture.legend)
    return _FOOT + 9 * MM + legend + (_SIGNATURES if furniture.signatures else 0)


def _legend(text: str) -> Paragraph:
    return Paragraph(markup(text, "fd-sans"), style.LEGEND)


def _draw_head(canvas: Any, furniture: Furniture) -> None:
    """Title and corner lines at the left, code and QR at the right, a line below."""
    right, top = style.LEFT + style.MEASURE, PAGE_HEIGHT - 9 * MM
    if furniture.qr:
        draw_qr(canvas, furniture.qr, right - _QR + 2 * MM, top - _QR + 2.4 * MM, _QR)
        right -= _QR - 1 * MM
    canvas.setFillColor(INK)
    if furniture.code:
        width = stringWidth(furniture.code, "fd-mono", 17)
        draw_text(canvas, right - width, top - 6.5 * MM, furniture.code, "fd-mono", 17)
    room = right - style.LEFT - stringWidth(furniture.code, "fd-mono", 17) - 6 * MM
    title = Paragraph(markup(furniture.title, "fd-bold"), style.TITLE)
    _, height = title.wrap(room, 20 * MM)
    title.drawOn(canvas, style.LEFT, top - 1.2 * MM - height)
    canvas.setFillColor(GREY)
    y = top - 12 * MM
    for line in furniture.corner:
        width = stringWidth(line, "fd-sans", 8.4)
        draw_text(canvas, right - width, y, line, "fd-sans", 8.4)
        y -= 4 * MM
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.6)
    line_at = PAGE_HEIGHT - style.TOP + 3.5 * MM
    canvas.line(style.LEFT, line_at, style.LEFT + style.MEASURE, line_at)


def _draw_foot(canvas: Any, furniture: Furniture, page: str) -> None:
    """Page at the left, what the text is in the middle, handling level in a frame at the right."""
    y, right = _FOOT, style.LEFT + style.MEASURE
    canvas.setFillColor(INK)
    used = draw_text(canvas, style.LEFT, y, page, "fd-bold", 8.4)
    if furniture.level:
        width = stringWidth(furniture.level, "fd-bold", 8.4) + 5 * MM
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.9)
        canvas.rect(right - width, y - 1.8 * MM, width, 5.6 * MM, fill=0)
        draw_text(canvas, right - width + 2.5 * MM, y, furniture.level, "fd-bold", 8.4)
        right -= width
    canvas.setFillColor(GREY)
    width = stringWidth(furniture.foot, "fd-sans", 7.6)
    middle = (style.LEFT + used + right) / 2
    draw_text(canvas, middle - width / 2, y, furniture.foot, "fd-sans", 7.6)
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.6)
    y += 6 * MM
    canvas.line(style.LEFT, y, style.LEFT + style.MEASURE, y)
    for text in reversed(furniture.legend):
        legend = _legend(text)
        _, height = legend.wrap(style.MEASURE, 999)
        legend.drawOn(canvas, style.LEFT, y + 0.6 * MM)
        y += height
    if furniture.signatures:
        _draw_signatures(canvas, furniture.signatures, y)


def _draw_signatures(canvas: Any, names: Sequence[str], y: float) -> None:
    """A line for each who signs, on every page."""
    gap = 6 * MM
    width = (style.MEASURE - gap * (len(names) - 1)) / len(names)
    canvas.setLineWidth(0.7)
    for number, name in enumerate(names):
        x = style.LEFT + number * (width + gap)
        canvas.setStrokeColor(GREY)
        canvas.line(x, y + 6 * MM, x + width, y + 6 * MM)
        canvas.setFillColor(GREY)
        draw_text(canvas, x, y + 2.4 * MM, name, "fd-sans", 8)
