"""The ledger as people read it: entries with their terms and the words beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.evidence.custody import detail_of
from field_doc.formats.ledger_entry import parse_leaf

if TYPE_CHECKING:
    from field_doc.app.session import Services
    from field_doc.formats.canonical import JSON
    from field_doc.vault.database import Row


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One ledger entry about a record: what, when, and the words beside it."""

    epoch: int
    seq: int
    event: str
    at: str
    terms: Mapping[str, str]
    detail: Mapping[str, JSON]


def lines_about(services: Services, record_id: str) -> tuple[HistoryLine, ...]:
    """Entries about a record and the files that stand with it, and receipts over them, oldest first."""
    subjects = [record_id, *(f.id for f in services.attachments.of_record(record_id))]
    marks = ",".join("?" * len(subjects))
    rows = services.vault.records.rows(
        f"SELECT epoch, seq, leaf FROM ledger WHERE subject IN ({marks}) ORDER BY epoch, seq",  # noqa: S608 (marks)
        subjects,
    )
    found = [*(_line(services, r) for r in rows), *_receipts(services, subjects)]
    return tuple(sorted(found, key=lambda line: (line.epoch, line.seq)))


def _receipts(services: Services, subjects: Sequence[str]) -> Iterator[HistoryLine]:
    """What the office answered to the submissions these went in: a receipt names a submission, not a record."""
    database = services.vault.records
    marks = ",".join("?" * len(subjects))
    sent = database.rows(
        f"SELECT DISTINCT submission FROM outbox WHERE submission IS NOT NULL AND subject IN ({marks})",  # noqa: S608
        subjects,
    )
    submissions = {str(row["submission"]) for row in sent}
    if submissions:
        for row in database.rows("SELECT epoch, seq, leaf FROM ledger WHERE event LIKE 'receipt.%'"):
            line = _line(services, row)
            if line.terms.get("submission") in submissions:
                yield line


def lines(services: Services, *, limit: int, offset: int = 0) -> tuple[HistoryLine, ...]:
    """The whole ledger, newest first."""
    rows = services.vault.records.rows(
        "SELECT epoch, seq, leaf FROM ledger ORDER BY epoch DESC, seq DESC LIMIT ? OFFSET ?", (limit, offset)
    )
    return tuple(_line(services, r) for r in rows)


def _line(services: Services, row: Row) -> HistoryLine:
    leaf = parse_leaf(bytes(row["leaf"]))
    detail = detail_of(services.vault.records, int(row["epoch"]), int(row["seq"]))
    return HistoryLine(int(row["epoch"]), leaf.seq, leaf.event, leaf.wall, dict(leaf.terms), detail)
