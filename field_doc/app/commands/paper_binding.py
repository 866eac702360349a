"""Binding the scan of signed pages to the version whose text they carry, by the control mark on them.

The scan becomes a file of the record (which opens an amendment draft of a sealed one), the draft names it among the
signatures, and the ledger says which version, mark and file belong together: for ever, without a word of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.app import paper_words
from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import intake, records
from field_doc.app.commands.paper_typing import SOURCE, describe_scan, link_original
from field_doc.base.errors import InputProblem
from field_doc.base.i18n import Words
from field_doc.formats import paper_mark
from field_doc.schema.required import is_required

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.session import Services, Session
    from field_doc.base.progress import Reporter
    from field_doc.evidence.custody import Act
    from field_doc.evidence.model import Intake, RecordRow, VersionRow
    from field_doc.schema.model import RecordType

_SIGNED = "sg_signed"


@dataclass(frozen=True, slots=True)
class Bound:
    """A scan was bound: to which version and its digest, under which mark; ``items`` say what became of each file."""

    record: str
    code: str
    version: int
    version_digest: str
    mark: str
    items: tuple[Intake, ...]
    changes: Changes

    @property
    def bound(self) -> bool:
        """Whether a file was bound; what could not be taken in is not."""
        return any(i.file_id is not None for i in self.items)

    @property
    def failed(self) -> bool:
        """Whether a file could not be taken in."""
        return any(i.status in {"failed", "refused"} for i in self.items)


def bind(
    session: Session, record: str, scans: Sequence[Path], mark: str, *, lang: str = "uk",
    reporter: Reporter | None = None,
) -> Bound:  # fmt: skip
    """Bind scans of signed pages to the version with that mark.

    Args:
        session: an open session.
        record: id or code of the record.
        scans: pictures or PDF of the signed pages; class identity, for they show handwriting.
        mark: the control mark on the pages, as typed or scanned.
        lang: language of what the program writes into the scan's own record.
        reporter: hears of progress, may cancel.

    Raises:
        InputProblem: ``paper.mark-unreadable``, ``paper.mark-unsealed`` (of the draft as it is now: seal first),
            ``paper.mark-unknown`` (of no version), ``paper.nothing``.

    """
    if not scans:
        raise InputProblem("paper.nothing")
    row, version, read = session.run(lambda s: _find(s, record, mark))
    taken = intake.take_in(
        session, scans, row.id, source_kind=SOURCE, protection="identity", reporter=reporter, recursive=False
    )
    files = [i.file_id for i in taken.items if i.file_id is not None]
    if files:
        if taken.series_id is not None and taken.series_id != row.id:
            describe_scan(session, taken.series_id, row.code, row.type, lang)
            _open_draft(session, row.id)
            link_original(session, row.id, taken.series_id)
        _name_in_signatures(session, row.id, files[0])
        session.run(lambda s: _enter(s, row, version, read, files))
    changes = changed(Kind.FILES, record=row.id) | taken.changes
    return Bound(row.id, row.code, version.number, version.jwt_digest, read, taken.items, changes)


def _find(services: Services, record: str, typed: str) -> tuple[RecordRow, VersionRow, str]:
    """The version whose mark, or whose text's mark, is the one typed; the latest if several have it."""
    read = paper_mark.read_mark(typed)
    if read is None:
        raise InputProblem("paper.mark-unreadable")
    row = services.records.row(services.records.resolve(record))
    for version in reversed(services.records.versions(row.id)):
        marks = (paper_mark.version_mark(version.jwt_digest), paper_words.draft_mark(services, row.id, version.number))
        if read in marks:
            return row, version, read
    if row.has_draft and read == paper_words.draft_mark(services, row.id, None):
        raise InputProblem("paper.mark-unsealed")
    raise InputProblem("paper.mark-unknown")


def _open_draft(session: Session, record_id: str) -> None:
    def step(services: Services) -> None:
        with services.custody.act() as act:
            services.records.open_amendment(act, record_id)

    if not session.run(lambda s: s.records.row(record_id).has_draft):
        session.run(step)


def _name_in_signatures(session: Session, record_id: str, file_id: str) -> None:
    """Let the draft's signatures point to the scan: a new member of the group, or the empty signature fields."""
    record_type = session.run(lambda s: s.registry.record_type(s.records.row(record_id).type))
    if not session.run(lambda s: s.records.row(record_id).has_draft):
        return
    fields = dict(session.run(lambda s: s.records.fields(record_id)))
    if _signed(record_type, fields, {"status": _SIGNED, "attachment": file_id}):
        records.save_draft(session, record_id, fields)


def _signed(record_type: RecordType, fields: dict[str, Any], signature: dict[str, str]) -> bool:
    """Put the signature into the fields; whether there was a place for it."""
    for field in record_type.fields:
        inner = [f.name for f in field.fields if f.type == "signature"] if field.type == "group" else []
        if inner:
            before = fields.get(field.name)
            fields[field.name] = [*(before if isinstance(before, list) else ()), {inner[0]: signature}]
            return True
    places = [f for f in record_type.fields if f.type == "signature" and is_required(f, fields)]
    for field in places:
        before = fields.get(field.name)
        if isinstance(before, dict) and "status" in before and "attachment" not in before:
            fields[field.name] = {**before, "attachment": signature["attachment"]}
        elif not before:
            fields[field.name] = dict(signature)
    return bool(places)


def _enter(services: Services, row: RecordRow, version: VersionRow, mark: str, files: Sequence[str]) -> None:
    with services.custody.act() as act:
        for file_id in files:
            act.enter(
                "paper.bound", subject=row.id, case=row.case_id,
                terms={"code": row.code, "number": str(version.number), "version": version.jwt_digest,
                       "mark": mark.lower(), "file": file_id},
                contents={"sha256": services.attachments.file(file_id).sha256},
            )  # fmt: skip
        if row.type == paper_words.HANDOVER:
            _hand_over(services, act, row, version)


def _hand_over(services: Services, act: Act, row: RecordRow, version: VersionRow) -> None:
    """A signed act is there: each item it is about changed hands, which its own history says too."""
    shown = paper_words.look(services, row.id, version.number, Words("en"))
    for item_id in paper_words.item_ids(shown):
        act.enter(
            "custody.handed-over", subject=item_id, case=services.records.row(item_id).case_id,
            terms={"code": row.code, "number": str(version.number), "version": version.jwt_digest},
        )  # fmt: skip
