"""The page of a paper: code and QR at the head, form and page at the foot; several sheets in one file.

Nothing of the machine and no name of the program stands in the file: a sheet is carried through checkpoints.
The same sheets and time give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import Bug
from field_doc.base.progress import Progress, Silent
from field_doc.export import fonts

if TYPE_CHECKING:
    from datetime import datetime

    from field_doc.base.progress import Reporter
    from field_doc.export.paper.model import Furniture

_PASSES = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper of any number of pages. ``story`` makes its flowables anew: they cannot be set twice."""

    furniture: Furniture
    story: Callable[[], list[Any]]


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished file and its number of pages."""

    data: bytes
    pages: int


def build(sheets: Sequence[Sheet], moment: datetime, lang: str, reporter: Reporter, *, alike: bool = False) -> Printed:
    """Set the sheets one after the other, each with its own page numbers.

    Args:
        sheets: the papers in order.
        moment: time of printing.
        lang: language of the file.
        reporter: hears of progress; asked at each page whether to go on.
        alike: all sheets are as long as the first: it alone is measured.

    Raises:
        Cancelled: the reporter was told to stop.
        Bug: ``paper.layout`` when page numbers do not settle.

    """
    fonts.prepare()
    totals = [0] * len(sheets)
    if alike:
        totals = _write(sheets[:1], [0], moment, lang, Silent())[1] * len(sheets)
    for _ in range(_PASSES):
        data, found = _write(sheets, totals, moment, lang, reporter)
        if found == totals:
            return Printed(data, sum(found))
        totals = found
    raise Bug("paper.layout")


def _write(
    sheets: Sequence[Sheet], totals: Sequence[int], moment: datetime, lang: str, reporter: Reporter
) -> tuple[bytes, list[int]]:
    """One pass; the pages of each sheet."""
    from reportlab.platypus import NextPageTemplate, PageBreak

    from field_doc.export.paper.page import PaperDocument

    def at_page(sheet: int) -> None:
        reporter.check()
        reporter.report(Progress("paper.set", sheet, len(sheets)))

    out = io.BytesIO()
    document = PaperDocument(out, [s.furniture for s in sheets], totals, lang, moment.astimezone(UTC), at_page)
    story: list[Any] = []
    for number, sheet in enumerate(sheets):
        reporter.check()
        if number:
            story += [NextPageTemplate(f"sheet-{number}"), PageBreak()]
        story += sheet.story()
    document.build(story, canvasmaker=document.canvas)
    return out.getvalue(), document.pages
