"""The report as plain HTML for screen readers: the same tree, no scripts, no pictures, nothing loaded."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from field_doc.export import tree

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEAD = (
    '<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
    "<title>{title}</title>\n</head>\n<body>\n"
)


def render(report: tree.Report) -> str:
    """The whole page."""
    body = "\n".join(part for node in report.nodes for part in _node(node))
    return _HEAD.format(lang=report.language, title=escape(report.title)) + body + "\n</body>\n</html>\n"


def _node(node: tree.Node) -> Iterable[str]:  # noqa: PLR0911 - one way out per kind of node
    """One node as HTML."""
    match node:
        case tree.Section():
            level = min(max(node.level, 0) + 1, 3)
            tag = f"{tree.SHAPES[node.shape]} {node.tag} " if node.tag else ""
            return [f'<h{level} id="{escape(node.anchor)}">{escape(tag + node.title)}</h{level}>']
        case tree.Sub():
            return [f"<h4>{escape(node.text)}</h4>"]
        case tree.Para():
            return [f"<p>{escape(node.text)}</p>"]
        case tree.Pairs():
            return ["<dl>", *(f"<dt>{escape(p.label)}</dt><dd>{_cell(p.value)}</dd>" for p in node.rows), "</dl>"]
        case tree.Halves():
            return [*_node(node.left), *_node(node.right)]
        case tree.Grid():
            return _table(node)
        case tree.Code():
            return [f"<pre>{escape(chr(10).join(node.lines))}</pre>"]
        case tree.Picture():
            return [f"<p>[{escape(node.name)}] {escape(node.alternative)}</p>"]
        case _:
            return [f"<p>{escape(line)}</p>" for line in tree.node_text(node) if line]


def _cell(cell: tree.Cell) -> str:
    """Runs of a cell; links instead of page numbers."""
    parts = []
    for line in cell:
        text = escape(line.text or "→")
        parts.append(f'<a href="#{escape(line.link)}">{text}</a>' if line.link else text)
    return "<br>".join(parts)


def _table(grid: tree.Grid) -> list[str]:
    """A table with its head."""
    head = "".join(f"<th>{escape(column.head)}</th>" for column in grid.columns)
    rows = ("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in grid.rows)
    return [f"<table><tr>{head}</tr>", *rows, "</table>"]
