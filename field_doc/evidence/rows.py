"""Rows of the database to values of the model; one place for column lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from field_doc.evidence.model import Delivery, FileRow, RecordRow

if TYPE_CHECKING:
    from field_doc.vault.database import Row

RECORD_COLUMNS = (
    "r.id, r.type, r.code, r.case_id, r.title, r.occurred, r.created_at, r.changed_at, r.versions,"
    " r.has_draft, r.complete, r.blocked,"
    " (SELECT o.state FROM outbox o WHERE o.kind = 'version' AND o.subject = r.id"
    "  ORDER BY o.number DESC LIMIT 1) AS delivery,"
    " (SELECT o.reason FROM outbox o WHERE o.kind = 'version' AND o.subject = r.id"
    "  ORDER BY o.number DESC LIMIT 1) AS delivery_reason,"
    " (SELECT count(*) FROM files f WHERE f.series_id = r.id OR f.series_id IN"
    "  (SELECT s.series_id FROM record_series s WHERE s.record_id = r.id AND s.detached_at IS NULL)) AS files"
)
FILE_COLUMNS = (
    "f.id, f.series_id, f.payload, p.sha256, p.bytes, f.media_type, f.kind, f.name, f.class, f.taken_in_at,"
    " coalesce(x.facts, '{}') AS facts, coalesce(x.findings, '[]') AS findings, x.problem,"
    " (SELECT o.state FROM outbox o WHERE o.kind = 'file' AND o.subject = f.id) AS delivery"
)
FILE_TABLES = "files f JOIN payloads p ON p.name = f.payload LEFT JOIN file_facts x ON x.file_id = f.id"


def record_row(row: Row) -> RecordRow:
    """A row selected with ``RECORD_COLUMNS``."""
    return RecordRow(
        id=row["id"],
        type=row["type"],
        code=row["code"],
        case_id=row["case_id"],
        title=json.loads(row["title"] or "{}"),
        occurred=row["occurred"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        versions=row["versions"],
        has_draft=bool(row["has_draft"]),
        complete=bool(row["complete"]),
        blocked=row["blocked"],
        delivery=Delivery(row["delivery"] or "none"),
        delivery_reason=row["delivery_reason"],
        files=row["files"],
    )


def file_row(row: Row, *, detached: bool = False) -> FileRow:
    """A row selected with ``FILE_COLUMNS``."""
    return FileRow(
        id=row["id"],
        series_id=row["series_id"],
        payload=row["payload"],
        sha256=row["sha256"],
        bytes=row["bytes"],
        media_type=row["media_type"],
        kind=row["kind"],
        name=row["name"],
        protection=row["class"],
        taken_in_at=row["taken_in_at"],
        facts=json.loads(row["facts"]),
        findings=tuple(json.loads(row["findings"])),
        problem=row["problem"],
        detached=detached,
        delivery=Delivery(row["delivery"] or "none"),
    )
