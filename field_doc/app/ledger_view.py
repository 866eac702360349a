"""The ledger as people read it: entries with their terms and the words beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from field_doc.evidence.custody import detail_of
from field_doc.formats.ledger_entry import parse_disclosed, parse_leaf

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
    # Code of the device whose ledger has it; "" where nobody asked.
    by: str = ""


def lines_about(services: Services, record_id: str) -> tuple[HistoryLine, ...]:
    """Entries about a record and the files that stand with it, and receipts over them, oldest first.

    On a desk also those of the devices it came from: who wrote it, looked at it and sent it, before it came.
    """
    subjects = [record_id, *(f.id for f in services.attachments.of_record(record_id))]
    marks = ",".join("?" * len(subjects))
    rows = services.vault.records.rows(
        f"SELECT epoch, seq, leaf FROM ledger WHERE subject IN ({marks}) ORDER BY epoch, seq",  # noqa: S608 (marks)
        subjects,
    )
    own = sorted(
        [*(_line(services, r) for r in rows), *_receipts(services, subjects)], key=lambda line: (line.epoch, line.seq)
    )
    code = own_code(services)
    return (*_of_devices(services, record_id, subjects), *(replace(line, by=code) for line in own))


def own_code(services: Services) -> str:
    """The code under which this vault's acts are known: the documenter's."""
    found = services.vault.records.value("SELECT value FROM meta WHERE name = 'documenter_code'")
    return "" if found is None else str(found)


def _of_devices(services: Services, record_id: str, subjects: Sequence[str]) -> Iterator[HistoryLine]:
    """What the ledgers of the devices that made its versions have of a record and its files, each in its own order."""
    database = services.vault.records
    devices = database.rows(
        "SELECT DISTINCT e.origin, (SELECT min(code) FROM certificates c WHERE c.device = e.device) AS code"
        " FROM device_epochs e WHERE e.device IN (SELECT d.device FROM versions v JOIN device_epochs d"
        "  ON d.origin = v.origin WHERE v.record_id = ?) ORDER BY e.received_at, e.origin",
        (record_id,),
    )
    code = services.records.code_of(record_id)
    sealed = (version.jwt_digest for version in services.records.versions(record_id))
    wanted = [f'"{one}"' for one in (code, *sealed, *subjects[1:]) if one]
    any_of = " OR ".join("instr(leaf, CAST(? AS BLOB))" for _ in wanted)
    for device in devices:
        rows = database.rows(
            f"SELECT seq, leaf, detail FROM device_ledger WHERE origin = ? AND ({any_of}) ORDER BY seq",  # noqa: S608
            (str(device["origin"]), *wanted),
        )
        yield from (_device_line(row, str(device["code"] or "")) for row in rows)


def _device_line(row: Row, code: str) -> HistoryLine:
    leaf = parse_leaf(bytes(row["leaf"]))
    told = () if row["detail"] is None else parse_disclosed(bytes(row["detail"])).members
    detail = {m.name: m.value for m in told}
    return HistoryLine(0, leaf.seq, leaf.event, leaf.wall, dict(leaf.terms), detail, code)


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
