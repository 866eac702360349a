"""Files of a record: which series stand with it, and how a sealed version names them."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem
from field_doc.evidence.rows import FILE_COLUMNS, FILE_TABLES, file_row
from field_doc.formats.base64text import b64url
from field_doc.formats.labels import ORIGINAL_COMMITMENT

if TYPE_CHECKING:
    from field_doc.evidence.custody import Act
    from field_doc.evidence.model import FileRow
    from field_doc.formats.canonical import JSON
    from field_doc.vault.database import Database

_SALT_BYTES = 32
_PREFIX = re.compile(r"[0-9a-f-]{4,36}")


@dataclass(frozen=True, slots=True)
class PayloadRow:
    """A payload's name, plaintext digest and plaintext size."""

    payload: str
    sha256: str
    bytes: int


class Attachments:
    """Series and file rows of one vault."""

    def __init__(self, database: Database, random: Callable[[int], bytes]) -> None:
        self._db = database
        self._random = random

    def attach(self, record_id: str, series_id: str, at: str) -> None:
        """Let a series stand with a record. Needs a transaction."""
        self._db.execute(
            "INSERT INTO record_series (record_id, series_id, attached_at) VALUES (?, ?, ?)"
            " ON CONFLICT (record_id, series_id) DO UPDATE SET detached_at = NULL",
            (record_id, series_id, at),
        )

    def detach(self, act: Act, record_id: str, series_id: str, *, reason: str, at: str) -> None:
        """Take a series from a record; bytes and entries stay (FORMATS, Records)."""
        changed = self._db.execute(
            "UPDATE record_series SET detached_at = ? WHERE record_id = ? AND series_id = ? AND detached_at IS NULL",
            (at, record_id, series_id),
        )
        if not changed:
            raise InputProblem("attachment.not-attached")
        act.enter("file.detached", subject=record_id, detail={"series": series_id, "reason": reason})

    def of_record(self, record_id: str) -> tuple[FileRow, ...]:
        """Files that stand with a record: its own (a series) and those of its series."""
        rows = self._db.rows(
            f"SELECT {FILE_COLUMNS}, coalesce(s.detached_at, '') AS gone FROM {FILE_TABLES}"  # noqa: S608 (constants)
            " LEFT JOIN record_series s ON s.series_id = f.series_id AND s.record_id = ?"
            " WHERE f.series_id = ? OR s.record_id IS NOT NULL ORDER BY f.rowid",
            (record_id, record_id),
        )
        return tuple(file_row(r, detached=bool(r["gone"])) for r in rows)

    def all(self, limit: int, offset: int = 0) -> tuple[FileRow, ...]:
        """All files, newest first."""
        rows = self._db.rows(
            f"SELECT {FILE_COLUMNS} FROM {FILE_TABLES} ORDER BY f.rowid DESC LIMIT ? OFFSET ?",  # noqa: S608
            (limit, offset),
        )
        return tuple(file_row(r) for r in rows)

    def with_digest(self, record_id: str, sha256: str) -> str | None:
        """The file of that content that stands with a record, if there is one."""
        found = self._db.value(
            "SELECT f.id FROM payloads p JOIN files f ON f.payload = p.name"
            " LEFT JOIN record_series s ON s.series_id = f.series_id AND s.record_id = ?"
            " WHERE p.sha256 = ? AND s.detached_at IS NULL AND (f.series_id = ? OR s.record_id IS NOT NULL)"
            " ORDER BY f.rowid LIMIT 1",
            (record_id, sha256, record_id),
        )
        return None if found is None else str(found)

    def payload_rows(self) -> tuple[PayloadRow, ...]:
        """Every payload with its digest, for checks."""
        rows = self._db.rows("SELECT name, sha256, bytes FROM payloads ORDER BY name")
        return tuple(PayloadRow(r["name"], r["sha256"], r["bytes"]) for r in rows)

    def sha512(self, payload: str) -> str | None:
        """SHA-512 of a payload's plaintext, where it was computed already."""
        found = self._db.value("SELECT sha512 FROM payloads WHERE name = ?", (payload,))
        return None if found is None else str(found)

    def ids_of_records(self, record_ids: Sequence[str]) -> list[str]:
        """Ids of all files that stand with these records or series."""
        return list(dict.fromkeys(f.id for r in record_ids for f in self.of_record(r)))

    def file(self, file_id: str) -> FileRow:
        """One file by id or unique prefix."""
        prefix = file_id.strip().lower()
        if not _PREFIX.fullmatch(prefix):
            raise InputProblem("attachment.unknown")
        rows = self._db.rows(
            f"SELECT {FILE_COLUMNS} FROM {FILE_TABLES} WHERE f.id LIKE ? || '%' LIMIT 2",  # noqa: S608
            (prefix,),
        )
        if len(rows) != 1:
            raise InputProblem("attachment.ambiguous" if rows else "attachment.unknown")
        return file_row(rows[0])

    def thumbnail(self, file_id: str) -> bytes | None:
        """The thumbnail the decoder child made, if any."""
        found = self._db.value("SELECT thumbnail FROM file_facts WHERE file_id = ?", (file_id,))
        return bytes(found) if found is not None else None

    def series_of(self, record_id: str) -> tuple[str, ...]:
        """Series that stand with a record."""
        rows = self._db.rows(
            "SELECT series_id FROM record_series WHERE record_id = ? AND detached_at IS NULL ORDER BY attached_at",
            (record_id,),
        )
        return tuple(str(r["series_id"]) for r in rows)

    def owners_of(self, series_id: str) -> tuple[str, ...]:
        """Records a series stands with."""
        rows = self._db.rows(
            "SELECT record_id FROM record_series WHERE series_id = ? AND detached_at IS NULL ORDER BY attached_at",
            (series_id,),
        )
        return tuple(str(r["record_id"]) for r in rows)

    def for_sealing(self, record_id: str) -> list[JSON]:
        """How a sealed version names its files.

        ``commitment`` is HMAC-SHA256 under a salt of its own over the digest: an edition that must not
        show the digest shows the commitment, and only a holder of the salt can match it (R08).
        """
        return [self._named(f) for f in self.of_record(record_id) if not f.detached]

    def _named(self, file: FileRow) -> JSON:
        salt = self._random(_SALT_BYTES)
        return {
            "bytes": file.bytes,
            "class": file.protection,
            "commitment": original_commitment(salt, file.sha256),
            "id": file.id,
            "media_type": file.media_type,
            "name": file.name,
            "salt": b64url(salt),
            "series": file.series_id,
            "sha256": file.sha256,
        }


def original_commitment(salt: bytes, digest: str) -> str:
    """Salted name of an original: HMAC-SHA256(salt, label ‖ 0x00 ‖ digest text)."""
    message = ORIGINAL_COMMITMENT.data + b"\0" + digest.encode("ascii")
    return "hmac-sha256:" + hmac.new(salt, message, sha256).hexdigest()
