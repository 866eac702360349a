"""Acts on files: list, look, export, hand over as an age file, detach."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, cast

from field_doc.app.changes import Changes, Done, Kind, changed
from field_doc.app.commands import names
from field_doc.base.errors import AccessRefused, InputProblem, IntegrityFailure
from field_doc.base.progress import Progress, Reporter, Silent
from field_doc.decode.values import Picture, Pixels
from field_doc.evidence import handling
from field_doc.evidence.rows import FILE_COLUMNS, FILE_TABLES, file_row
from field_doc.vault.files import fsync_file, fsync_folder, system_errors, write_all

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.session import Services, Session
    from field_doc.decode.values import Problem
    from field_doc.evidence.model import FileRow
    from field_doc.vault.payloads import PayloadStream

_COPY = 1024 * 1024


def list_files(session: Session, record: str | None = None, limit: int = 1000, offset: int = 0) -> tuple[FileRow, ...]:
    """Files of a record, or all files, newest first."""

    def step(services: Services) -> tuple[FileRow, ...]:
        if record is None:
            return services.attachments.all(limit, offset)
        return services.attachments.of_record(services.records.resolve(record))

    return session.run(step)


def thumbnail(session: Session, file_id: str) -> bytes | None:
    """The thumbnail the decoder child made; encoded by us, safe to show."""
    return session.run(lambda s: s.attachments.thumbnail(file_id))


@contextmanager
def opened(session: Session, file: FileRow) -> Iterator[PayloadStream]:
    """A file's plaintext as a stream; the caller has entered why."""
    key = session.run(lambda s: s.intake.file_key(file.payload, s.vault.identity))
    payloads = session.run(lambda s: s.vault.payloads)
    with payloads.open(file.payload, key) as stream:
        yield stream


def view_picture(session: Session, file_id: str, *, purpose: str, max_edge: int = 2048) -> Picture | Problem:
    """A picture for the viewer, decoded in the child. Each opening is an entry (LOOK, People first)."""
    file = session.run(lambda s: enter_view(s, file_id, purpose))
    with opened(session, file) as stream:
        return session.decoder.preview(cast("BinaryIO", stream), file.bytes, max_edge)


def view_pixels(session: Session, file_id: str, *, purpose: str, max_edge: int = 4096) -> Pixels | Problem:
    """Bare RGB pixels for the viewer, entered in the ledger first; the window then runs no decoder (R05).

    Args:
        session: an open session.
        file_id: the file.
        purpose: why it is opened, in words; stands in the erasable detail of the entry.
        max_edge: longest side of the answer in pixels.

    Raises:
        InputProblem: no purpose was given; nothing was opened.

    """
    if not purpose.strip():
        raise InputProblem("file.purpose-needed")
    file = session.run(lambda s: enter_view(s, file_id, purpose.strip()))
    with opened(session, file) as stream:
        return session.decoder.pixels(cast("BinaryIO", stream), file.bytes, max_edge)


def enter_view(services: Services, file_id: str, purpose: str) -> FileRow:
    """Enter the opening of a file; the caller opens it then. On the vault's thread."""
    file = services.attachments.file(file_id)
    with services.custody.act() as act:
        act.enter("file.viewed", subject=file.id, terms={"file": file.id}, detail={"purpose": purpose})
    return file


def thumbnail_pixels(session: Session, file_id: str, max_edge: int = 320) -> Pixels | Problem | None:
    """A thumbnail as bare RGB pixels: even our own JPEG is decoded in the child only (R05). None: there is none."""
    data = thumbnail(session, file_id)
    return None if not data else session.decoder.pixels(data, len(data), max_edge)


@dataclass(frozen=True, slots=True)
class FilesPage:
    """Some files, how many there are in all, and content warnings and handling level of the series they stand in."""

    files: tuple[FileRow, ...]
    total: int
    warnings: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, str] = field(default_factory=dict)


def page_of_files(session: Session, record: str | None = None, *, limit: int = 200, offset: int = 0) -> FilesPage:
    """Files of a record in the order of intake, or all files, newest first, by pages."""
    return session.run(lambda s: _page(s, record, limit, offset))


def _page(services: Services, record: str | None, limit: int, offset: int) -> FilesPage:
    if record is None:
        files = services.attachments.all(limit, offset)
        total = int(services.vault.records.value("SELECT count(*) FROM files") or 0)
    else:
        files, total = _of_record(services, services.records.resolve(record), limit, offset)
    known: dict[str, tuple[str, ...]] = {}
    series = {f.series_id for f in files}
    strict = handling.levels(services.vault.records, sorted(series))
    return FilesPage(files, total, {s: _warnings(services, s, known) for s in series}, strict)


_STANDS_WITH = (
    " LEFT JOIN record_series s ON s.series_id = f.series_id AND s.record_id = :record"
    " WHERE (f.series_id = :record OR s.record_id IS NOT NULL) AND s.detached_at IS NULL"
)


def _of_record(services: Services, record_id: str, limit: int, offset: int) -> tuple[tuple[FileRow, ...], int]:
    """A page of what stands with a record now: its own files (a series) and those of its series."""
    database = services.vault.records
    total = database.value(f"SELECT count(*) FROM files f{_STANDS_WITH}", {"record": record_id})  # noqa: S608
    rows = database.rows(
        f"SELECT {FILE_COLUMNS} FROM {FILE_TABLES}{_STANDS_WITH} ORDER BY f.rowid"  # noqa: S608 (constants)
        " LIMIT :limit OFFSET :offset",
        {"record": record_id, "limit": limit, "offset": offset},
    )
    return tuple(file_row(r) for r in rows), int(total or 0)


