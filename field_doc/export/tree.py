"""The report as a tree of values: what stands on which page, before anything is drawn.

Pure: the PDF, the plain HTML for screen readers and the golden text of the tests are made from the
same nodes. Sizes are millimetres. Texts are in the report's one language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from field_doc.export.plan import Drawing

SHAPES = {"full": "■", "redacted": "◧", "withheld": "□"}


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text in one style (``cell``, ``bold``, ``note``, ``mono``, ``words``, ``null``, ``bar``).

    ``link`` names an anchor; with ``page`` the number of its page is printed in place of the text.
    """

    text: str
    style: str = "cell"
    link: str = ""
    page: bool = False


Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: head, width in mm, and whether its content stands on the right."""

    head: str
    width: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A section: starts a page, stands in the contents and in the bookmarks. ``tag`` is an exhibit number."""

    anchor: str
    title: str
    level: int = 0
    tag: str = ""
    shape: str = ""
    new_page: bool = True


@dataclass(frozen=True, slots=True)
class Sub:
    """A subheading."""

    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph: ``body``, ``lead``, ``note``, ``words`` or ``limit`` (with a dash)."""

    text: str
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Pair:
    """Label and value. A ground means: hidden, print a bar with that code."""

    label: str
    value: Cell


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of label and value. ``label_width`` in mm."""

    rows: tuple[Pair, ...]
    label_width: float = 42


@dataclass(frozen=True, slots=True)
class Halves:
    """Two blocks of label and value side by side, 79.5 mm each."""

    left: Pairs
    right: Pairs


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose head is repeated on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Commands or answers on the panel, one entry per line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean JPEG across the measure, at most ``height`` mm high; made when it is drawn.

    ``missing`` stands in its place where none can be made.
    """

    name: str
    make: Callable[[], bytes | None]
    alternative: str
    missing: str
    height: float = 118


@dataclass(frozen=True, slots=True)
class PlanFigure:
    """A site plan, already scaled to the frame; the letter of north and the sign of metres."""

    drawing: Drawing
    north: str
    metres: str = "m"


@dataclass(frozen=True, slots=True)
class Checks:
    """The cover's lower half: checks with their tools at the left, the ledger checkpoint and its QR at the right."""

    title: str
    checks: tuple[tuple[str, str], ...]
    note: str
    checkpoint_title: str
    checkpoint_note: str
    digest_rows: tuple[str, ...]
    qr: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The accent rule that opens the cover."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, filled from the sections; ``head_sheet`` empty: no sheet column."""

    key: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """Frames for signatures: the left one is the signer's, nothing is drawn inside it."""

    left: str
    right: str
    paper: tuple[str, ...] = ()


Node = (
    Section | Sub | Para | Pairs | Halves | Grid | Code | Picture | PlanFigure | Checks | Rule | Contents | Signatures
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on every sheet. ``page`` has ``{x}`` and ``{y}``; no names of people (only codes) anywhere."""

    bundle: str
    edition: str
    level: str
    page: str
    checkpoint: str
    continued: str
    sheet_letters: str = ""
    first_sheet: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report."""

    title: str
    subject: str
    author: str
    language: str
    furniture: Furniture
    nodes: tuple[Node, ...] = field(default_factory=tuple)

    def sections(self) -> Iterator[Section]:
        """All sections in order."""
        return (node for node in self.nodes if isinstance(node, Section))


def as_text(report: Report) -> str:
    """The report's words as plain text: for golden tests and for the search before release."""
    lines = [report.title, report.subject, report.author, *_furniture_text(report.furniture)]
    for node in report.nodes:
        lines.extend(node_text(node))
    return "\n".join(lines) + "\n"


def _furniture_text(furniture: Furniture) -> list[str]:
    """Header and footer, once."""
    return [f"[{furniture.bundle} | {furniture.edition} | {furniture.level} | {furniture.checkpoint}]"]


def _cell_text(cell: Cell) -> str:
    """One cell on one line."""
    return " / ".join(f"-> {line.link}" if line.page else line.text for line in cell)


def node_text(node: Node) -> list[str]:  # noqa: PLR0911 - one way out per kind of node
    """The words of one node, line by line."""
    match node:
        case Section():
            return ["", f"{'#' * (node.level + 1)} {node.title} {node.shape and SHAPES[node.shape]}{node.tag}".rstrip()]
        case Sub():
            return [f"### {node.text}"]
        case Para():
            return [node.text]
        case Pairs():
            return [f"{pair.label}: {_cell_text(pair.value)}" for pair in node.rows]
        case Halves():
            return [*node_text(node.left), *node_text(node.right)]
        case Grid():
            return [_row_text(node), *(" | ".join(map(_cell_text, row)) for row in node.rows)]
        case Code():
            return [f"    {line}" for line in node.lines]
        case _:
            return _figure_text(node)


def _row_text(grid: Grid) -> str:
    """The head of a table."""
    return " | ".join(column.head for column in grid.columns)


def _figure_text(node: Node) -> list[str]:
    """What is drawn rather than written."""
    match node:
        case Picture():
            return [f"[picture {node.name}: {node.alternative}]"]
        case PlanFigure():
            return [f"[plan 1 : {node.drawing.scale}]", *(mark.label for mark in node.drawing.marks if mark.label)]
        case Checks():
            checks = [f"{number}. {text} ({tool})" for number, (text, tool) in enumerate(node.checks, 1)]
            return [node.title, *checks, node.note, node.checkpoint_title, node.checkpoint_note, *node.digest_rows]
        case Contents():
            return ["[contents]", *(f"{sign} {meaning}" for sign, meaning in node.key)]
        case Signatures():
            return [f"[signature: {node.left}]", f"[signature: {node.right}]", *node.paper]
        case _:
            return []
