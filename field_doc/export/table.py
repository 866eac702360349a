"""``index.csv`` for a recipient's own system: UTF-8 with BOM, semicolons, no cell a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from field_doc.export.redact import Form, Reason

if TYPE_CHECKING:
    from field_doc.export.context import Context

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_HEAD = (
    "exhibit", "form", "kind", "title", "file", "bytes", "sha256",
    "event_when", "event_where", "collected", "collector", "consent", "reason",
)  # fmt: skip


def safe(cell: str) -> str:
    """A cell that starts like a formula gets an apostrophe in front (OWASP, CSV injection)."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def index(context: Context) -> bytes:
    """All items of the index, the withheld ones with their reason."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEAD)
    for row in sorted(_rows(context)):
        writer.writerow([safe(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _rows(context: Context) -> list[tuple[str, ...]]:
    """One row an item."""
    rows = []
    for record in context.shown.records:
        number, source = record.source.exhibit, record.source
        rows.append(_row(context, number, record.form, source.type_label, record.title, number, source))
    for exhibit in context.shown.exhibits:
        number = exhibit.number
        rows.append(
            _row(context, number, exhibit.form, exhibit.source.kind_label, exhibit.title, number, exhibit.source)
        )
    for item in context.shown.withheld:
        if item.reason is not Reason.ORIGINAL:
            blank = ("",) * 8
            rows.append((item.exhibit, Form.WITHHELD.value, item.kind_label, *blank, "", item.reason.value))
    return rows


def _row(context: Context, number: str, form: Form, kind: str, title: str, key: str, source: object) -> tuple[str, ...]:
    """One shown item."""
    file = context.files[key]
    consent = getattr(source, "consent", None)
    words = [str(getattr(source, name)) for name in ("event_when", "event_where", "collected", "collector_code")]
    return (
        number,
        form.value,
        kind,
        title,
        file.name,
        str(file.size),
        file.sha256,
        *words,
        consent.term if consent else "",
        "",
    )