def _warnings(services: Services, series: str, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Content warnings of a series item and of every record it stands with, as term ids."""
    rows = services.vault.records.rows(
        "SELECT record_id FROM record_series WHERE series_id = ? AND detached_at IS NULL", (series,)
    )
    found: dict[str, None] = {}
    for record_id in (series, *(str(r["record_id"]) for r in rows)):
        if record_id not in known:
            known[record_id] = _warnings_of_record(services, record_id)
        found |= dict.fromkeys(known[record_id])
    return tuple(found)


def _warnings_of_record(services: Services, record_id: str) -> tuple[str, ...]:
    row = services.records.row(record_id)
    if services.registry.record_type(row.type).store != "records":
        return ()
    terms = services.records.fields(record_id).get("content_warnings")
    return tuple(str(t) for t in terms) if isinstance(terms, list) else ()


@dataclass(frozen=True, slots=True)
class Exported:
    """A plain copy was written, read back and compared."""

    sha256: str
    bytes: int
    changes: Changes


def export_file(
    session: Session, file_id: str, out: Path, *, purpose: str, plain: bool, reporter: Reporter | None = None
) -> Exported:
    """Write one original in the clear; entered first, read back, compared.

    Args:
        session: an open session.
        file_id: the file.
        out: new file; an existing one is not overwritten.
        purpose: why, in words; stands in the erasable detail.
        plain: on a field vault an export is plaintext on the disk only if asked for by name.
        reporter: hears of progress.

    """
    if not plain:
        raise AccessRefused("export.plain-not-asked")
    _refuse_taken(out)
    names.refuse_undecided_file(session, session.run(lambda s: s.attachments.file(file_id).id))
    file = session.run(lambda s: _enter_export(s, file_id, purpose))
    with _new_file(out) as partial:
        with opened(session, file) as stream:
            _write_copy(stream, partial, file, reporter or Silent())
        _read_back(partial, file)
    return Exported(file.sha256, file.bytes, changed(Kind.LEDGER))


def _refuse_taken(out: Path) -> None:
    with system_errors():
        if out.exists():
            raise InputProblem("export.exists")


@contextmanager
def _new_file(out: Path) -> Iterator[Path]:
    """A name of its own beside ``out``, renamed when the block is done; whatever stops the block, nothing stays."""
    partial = out.with_name(f"{out.name[:40]}.{secrets.token_hex(4)}.partial")
    with system_errors():
        try:
            yield partial
            partial.rename(out)
            fsync_folder(out.parent)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise


def _enter_export(services: Services, file_id: str, purpose: str) -> FileRow:
    file = services.attachments.file(file_id)
    with services.custody.act() as act:
        act.enter(
            "file.exported", subject=file.id, terms={"file": file.id, "form": "plain"},
            contents={"sha256": file.sha256}, detail={"purpose": purpose},
        )  # fmt: skip
    return file


def _write_copy(stream: PayloadStream, target: Path, file: FileRow, reporter: Reporter) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    done = 0
    try:
        for chunk in stream.chunks():
            reporter.check()
            write_all(descriptor, chunk)
            done += len(chunk)
            reporter.report(Progress("export.copy", 0, 1, done, file.bytes))
        fsync_file(descriptor)
    finally:
        os.close(descriptor)


def _read_back(target: Path, file: FileRow) -> None:
    digest = hashlib.sha256()
    with target.open("rb") as written:
        while block := written.read(_COPY):
            digest.update(block)
    if "sha256:" + digest.hexdigest() != file.sha256:
        raise IntegrityFailure("export.differs")


def export_age(session: Session, file_id: str, out: Path) -> Exported:
    """Write header ‖ payload: an age file for this vault's identity; the bytes stay encrypted."""
    _refuse_taken(out)

    def step(services: Services) -> tuple[FileRow, bytes]:
        file = services.attachments.file(file_id)
        header = services.vault.records.value(
            "SELECT header FROM headers WHERE payload = ? ORDER BY recipient = 'vault' LIMIT 1", (file.payload,)
        )
        if header is None:
            raise IntegrityFailure("payload.header-missing")
        with services.custody.act() as act:
            act.enter("file.exported", subject=file.id, terms={"file": file.id, "form": "age"})
        return file, bytes(header)

    file, header = session.run(step)
    payloads = session.run(lambda s: s.vault.payloads)
    with _new_file(out) as partial, payloads.open_raw(file.payload) as raw, partial.open("xb") as target:
        target.write(header)
        while block := raw.read(_COPY):
            target.write(block)
        target.flush()
        fsync_file(target.fileno())
    return Exported(file.sha256, file.bytes, changed(Kind.LEDGER))


def detach(session: Session, record: str, series: str, reason: str) -> Done:
    """Take a series from a record; the bytes and their entry stay."""
    if not reason.strip():
        raise InputProblem("attachment.reason-needed")

    def step(services: Services) -> str:
        record_id, series_id = services.records.resolve(record), services.records.resolve(series)
        with services.custody.act() as act:
            services.attachments.detach(
                act, record_id, series_id, reason=reason.strip(), at=services.clock.now().iso()
            )
        return record_id

    return Done(changed(Kind.FILES, record=session.run(step)))
