"""Nodes of the report tree to reportlab flowables. Import after ``fonts.prepare``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Paragraph, Spacer, Table, TableStyle

from field_doc.export import tree
from field_doc.export.fonts import markup
from field_doc.export.pdf_figures import ExhibitTag, PictureBox, PlanBox, QrBox, SignatureFrames, ThickRule
from field_doc.export.pdf_style import (
    BAR_SPACE,
    INK,
    LIGHT_HAIR,
    MEASURE,
    MM,
    PANEL,
    RIGHT_ALIGNED,
    STYLES,
    WHITE,
)

if TYPE_CHECKING:
    from field_doc.export.pdf import Register

_PART_ROWS = 200


class Anchor(Flowable):
    """Takes no room; tells the register on which page a section begins, and sets bookmark and running title."""

    def __init__(self, register: Register, section: tree.Section) -> None:
        super().__init__()
        self.register, self.section = register, section
        self.width = self.height = 0

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """No extent."""
        return 0, 0

    def draw(self) -> None:
        """Note the page."""
        self.register.place(self.section, self.canv)


def flowables(node: tree.Node, register: Register) -> list[Flowable]:  # noqa: PLR0911 - one way out per kind
    """What a node is set as."""
    match node:
        case tree.Section():
            return _section(node, register)
        case tree.Sub():
            return [CondPageBreak(32 * MM), Paragraph(markup(node.text, "fd-bold"), STYLES["sub"])]
        case tree.Para():
            return [_para(node)]
        case tree.Pairs():
            return [_pairs(node, register, MEASURE)]
        case tree.Halves():
            return [_halves(node, register)]
        case tree.Grid():
            return _grid(node, register)
        case tree.Code():
            return [_code(node)]
        case tree.Contents():
            return _contents(node, register)
        case _:
            return _figure(node, register)


def _figure(node: tree.Node, register: Register) -> list[Flowable]:
    """What is drawn."""
    match node:
        case tree.Rule():
            return [Spacer(1, 3 * MM), ThickRule(), Spacer(1, 3 * MM)]
        case tree.Picture():
            return [PictureBox(node, measuring=register.measuring), Spacer(1, 2 * MM)]
        case tree.PlanFigure():
            return [PlanBox(node), Spacer(1, 2 * MM)]
        case tree.Checks():
            return [Spacer(1, 5 * MM), _checks(node)]
        case tree.Signatures():
            return [Spacer(1, 4 * MM), SignatureFrames(node, register), Spacer(1, 4 * MM)]
        case _:
            return []


def _section(node: tree.Section, register: Register) -> list[Flowable]:
    """Accent rule, heading, exhibit tag at the right."""
    if not node.new_page:
        return [Anchor(register, node)]
    heading = Paragraph(markup(node.title, "fd-bold"), STYLES["section"])
    top: list[Flowable] = [PageBreak(), ThickRule(), Anchor(register, node), Spacer(1, 2.6 * MM)]
    if not node.tag:
        return [*top, heading, Spacer(1, 4 * MM)]
    row = Table(
        [[heading, ExhibitTag(node.tag, node.shape, register.exhibit_word)]], colWidths=[MEASURE - 48 * MM, 48 * MM]
    )
    row.setStyle(TableStyle([*_flush(), ("ALIGN", (1, 0), (1, 0), "RIGHT")]))
    return [*top, row, Spacer(1, 2 * MM)]


def _flush() -> list[tuple[Any, ...]]:
    """Cells without padding, at the top."""
    every = ((0, 0), (-1, -1))
    paddings = [(f"{side}PADDING", *every, 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    return [*paddings, ("VALIGN", *every, "TOP")]


def _para(node: tree.Para) -> Flowable:
    """A paragraph in its style; limits hang behind a dash."""
    style = STYLES[node.style]
    text = markup(node.text, style.fontName)
    return Paragraph(text, style, bulletText="–") if node.style == "limit" else Paragraph(text, style)


def _line(line: tree.Line, register: Register, *, right: bool = False) -> Paragraph:
    """One run of a cell."""
    style = (RIGHT_ALIGNED if right else STYLES)[line.style]
    if line.style == "bar":
        word = markup(f"{BAR_SPACE}{line.text}{BAR_SPACE}".replace(" ", BAR_SPACE), "fd-bold")
        return Paragraph(f'<font color="{WHITE.hexval()}" backColor="#000000">{word}</font>', style)
    text = str(register.page_of(line.link)) if line.page else line.text
    content = markup(text, style.fontName)
    if line.link and register.knows(line.link):
        content = f'<a href="#{line.link}" color="#000000">{content}</a>'
    return Paragraph(content, style)


def _cell(cell: tree.Cell, register: Register, *, right: bool = False) -> list[Paragraph]:
    """All runs of a cell, one under the other."""
    return [_line(line, register, right=right) for line in cell]


def _pairs(node: tree.Pairs, register: Register, width: float) -> Table:
    """Label and value with a hairline below each row."""
    rows = [
        [Paragraph(markup(pair.label, "fd-bold"), STYLES["label"]), _cell(pair.value, register)] for pair in node.rows
    ]
    table = Table(rows, colWidths=[node.label_width * MM, width - node.label_width * MM], splitInRow=1)
    table.setStyle(TableStyle([*_flush(), *_row_air(), ("LINEBELOW", (0, 0), (-1, -1), 0.35, LIGHT_HAIR)]))
    return table


def _row_air() -> list[tuple[Any, ...]]:
    """1.25 mm above and 1.55 mm below the text of a row, a little between columns."""
    every = ((0, 0), (-1, -1))
    return [
        ("TOPPADDING", *every, 1.25 * MM),
        ("BOTTOMPADDING", *every, 1.55 * MM),
        ("RIGHTPADDING", (0, 0), (-2, -1), 3 * MM),
    ]


def _halves(node: tree.Halves, register: Register) -> Table:
    """Two blocks side by side."""
    half = 79.5 * MM
    blocks = [_pairs(part, register, half) for part in (node.left, node.right)]
    table = Table([[blocks[0], "", blocks[1]]], colWidths=[half, MEASURE - 2 * half, half])
    table.setStyle(TableStyle(_flush()))
    return table


def _grid(node: tree.Grid, register: Register) -> list[Flowable]:
    """A table with its head on each page, in parts so that not all cells live at once."""
    widths = [column.width * MM for column in node.columns]
    head = [Paragraph(markup(c.head, "fd-bold"), (RIGHT_ALIGNED if c.right else STYLES)["head"]) for c in node.columns]
    parts: list[Flowable] = []
    for start in range(0, len(node.rows), _PART_ROWS):
        rows = [
            [_cell(cell, register, right=column.right) for cell, column in zip(row, node.columns, strict=True)]
            for row in node.rows[start : start + _PART_ROWS]
        ]
        table = Table([head, *rows], colWidths=widths, repeatRows=1)
        table.setStyle(TableStyle([*_flush(), *_row_air(), *_grid_lines()]))
        parts.append(table)
    return [*parts, Spacer(1, 2 * MM)]


def _grid_lines() -> list[tuple[Any, ...]]:
    """Frame above and below, hairlines between."""
    return [
        ("LINEABOVE", (0, 0), (-1, 0), 0.9, INK),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, INK),
        ("LINEBELOW", (0, 1), (-1, -2), 0.35, LIGHT_HAIR),
        ("LINEBELOW", (0, -1), (-1, -1), 0.9, INK),
    ]


def _code(node: tree.Code) -> Table:
    """Commands on the panel; lines are broken by hand, never by the setter."""
    text = "<br/>".join(markup(line, "fd-mono").replace(" ", BAR_SPACE) for line in node.lines)
    table = Table([[Paragraph(text, STYLES["code"])]], colWidths=[MEASURE])
    table.setStyle(TableStyle([("BACKGROUND", (0, 0), (-1, -1), PANEL), ("LEFTPADDING", (0, 0), (-1, -1), 3 * MM)]))
    return table


def _contents(node: tree.Contents, register: Register) -> list[Flowable]:
    """Sections and pages, both as links; the key of shapes below."""
    rows = [_contents_row(section, register) for section in register.sections if section.level >= 0]
    table = Table(rows or [["", ""]], colWidths=[MEASURE - 15 * MM, 15 * MM])
    table.setStyle(TableStyle([*_flush(), *_row_air(), ("LINEBELOW", (0, 0), (-1, -1), 0.35, LIGHT_HAIR)]))
    key = [
        [Paragraph(sign, STYLES["shape"]), Paragraph(markup(text, "fd-sans"), STYLES["cell"])]
        for sign, text in node.key
    ]
    legend = Table(key, colWidths=[8 * MM, MEASURE - 8 * MM])
    legend.setStyle(TableStyle(_flush()))
    return [table, Spacer(1, 6 * MM), legend]


def _contents_row(section: tree.Section, register: Register) -> list[Paragraph]:
    """One line of the contents; second level indented."""
    title = section.title if len(section.title) <= 90 else section.title[:89] + "…"
    text = f"{section.tag}  {title}" if section.tag else title
    face = "bold" if section.level == 0 and not section.tag else "cell"
    indent = BAR_SPACE * 4 * section.level
    link = f'<a href="#{section.anchor}" color="#000000">{{}}</a>'
    left = Paragraph(indent + link.format(markup(text, STYLES[face].fontName)), STYLES[face])
    return [left, Paragraph(link.format(register.page_of(section.anchor)), RIGHT_ALIGNED["cell"])]


def _checks(node: tree.Checks) -> Table:
    """Checks and tools at the left, ledger checkpoint with QR at the right."""
    rows = [
        [
            Paragraph(str(number), STYLES["bold"]),
            Paragraph(markup(text, "fd-sans"), STYLES["cell"]),
            Paragraph(markup(tool, "fd-mono"), STYLES["mono"]),
        ]
        for number, (text, tool) in enumerate(node.checks, 1)
    ]
    inner = Table(rows, colWidths=[6 * MM, 64 * MM, 42 * MM])
    inner.setStyle(
        TableStyle(
            [*_flush(), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6 * MM), ("RIGHTPADDING", (1, 0), (1, -1), 2 * MM)]
        )
    )
    sub = STYLES["label"]
    left = [
        Paragraph(markup(node.title, "fd-bold"), sub),
        Spacer(1, 2 * MM),
        inner,
        Paragraph(markup(node.note, "fd-sans"), STYLES["note"]),
    ]
    right: list[Flowable] = []
    if node.qr:
        right = [Paragraph(markup(node.checkpoint_title, "fd-bold"), sub), Spacer(1, 1 * MM), QrBox(node.qr)]
        right.append(Paragraph(markup(node.checkpoint_note, "fd-sans"), STYLES["note"]))
        right += [Paragraph(row.replace(" ", BAR_SPACE), STYLES["mono"]) for row in node.digest_rows]
    table = Table([[left, right]], colWidths=[MEASURE - 47 * MM, 47 * MM])
    table.setStyle(TableStyle([*_flush(), ("RIGHTPADDING", (0, 0), (0, 0), 5 * MM)]))
    return table
