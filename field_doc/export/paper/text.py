"""Text of the papers: rules in a frame, numbered paragraphs, label and value. Import after ``fonts.prepare``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from field_doc.export.fonts import markup
from field_doc.export.paper import style
from field_doc.export.pdf_style import HAIR, INK, LIGHT_HAIR, MM

_EVERY = ((0, 0), (-1, -1))
PIECE = 2_000


def rules_box(rules: Sequence[str]) -> list[Flowable]:
    """What must be known before the pen is taken, framed."""
    if not rules:
        return []
    cells = [[Paragraph(markup(rule, "fd-bold"), style.RULE)] for rule in rules]
    table = Table(cells, colWidths=[style.MEASURE])
    table.setStyle(
        TableStyle([("BOX", *_EVERY, 1.1, INK), ("LEFTPADDING", *_EVERY, 3 * MM), ("RIGHTPADDING", *_EVERY, 3 * MM),
                    ("TOPPADDING", *_EVERY, 1.1 * MM), ("BOTTOMPADDING", *_EVERY, 1.3 * MM)])
    )  # fmt: skip
    return [table, Spacer(1, 2 * MM)]


def small(text: str) -> Flowable:
    """A small grey paragraph."""
    return Paragraph(markup(text, "fd-sans"), style.NOTE)


def body(text: str) -> Flowable:
    """A paragraph of the paper's own words."""
    return Paragraph(markup(text, "fd-sans"), style.BODY)


def pieces(text: str) -> list[str]:
    """A text in parts of at most ``PIECE`` characters, cut at spaces.

    Setting a paragraph over pages takes time with the square of its length (measured: 17 s for 100,000 characters).
    """
    found = []
    while len(text) > PIECE:
        cut = max(text.rfind(" ", 0, PIECE), text.rfind("\n", 0, PIECE))
        cut = cut if cut > 0 else PIECE
        found.append(text[:cut])
        text = text[cut:].lstrip(" ")
    return [*found, text]


def numbered(number: int, text: str) -> list[Flowable]:
    """A paragraph of a person's words with its number in the margin; it may go on over the page."""
    found: list[Flowable] = []
    parts = pieces(text)
    for index, part in enumerate(parts):
        mark = "" if index else str(number)
        table = Table(
            [[Paragraph(mark, style.LABEL), Paragraph(markup(part, "fd-serif"), style.SPOKEN)]],
            colWidths=[11 * MM, style.MEASURE - 11 * MM], splitInRow=1,
        )  # fmt: skip
        last = 2.4 * MM if index == len(parts) - 1 else 0
        table.setStyle(TableStyle([*_flush(), ("BOTTOMPADDING", *_EVERY, last), ("TOPPADDING", (0, 0), (0, 0), 2.6)]))
        found.append(table)
    return found


def pairs(rows: Sequence[tuple[str, str, bool]]) -> list[Flowable]:
    """Label and value with a hairline below; the third member says that the value is a reason for being empty."""
    return [_pair(label if not index else "", part, reason=reason)
            for label, value, reason in rows for index, part in enumerate(pieces(value))]  # fmt: skip


def _pair(label: str, value: str, *, reason: bool) -> Flowable:
    face, values = ("fd-italic", style.EMPTY) if reason else ("fd-sans", style.VALUE)
    parts = [Paragraph(markup(part, face), values) for part in value.split("\n\n")]
    table = Table(
        [[Paragraph(markup(label, "fd-bold"), style.SMALL), parts]],
        colWidths=[52 * MM, style.MEASURE - 52 * MM], splitInRow=1,
    )  # fmt: skip
    table.setStyle(
        TableStyle([*_flush(), ("TOPPADDING", *_EVERY, 1.2 * MM), ("BOTTOMPADDING", *_EVERY, 1.5 * MM),
                    ("RIGHTPADDING", (0, 0), (0, -1), 4 * MM), ("LINEBELOW", *_EVERY, 0.35, LIGHT_HAIR)])
    )  # fmt: skip
    return table


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], *, mono: int = -1) -> Flowable:
    """A filled table; column ``mono`` in the typewriter face."""
    cells: list[list[Any]] = [[Paragraph(markup(h, "fd-bold"), style.HEAD) for h in heads]]
    cells += [[_cell(cell, mono=n == mono) for n, cell in enumerate(row)] for row in rows]
    table = Table(cells, colWidths=[w * MM for w in widths], repeatRows=1)
    table.setStyle(
        TableStyle([("GRID", *_EVERY, 0.5, HAIR), ("VALIGN", *_EVERY, "TOP"),
                    *((f"{side}PADDING", *_EVERY, 1.3 * MM) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM"))])
    )  # fmt: skip
    return table


def _cell(text: str, *, mono: bool) -> Flowable:
    return Paragraph(markup(text, "fd-mono" if mono else "fd-sans"), style.MONO if mono else style.SMALL)


def _flush() -> list[tuple[Any, ...]]:
    paddings = [(f"{side}PADDING", *_EVERY, 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    return [*paddings, ("VALIGN", *_EVERY, "TOP")]
