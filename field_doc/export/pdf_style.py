"""Faces, sizes and greys of the report (design/report, sections 1, 2, 7). Import after ``fonts.prepare``."""

from __future__ import annotations

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 15 * MM, 28 * MM, 24 * MM
MEASURE = 165 * MM
INK, GREY = HexColor("#000000"), HexColor("#474747")
HAIR, LIGHT_HAIR = HexColor("#8c8c8c"), HexColor("#b4b4b4")
PANEL, ACCENT = HexColor("#f2f2f0"), HexColor("#0d4650")
WHITE = Color(1, 1, 1)
BAR_SPACE = "\u00a0"


def _style(name: str, face: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    """A paragraph style: left aligned, ragged, nothing hyphenated."""
    style = ParagraphStyle(name, fontName=face, fontSize=size, leading=leading, textColor=INK, splitLongWords=1)
    for key, value in more.items():
        setattr(style, key, value)
    return style


STYLES: dict[str, ParagraphStyle] = {
    "office": _style("office", "fd-sans", 9.3, 12.8, spaceBefore=14),
    "title": _style("title", "fd-bold", 24, 29, spaceBefore=10, spaceAfter=8),
    "lead": _style("lead", "fd-sans", 10, 14, spaceAfter=3),
    "body": _style("body", "fd-sans", 9.5, 13, spaceAfter=5),
    "note": _style("note", "fd-sans", 7.6, 10.2, textColor=GREY, spaceBefore=3, spaceAfter=4),
    "caption": _style("caption", "fd-sans", 8.3, 11, spaceBefore=3, spaceAfter=5),
    "expected": _style("expected", "fd-sans", 8.3, 11, spaceBefore=2, spaceAfter=1),
    "limit": _style("limit", "fd-sans", 9.3, 12.8, leftIndent=5 * MM, bulletIndent=0, spaceAfter=4),
    "section": _style("section", "fd-bold", 15, 19),
    "sub": _style("sub", "fd-bold", 11, 14, spaceBefore=4.5 * MM, spaceAfter=1.6 * MM, keepWithNext=0),
    "label": _style("label", "fd-bold", 8.3, 11),
    "head": _style("head", "fd-bold", 7.8, 9.8),
    "value": _style("value", "fd-sans", 9.3, 12.8),
    "cell": _style("cell", "fd-sans", 8.3, 11),
    "bold": _style("bold", "fd-bold", 8.3, 11),
    "shape": _style("shape", "fd-symbols", 8.3, 11),
    "mono": _style("mono", "fd-mono", 7.5, 10),
    "code": _style("code", "fd-mono", 7.5, 11),
    "words": _style("words", "fd-serif", 10, 14.4),
    "null": _style("null", "fd-italic", 9.3, 12.8, textColor=GREY),
    "bar": _style("bar", "fd-bold", 8.3, 12.8),
    "contents": _style("contents", "fd-sans", 9.3, 13),
}
RIGHT_ALIGNED = {name: ParagraphStyle(name + "-r", parent=style, alignment=TA_RIGHT) for name, style in STYLES.items()}
