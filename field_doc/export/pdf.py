"""Set the report tree as PDF with reportlab: reproducible, every font embedded, pictures byte for byte.

The tree is laid out twice or more without pictures until page numbers no longer change, then once with
them. The same tree and time give the same bytes. Nothing of the machine stands in the file.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import Bug
from field_doc.export import fonts
from field_doc.export.tree import Report, Section

if TYPE_CHECKING:
    from datetime import datetime

    from field_doc.base.progress import Reporter

_PASSES = 6
PRODUCER = "Field Doc"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class BuiltPdf:
    """The unsigned report: bytes, number of pages, and where the signer's stamp goes (page from 0, points)."""

    data: bytes
    pages: int
    signature_page: int
    signature_box: Box


@dataclass
class Register:
    """Where sections begin, kept from one pass to the next."""

    sections: tuple[Section, ...]
    exhibit_word: str
    measuring: bool = True
    pages: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    total: int = 0
    signature: tuple[int, Box] | None = None
    starts: dict[int, Section] = field(default_factory=dict)

    def place(self, section: Section, canvas: Any) -> None:
        """A section begins on the canvas' page: remember it, set bookmark and outline."""
        page = canvas.getPageNumber()
        self.found[section.anchor] = page
        self.starts[page] = section
        canvas.bookmarkPage(section.anchor)
        canvas.addOutlineEntry(_outline_title(section), section.anchor, max(section.level, 0), closed=True)

    def page_of(self, anchor: str) -> str:
        """Page by the pass before; a stand-in of likely width in the first."""
        return str(self.pages.get(anchor, 0) or "00")

    def knows(self, anchor: str) -> bool:
        """Whether a link to the anchor has a target."""
        return any(section.anchor == anchor for section in self.sections)


def _outline_title(section: Section) -> str:
    """Title in the bookmarks."""
    return f"{section.tag} {section.title}".strip()[:90]


def build(report: Report, moment: datetime, exhibit_word: str, reporter: Reporter | None = None) -> BuiltPdf:
    """Lay out and write the report.

    Raises:
        IntegrityFailure: ``bundle.picture-metadata`` when a picture carries metadata, ``jpeg.malformed``.
        Bug: ``bundle.layout`` when page numbers do not settle.

    """
    fonts.prepare()
    register = Register(tuple(report.sections()), exhibit_word)
    for _ in range(_PASSES):
        before = dict(register.pages), register.total
        _write(report, moment, register)
        register.pages, register.found = dict(register.found), {}
        if reporter is not None:
            reporter.check()
        if (register.pages, register.total) == before:
            break
    else:
        raise Bug("bundle.layout")
    register.measuring = False
    data = _write(report, moment, register)
    if register.signature is None:
        raise Bug("bundle.layout")
    return BuiltPdf(data, register.total, *register.signature)


def _write(report: Report, moment: datetime, register: Register) -> bytes:
    """One pass."""
    from field_doc.export.pdf_flow import flowables
    from field_doc.export.pdf_page import ReportDocument

    register.starts.clear()
    out = io.BytesIO()
    document = ReportDocument(out, report, moment, register)
    story: list[Any] = []
    for node in report.nodes:
        story += flowables(node, register)
    document.build(story, canvasmaker=document.canvas)
    register.total = document.page
    return out.getvalue()
