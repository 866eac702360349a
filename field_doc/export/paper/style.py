"""Sizes of the paper forms: to be read by torch light and written on with cold hands. Import after ``fonts.prepare``.

A4. Writing lines stand 9 mm apart and boxes are at least 8 mm high; 22 mm at the left are for the punch.
"""

from __future__ import annotations

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle

from field_doc.export.pdf_style import GREY, INK, MM

LEFT, RIGHT, TOP = 22 * MM, 12 * MM, 36 * MM
MEASURE = 176 * MM
LINE = 9 * MM
BOX_HEIGHT = 8.5 * MM
BOX_WIDTH = 6.2 * MM
TICK = 4.6 * MM
REASON = 6 * MM
GUTTER = 6 * MM
HALF = (MEASURE - GUTTER) / 2


def _style(name: str, face: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    style = ParagraphStyle("paper-" + name, fontName=face, fontSize=size, leading=leading, textColor=INK)
    style.splitLongWords = 1
    for key, value in more.items():
        setattr(style, key, value)
    return style


RULE = _style("rule", "fd-bold", 9.5, 12.5)
HEADING = _style("heading", "fd-bold", 12, 15, spaceBefore=3 * MM, spaceAfter=2 * MM, keepWithNext=1)
LABEL = _style("label", "fd-bold", 9.5, 12)
NOTE = _style("note", "fd-sans", 8, 10, textColor=GREY)
OPTION = _style("option", "fd-sans", 9.5, 11.8)
HEAD = _style("head", "fd-sans", 8, 9.6)
ANSWER = _style("answer", "fd-sans", 8, 9.6, alignment=TA_CENTER)
LEGEND = _style("legend", "fd-sans", 7.6, 9.4, textColor=GREY)
TITLE = _style("title", "fd-bold", 15, 18)
BODY = _style("body", "fd-sans", 10.5, 15)
SPOKEN = _style("spoken", "fd-serif", 11.5, 17.5)
SMALL = _style("small", "fd-sans", 8.4, 11)
VALUE = _style("value", "fd-sans", 10, 13.6)
MONO = _style("mono", "fd-mono", 7.8, 10.4)
EMPTY = _style("empty", "fd-italic", 10, 13.6, textColor=GREY)
