"""A record as it stands, printed for reading: its sections with label and value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.base.progress import Silent
from field_doc.export import fonts
from field_doc.export.paper.model import Furniture
from field_doc.export.paper.sheet import Printed, Sheet, build

if TYPE_CHECKING:
    from datetime import datetime

    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter
    from field_doc.schema.shown import ShownField


@dataclass(frozen=True, slots=True)
class FilledRecord:
    """A record in words. ``version`` 0 is the draft; ``files`` are media type, size in words, SHA-256."""

    code: str
    title: str
    version: int
    mark: str
    level: str
    sections: tuple[tuple[str, tuple[ShownField, ...]], ...]
    files: tuple[tuple[str, str, str], ...] = ()


def filled(record: FilledRecord, *, words: Words, moment: datetime, reporter: Reporter | None = None) -> Printed:
    """The record on paper, for reading; nobody signs it."""
    fonts.prepare()
    state = words("Version {number}", number=record.version) if record.version else words("Draft, not sealed")
    furniture = Furniture(
        title=record.title if record.version else words("{title} (draft)", title=record.title),
        code=record.code,
        qr=f"{record.code} {record.mark}" if record.mark else record.code,
        corner=tuple(t for t in (state, words("Control mark {mark}", mark=record.mark) if record.mark else "") if t),
        level=record.level,
        foot=words("For reading; the record in the vault counts"),
        page=words("Page {x} of {y}", x="{x}", y="{y}"),
    )
    return build([Sheet(furniture, lambda: _story(record, words))], moment, words.lang, reporter or Silent())


def _story(record: FilledRecord, words: Words) -> list[Any]:
    from reportlab.platypus import CondPageBreak

    from field_doc.export.paper import text
    from field_doc.export.paper.flow import heading
    from field_doc.export.pdf_style import MM

    found: list[Any] = []
    for title, fields in record.sections:
        rows = [(f.name, f.text, f.reason) for f in fields if f.text]
        if rows:
            found += [CondPageBreak(30 * MM), *heading(title), *text.pairs(rows)]
    if record.files:
        found += [*heading(words("Files")), files_table(record.files, words)]
    return found or [text.body(words("Nothing is written down yet."))]


def files_table(files: Sequence[tuple[str, str, str]], words: Words) -> Any:
    """Format, size and digest of files."""
    from field_doc.export.paper import text

    heads = (words("No."), words("Format"), words("Size"), "SHA-256")
    rows = [(str(n), kind, size, digest.rpartition(":")[2]) for n, (kind, size, digest) in enumerate(files, 1)]
    return text.grid(heads, rows, (10, 26, 20, 120), mono=3)
