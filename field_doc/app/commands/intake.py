"""Taking files in, as a long act with progress and cancel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, BinaryIO, cast

from field_doc.app.changes import Changes, Kind, changed
from field_doc.base.errors import FieldDocError, IntegrityFailure
from field_doc.base.log import logger
from field_doc.base.progress import CancelToken, Progress, Reporter, Silent
from field_doc.decode import media_types, sniff
from field_doc.evidence.intake import Arrived, Batch, Sniffed, failure, unreadable
from field_doc.evidence.sources import FileSource, Unreadable, gather
from field_doc.vault.intake_pipeline import Failed, IntakePipeline, Staged

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.session import Services, Session
    from field_doc.decode.values import Report
    from field_doc.evidence.intake import IntakeStore
    from field_doc.evidence.model import FileRow, Intake

_GROUP_FILES = 64
_GROUP_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of every path, and the series the files stand in."""

    items: tuple[Intake, ...]
    series_id: str | None
    cancelled: bool
    changes: Changes

    @property
    def failed(self) -> bool:
        """Whether something could not be taken in."""
        return any(i.status in {"failed", "refused"} for i in self.items)


@dataclass(slots=True)
class _Run:
    session: Session
    store: IntakeStore
    batch: Batch
    reporter: Reporter
    token: CancelToken
    sources: dict[int, FileSource]
    files_total: int
    bytes_total: int
    bytes_done: int = 0
    results: dict[int, Intake] = field(default_factory=dict)  # by key of the source
    group: list[Arrived] = field(default_factory=list)

    def on_bytes(self, count: int) -> None:
        """Called by the reading thread after each frame."""
        self.bytes_done += count
        try:
            self.reporter.check()
        except FieldDocError:
            self.token.cancel()
        self.report()

    def report(self) -> None:
        """Tell how far the batch is."""
        self.reporter.report(
            Progress("intake.copy", len(self.results), self.files_total, self.bytes_done, self.bytes_total)
        )


def take_in(
    session: Session,
    paths: Sequence[Path],
    into: str,
    *,
    recursive: bool = True,
    source_kind: str = "unknown",
    protection: str | None = None,
    decode: bool = True,
    reporter: Reporter | None = None,
) -> IntakeResult:
    """Take files and folders into a record.

    Every file is hashed and encrypted in one pass, durable and entered in the ledger before it is
    reported; one bad file stops nothing; what is in the vault already is told as ``known``.

    Args:
        session: an open session.
        paths: files or folders; only read.
        into: id or code of the record they stand with.
        recursive: go into folders of folders.
        source_kind: where they come from (``card``, ``phone-copy``, ``messenger``, ``unknown``).
        protection: class of the files; by kind if not given.
        decode: let the decoder child look at the files afterwards; otherwise it does so later.
        reporter: hears of progress, may cancel; what is taken in by then stays.

    """
    batch = session.run(lambda s: _batch(s, into, source_kind, protection))
    found = list(gather(paths, recursive=recursive))
    files = [f for f in found if isinstance(f, FileSource)]
    run = _Run(
        session, session.run(lambda s: s.intake), batch, reporter or Silent(), CancelToken(),
        {f.key: f for f in files}, len(found), sum(f.size for f in files),
    )
    _copy(run, files)
    items = tuple(_results(found, run.results))
    failures = [(i.path, i.code) for i in items if i.code is not None]
    if failures:
        session.run(lambda s: s.intake.note_failures(batch, failures))
    if decode:
        decode_pending(session, reporter=run.reporter, token=run.token)
    changes = changed(Kind.FILES, Kind.OUTBOX, record=batch.target)
    return IntakeResult(items, batch.series_id, run.token.cancelled, changes)


def _results(found: Sequence[FileSource | Unreadable], by_key: Mapping[int, Intake]) -> Iterator[Intake]:
    """What became of each path, in the order they were found; a cancelled batch has none for the rest."""
    for one in found:
        if isinstance(one, Unreadable):
            yield unreadable(one)
        elif one.key in by_key:
            yield by_key[one.key]


def _batch(services: Services, into: str, source_kind: str, protection: str | None) -> Batch:
    row = services.records.row(services.records.resolve(into))
    if services.registry.record_type(row.type).store == "identities":
        protection = "identity"  # a scanned passport tells who somebody is, whatever was chosen
    return Batch(row.id, row.case_id, source_kind, protection)


def _copy(run: _Run, files: Sequence[FileSource]) -> None:
    """Let the pipeline stage the files and acknowledge them in groups."""
    vault = run.session.run(lambda s: s.vault)
    pipeline = IntakePipeline(
        vault.payloads.incoming,
        random=run.session.run(lambda s: s.random),
        token=run.token,
        on_bytes=run.on_bytes,
    )
    for result in pipeline.run(files):
        if isinstance(result, Failed):
            run.results[result.key] = failure(result, run.sources)
            del run.sources[result.key]
        else:
            run.group.append(_arrived(run, result))
            if len(run.group) >= _GROUP_FILES or sum(a.staged.bytes for a in run.group) >= _GROUP_BYTES:
                _acknowledge(run)
    _acknowledge(run)


def _arrived(run: _Run, staged: Staged) -> Arrived:
    media_type = sniff.media_type_of(staged.head)
    sniffed = Sniffed(media_type, media_types.kind_of(media_type))
    return Arrived(staged, run.sources.pop(staged.key), sniffed, run.store.header_for(staged.file_key))


def _acknowledge(run: _Run) -> None:
    if not run.group:
        return
    group, run.group = run.group, []
    results = run.session.run(lambda s: s.intake.acknowledge(run.batch, group))
    run.results |= {one.source.key: result for one, result in zip(group, results, strict=True)}
    run.report()


# decoding what was taken in


def decode_pending(session: Session, *, reporter: Reporter | None = None, token: CancelToken | None = None) -> int:
    """Let the decoder child look at every file it has not seen; returns how many.

    Facts are read from what is stored, not from the source. An interrupted run is made up for later.
    """
    reporter = reporter or Silent()
    waiting = session.run(lambda s: s.intake.without_facts())
    for number, file_id in enumerate(waiting):
        if token is not None and token.cancelled:
            return number
        reporter.report(Progress("intake.look", number, len(waiting)))
        file = session.run(lambda s, f=file_id: s.attachments.file(f))  # type: ignore[misc]
        try:
            _decode_one(session, file)
        except IntegrityFailure:
            # A payload that is gone or damaged is for ``check`` to tell; it must not stop the files after it.
            logger("intake").warning("payload cannot be looked at: file %s", file.id)
    return len(waiting)


def _decode_one(session: Session, file: FileRow) -> None:
    key = session.run(lambda s: s.intake.file_key(file.payload, s.vault.identity))
    payloads = session.run(lambda s: s.vault.payloads)
    with payloads.open(file.payload, key) as stream:
        report = session.decoder.examine(cast("BinaryIO", stream), file.bytes, _extension(file.name))
    session.run(lambda s: _store_report(s, file, report))


def _store_report(services: Services, file: FileRow, report: Report) -> None:
    with services.vault.records.transaction():
        services.intake.store_facts(
            file.id,
            facts={**asdict(report.facts), "media_type": report.media_type},
            raw=report.raw,
            findings=[asdict(f) for f in report.findings],
            problem=report.problem,
            thumbnail=report.thumbnail,
        )


def _extension(name: str) -> str | None:
    stem, dot, extension = name.rpartition(".")
    return extension.lower()[:16] if dot and stem else None
