"""Entries of a form to reportlab flowables. Import after ``fonts.prepare``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from field_doc.export.fonts import markup
from field_doc.export.paper import style
from field_doc.export.paper.boxes import Comb, ReasonBox, SignatureBox, Sketch, Tick, TickBox, WriteLine
from field_doc.export.pdf_style import GREY, HAIR, MM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.base.i18n import Words
    from field_doc.export.paper.model import Block, Entry

_EVERY = ((0, 0), (-1, -1))
_KEPT_LINES = 8
_SHORT_OPTIONS = 4


class Setter:
    """Sets entries in one language.

    Args:
        words: catalogue of the form's language.
        reasons: whether each field has the small box for the number of a reason.

    """

    def __init__(self, words: Words, *, reasons: bool = True) -> None:
        self._words, self._reasons = words, reasons

    def block(self, block: Block) -> list[Flowable]:
        """A heading over a rule, then its entries, short ones in pairs."""
        found: list[Flowable] = [CondPageBreak(64 * MM), *heading(block.heading)]
        waiting: Entry | None = None
        for entry in block.entries:
            if not self._is_short(entry):
                found += self._alone(waiting) + self._alone(entry)
                waiting = None
            elif waiting is None:
                waiting = entry
            else:
                found.append(self._pair(waiting, entry))
                waiting = None
        return found + self._alone(waiting)

    def _alone(self, entry: Entry | None) -> list[Flowable]:
        """An entry over the whole measure; long ones may go on over the page."""
        if entry is None:
            return []
        parts = [self._label(entry, style.MEASURE), *self._control(entry, style.MEASURE)]
        after: list[Flowable] = [Spacer(1, 2.4 * MM)]
        if self._may_break(entry):
            keep = 2 if entry.kind in ("table", "map") else 4
            head: list[Flowable] = [KeepTogether(parts[:keep])] if entry.kind == "lines" else parts[:keep]
            return [CondPageBreak(48 * MM), *head, *parts[keep:], *after]
        return [KeepTogether([*parts, *after])]

    @staticmethod
    def _may_break(entry: Entry) -> bool:
        if entry.kind == "lines":
            return entry.lines > _KEPT_LINES
        return entry.kind in ("map", "table") or (entry.kind == "ticks" and len(entry.options) > 10)

    def _pair(self, left: Entry, right: Entry) -> Flowable:
        cells = [[self._label(e, style.HALF), *self._control(e, style.HALF)] for e in (left, right)]
        table = Table([[cells[0], "", cells[1]]], colWidths=[style.HALF, style.GUTTER, style.HALF])
        table.setStyle(TableStyle([*_flush(), ("BOTTOMPADDING", *_EVERY, 2.4 * MM)]))
        return KeepTogether([table])

    def _is_short(self, entry: Entry) -> bool:
        """Fits into half the measure."""
        if entry.kind == "ticks":
            fits = sum(Tick.natural(o) for o in entry.options) <= style.HALF
            return len(entry.options) <= _SHORT_OPTIONS and fits
        if entry.kind == "code":
            return entry.lines == 1
        return entry.kind in ("number", "date", "time", "range", "moment")

    # label

    def _label(self, entry: Entry, width: float) -> Flowable:
        """Label, mark and note; at the right the box for the reason."""
        mark = {"asked": " *", "condition": " (*)"}.get(entry.mark, "")
        words: list[Flowable] = []
        if entry.label:
            words.append(Paragraph(markup(entry.label + mark, "fd-bold"), style.LABEL))
        if entry.note:
            words.append(Paragraph(markup(entry.note, "fd-sans"), style.NOTE))
        if not words:
            return Spacer(1, 0.1)
        corner = ReasonBox() if self._reasons else ""
        table = Table([[words, corner]], colWidths=[width - style.REASON - 2 * MM, style.REASON + 2 * MM])
        table.setStyle(
            TableStyle([*_flush(), ("ALIGN", (1, 0), (1, 0), "RIGHT"), ("BOTTOMPADDING", *_EVERY, 0.8 * MM)])
        )
        return table

    # what is written on

    def _control(self, entry: Entry, width: float) -> list[Flowable]:  # noqa: PLR0911 - one way out per kind
        match entry.kind:
            case "lines":
                return [WriteLine() for _ in range(entry.lines)]
            case "ticks":
                return [self._ticks(entry.options, width)]
            case "map":
                return [self._map(entry, width)]
            case "table":
                return [self._table(entry, width)]
            case "code":
                return self._codes(entry)
            case "parts":
                return self._parts(entry, width)
            case _:
                return [self._drawn(entry)]

    def _drawn(self, entry: Entry) -> Flowable:
        """One drawing of fixed shape: a signature, the sketch, boxes."""
        words = self._words
        if entry.kind == "signature":
            return SignatureBox(words("Signature"), words("Date"))
        if entry.kind == "sketch":
            return Sketch(165 * MM)
        if entry.kind == "number":
            return Comb((entry.lines, f" {entry.unit}") if entry.unit else (entry.lines,))
        if entry.kind == "range":
            return Comb((4, "  –  ", 4), (words("at least"), words("at most")))
        return self._when(entry.kind)

    def _when(self, kind: str) -> Flowable:
        """Boxes for a day, a time of day, both, or two days."""
        words = self._words
        clock, clock_hints = (2, ":", 2), (words("h"), words("min"))
        date, hints = (2, ".", 2, ".", 4), (words("day"), words("month"), words("year"))
        if kind == "time":
            return Comb(clock, clock_hints)
        if kind == "span":
            return Comb((*date, "  –  ", *date), hints * 2)
        if kind == "moment":
            return Comb((*date, "  ", *clock), hints + clock_hints, 5.5 * MM)
        return Comb(date, hints)

    def _codes(self, entry: Entry) -> list[Flowable]:
        """Prefix printed where it is known."""
        prefix: tuple[int | str, ...] = tuple(f"={c}" for c in entry.prefix) if entry.prefix else (2,)
        found: list[Flowable] = []
        for _ in range(entry.lines):
            found += [Comb((*prefix, "-", 4, "-", 1)), Spacer(1, 1.2 * MM)]
        return found[:-1]

    def _parts(self, entry: Entry, width: float) -> list[Flowable]:
        """Parts of a composite under small labels; a date and its ticks side by side."""
        found: list[Flowable] = []
        parts = list(entry.parts)
        while parts:
            part = parts.pop(0)
            if part.kind == "date" and parts and parts[0].kind == "ticks":
                found.append(self._beside(part, parts.pop(0), width))
            else:
                found += [*self._part_label(part), *self._control(part, width)]
        return found

    def _part_label(self, part: Entry) -> list[Flowable]:
        return [Paragraph(markup(part.label, "fd-sans"), style.NOTE)] if part.label else []

    def _beside(self, left: Entry, right: Entry, width: float) -> Flowable:
        cells = [[*self._part_label(e), *self._control(e, width / 2 - 3 * MM)] for e in (left, right)]
        table = Table([cells], colWidths=[width / 2, width / 2])
        table.setStyle(TableStyle(_flush()))
        return table

    def _ticks(self, options: Sequence[str], width: float) -> Flowable:
        """Boxes to tick in as many columns as the longest words allow."""
        longest = max((Tick.natural(o) for o in options), default=width)
        columns = max(1, min(len(options), int(width / longest))) if options else 1
        cells: list[Flowable] = [Tick(o) for o in options]
        cells += [Spacer(1, 1)] * (-len(cells) % columns)
        rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
        table = Table(rows or [[""]], colWidths=[width / columns] * columns)
        table.setStyle(TableStyle(_flush()))
        return table

    def _map(self, entry: Entry, width: float) -> Flowable:
        """A row a purpose with a box for each answer; its head on each page."""
        answer = 17 * MM
        head = [Spacer(1, 1), *(Paragraph(markup(h, "fd-sans"), style.ANSWER) for h in entry.heads)]
        rows: list[list[Any]] = [head]
        rows += [
            [Paragraph(markup(option, "fd-sans"), style.OPTION), *(TickBox() for _ in entry.heads)]
            for option in entry.options
        ]
        widths = [width - answer * len(entry.heads), *([answer] * len(entry.heads))]
        table = Table(rows, colWidths=widths, repeatRows=1)
        table.setStyle(
            TableStyle([*_flush(), *_grid(), ("VALIGN", *_EVERY, "MIDDLE"), ("TOPPADDING", *_EVERY, 0.9 * MM),
                        ("BOTTOMPADDING", *_EVERY, 0.9 * MM), ("RIGHTPADDING", (0, 0), (0, -1), 3 * MM)])
        )  # fmt: skip
        return table

    def _table(self, entry: Entry, width: float) -> Flowable:
        """Empty rows under heads; narrow heads for numbers, wide ones for words."""
        heads = [Paragraph(markup(h, "fd-sans"), style.HEAD) for h in entry.heads]
        rows: list[list[Any]] = [heads, *([""] * len(heads) for _ in range(entry.lines))]
        table = Table(
            rows, colWidths=column_widths(entry.heads, entry.widths, width),
            rowHeights=[None, *([style.LINE + 1] * entry.lines)],
            repeatRows=1,
        )  # fmt: skip
        table.setStyle(
            TableStyle([("GRID", *_EVERY, 0.6, HAIR), ("LINEBELOW", (0, 0), (-1, 0), 0.9, GREY), *_small_padding()])
        )
        return table


def column_widths(heads: Sequence[str], weights: Sequence[int], width: float) -> list[float]:
    """Columns by weight, else by the length of their heads: never so narrow that a word of a head is cut."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    least = [
        max(stringWidth(word, "fd-sans", style.HEAD.fontSize) for word in (head.split() or [""])) + 2.6 * MM
        for head in heads
    ]
    rest = max(0.0, width - sum(least))
    shares = [float(w) for w in weights] or [1.0 + 0.06 * len(head) for head in heads]
    found = [low + rest * share / sum(shares) for low, share in zip(least, shares, strict=True)]
    return [w * width / sum(found) for w in found]


def heading(text: str) -> list[Flowable]:
    """A section's heading."""
    return [Paragraph(markup(text, "fd-bold"), style.HEADING)] if text else []


def _flush() -> list[tuple[Any, ...]]:
    paddings = [(f"{side}PADDING", *_EVERY, 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    return [*paddings, ("VALIGN", *_EVERY, "TOP")]


def _grid() -> list[tuple[Any, ...]]:
    return [("LINEBELOW", *_EVERY, 0.4, HAIR), ("LINEBELOW", (0, 0), (-1, 0), 0.9, GREY)]


def _small_padding() -> list[tuple[Any, ...]]:
    return [
        *((f"{side}PADDING", *_EVERY, 1.2 * MM) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
        ("VALIGN", *_EVERY, "TOP"),
    ]
