"""The sheet: header, footer, page labels, document properties. Import after ``fonts.prepare``."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from field_doc.export.pdf_figures import draw_text
from field_doc.export.pdf_style import BOTTOM, GREY, HAIR, INK, LEFT, MEASURE, MM, PAGE_HEIGHT, PAGE_WIDTH, TOP

if TYPE_CHECKING:
    import io
    from datetime import datetime

    from field_doc.export.pdf import Register
    from field_doc.export.tree import Report


class ReportDocument(BaseDocTemplate):
    """One frame a page; furniture from the tree."""

    def __init__(self, out: io.BytesIO, report: Report, moment: datetime, register: Register) -> None:
        super().__init__(
            out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), title=report.title, author=report.author,
            subject=report.subject, creator="Field Doc", producer="Field Doc", lang=report.language,
            invariant=1, pageCompression=1, initialFontName="fd-sans", displayDocTitle=1,
        )  # fmt: skip
        self.report, self.moment, self.register = report, moment, register
        height = PAGE_HEIGHT - TOP - BOTTOM
        frame = Frame(LEFT, BOTTOM, MEASURE, height, 0, 0, 0, 0, id="body")
        self.addPageTemplates([PageTemplate(id="sheet", frames=[frame], onPage=self._furniture)])

    def canvas(self, *arguments: Any, **named: Any) -> Any:
        """A canvas dated with the bundle's time instead of reportlab's fixed one."""
        canvas: Any = Canvas(*arguments, **named)
        stamp = TimeStamp(1)
        utc = self.moment.astimezone(UTC)
        stamp.t, stamp.lt, stamp.YMDhms = utc.timestamp(), utc.timetuple(), tuple(utc.timetuple())[:6]
        canvas._doc._timeStamp = stamp  # noqa: SLF001 - the only place where reportlab keeps it
        furniture = self.report.furniture
        prefix = furniture.sheet_letters + "-" if furniture.sheet_letters else None
        if prefix:
            canvas.addPageLabel(0, "ARABIC", furniture.first_sheet, prefix)
        return canvas

    def _furniture(self, canvas: Any, _document: Any) -> None:
        """Header and footer; no names, only bundle, edition, level, page, ledger checkpoint, sheet."""
        canvas.saveState()
        self._header(canvas)
        self._footer(canvas)
        canvas.restoreState()

    def _header(self, canvas: Any) -> None:
        """Bundle at the left, edition and level at the right, hairline at 21 mm, running title below."""
        furniture, right = self.report.furniture, LEFT + MEASURE
        y = PAGE_HEIGHT - 16.5 * MM
        canvas.setFillColor(INK)
        draw_text(canvas, LEFT, y, furniture.bundle, "fd-bold", 7.8)
        if furniture.level:
            width = stringWidth(furniture.level, "fd-bold", 7.8) + 5 * MM
            canvas.setLineWidth(0.9)
            canvas.rect(right - width, y - 2 * MM, width, 5.5 * MM, fill=0)
            draw_text(canvas, right - width + 2.5 * MM, y, furniture.level, "fd-bold", 7.8)
            right -= width + 3 * MM
        canvas.setFillColor(INK)
        draw_text(canvas, right - stringWidth(furniture.edition, "fd-sans", 7.8), y, furniture.edition, "fd-sans", 7.8)
        canvas.setStrokeColor(HAIR)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, PAGE_HEIGHT - 21 * MM, LEFT + MEASURE, PAGE_HEIGHT - 21 * MM)
        self._running(canvas)

    def _running(self, canvas: Any) -> None:
        """Title of the section on its continuation pages; known after the first pass."""
        page = canvas.getPageNumber()
        section = max(
            (s for s in self.register.sections if 0 < self.register.pages.get(s.anchor, 0) <= page),
            key=lambda s: self.register.pages[s.anchor],
            default=None,
        )
        if section is None or self.register.pages[section.anchor] == page:
            return
        title = f"{section.tag} {section.title}".strip()
        title = title if len(title) <= 90 else title[:89] + "…"
        canvas.setFillColor(GREY)
        draw_text(canvas, LEFT, PAGE_HEIGHT - 25 * MM, f"{title} — {self.report.furniture.continued}", "fd-sans", 7.6)

    def _footer(self, canvas: Any) -> None:
        """Page x of y, ledger checkpoint, sheet number outermost."""
        furniture, y = self.report.furniture, 13.5 * MM
        canvas.setStrokeColor(HAIR)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, 18.5 * MM, LEFT + MEASURE, 18.5 * MM)
        page = canvas.getPageNumber()
        canvas.setFillColor(INK)
        text = furniture.page.format(x=page, y=self.register.total or "00")
        draw_text(canvas, LEFT, y, text, "fd-sans", 7.8)
        canvas.setFillColor(GREY)
        width = stringWidth(furniture.checkpoint, "fd-sans", 7.6)
        draw_text(canvas, LEFT + (MEASURE - width) / 2, y, furniture.checkpoint, "fd-sans", 7.6)
        if furniture.sheet_letters:
            sheet = f"{furniture.sheet_letters}-{furniture.first_sheet + page - 1:06d}"
            canvas.setFillColor(INK)
            draw_text(canvas, LEFT + MEASURE - stringWidth(sheet, "fd-mono", 8.3), y, sheet, "fd-mono", 8.3)
