"""Acts on records: begin, type, seal, amend, discard, look, list, search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from field_doc.app import ledger_view, roles
from field_doc.app.changes import Changes, Done, Kind, changed
from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.evidence import handling, withdrawal
from field_doc.evidence import search as searching
from field_doc.evidence.model import FileRow, RecordRow, Sealing
from field_doc.evidence.record_reader import Shown
from field_doc.schema import values

if TYPE_CHECKING:
    from field_doc.app.session import Services, Session
    from field_doc.evidence.search import Hit
    from field_doc.formats.canonical import JSON
    from field_doc.schema.model import RecordType
    from field_doc.schema.validate import Problem


@dataclass(frozen=True, slots=True)
class Begun:
    """A new draft and what is still missing in it."""

    id: str
    code: str
    problems: tuple[Problem, ...]
    changes: Changes


def new_record(
    session: Session, type_name: str, fields: Mapping[str, JSON], *, case: str | None = None, lang: str = "und"
) -> Begun:
    """Begin a record with a draft; problems do not prevent it.

    Args:
        session: an open session.
        type_name: record type.
        fields: values as docs/spec/record.md says; unknown names are refused with their path.
        case: id or code of the case it belongs to.
        lang: language of texts that name none, where the record names none either.

    """

    def step(services: Services) -> Begun:
        record_type = services.registry.record_type(type_name)
        clean = resolve_references(services, type_name, values.normalise_fields(record_type, fields, lang=lang))
        case_id = services.records.resolve(case) if case else None
        if case_id is not None and services.records.row(case_id).type != "case":
            raise InputProblem("record.not-a-case")
        case_id = _into_case(record_type, clean, case_id)
        with services.custody.act() as act:
            record_id = services.records.begin(act, type_name, clean, case_id)
        row = services.records.row(record_id)
        return Begun(record_id, row.code, services.records.problems(record_id), _record_changed(record_id))

    return session.run(step)


def _into_case(record_type: RecordType, fields: dict[str, JSON], case_id: str | None) -> str | None:
    """The case by option or by field; where the form has the field, it says so too."""
    named = fields.get("case")
    if case_id is None:
        return named if isinstance(named, str) else None
    if any(f.name == "case" for f in record_type.fields):
        fields.setdefault("case", case_id)
    return case_id


def resolve_references(services: Services, type_name: str, fields: Mapping[str, JSON]) -> dict[str, JSON]:
    """Turn codes in ``record_ref`` fields into ids, groups included."""
    return {
        field.name: _resolve(services, field, fields[field.name])
        for field in services.registry.record_type(type_name).fields
        if field.name in fields
    }


def _resolve(services: Services, field: object, value: JSON) -> JSON:
    kind = getattr(field, "type", "")
    if kind == "record_ref" and isinstance(value, str):
        return services.records.resolve(value, discarded=True)
    if kind == "record_ref" and isinstance(value, list):
        return [services.records.resolve(v, discarded=True) if isinstance(v, str) else v for v in value]
    if kind == "group" and isinstance(value, list):
        inner = {f.name: f for f in getattr(field, "fields", ())}
        return [
            {k: _resolve(services, inner[k], v) if k in inner else v for k, v in member.items()}
            if isinstance(member, dict)
            else member
            for member in value
        ]
    return value


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft was saved: when, and what is missing or wrong in it now."""

    at: str
    problems: tuple[Problem, ...]
    changes: Changes


def save_draft(session: Session, record_id: str, fields: Mapping[str, JSON], *, lang: str = "und") -> Saved:
    """Save what was typed; durable when it returns. ``lang`` as in ``new_record``."""

    def step(services: Services) -> Saved:
        row = services.records.row(record_id)
        record_type = services.registry.record_type(row.type)
        clean = resolve_references(services, row.type, values.normalise_fields(record_type, fields, lang=lang))
        at = services.records.save_draft(record_id, clean)
        return Saved(at, services.records.problems(record_id, clean), _record_changed(record_id))

    return session.run(step)


def seal(session: Session, record: str, *, reason: str | None = None) -> tuple[Sealing, Changes]:
    """Make an immutable version of the draft, and of the drafts of its series."""

    def step(services: Services) -> Sealing:
        record_id = services.records.resolve(record)
        with services.custody.act() as act:
            for series in services.attachments.series_of(record_id):
                if services.records.row(series).has_draft:
                    services.records.seal(act, series, reason)
            done = services.records.seal(act, record_id, reason)
            if services.records.row(record_id).type == "consent":
                # A withdrawal written into the form by hand blocks as the act of withdrawing does.
                withdrawal.settle(services.vault.records, services.records, services.registry, record_id)
        services.identities.sweep()
        services.vault.records.truncate_wal()
        return done

    sealing = session.run(step)
    return sealing, _record_changed(sealing.record_id) | changed(Kind.OUTBOX)


def open_amendment(session: Session, record: str) -> Done:
    """Open a draft that begins as the latest sealed version."""

    def step(services: Services) -> str:
        record_id = services.records.resolve(record)
        roles.refuse_hidden(services, record_id)
        with services.custody.act() as act:
            services.records.open_amendment(act, record_id)
        return record_id

    return Done(_record_changed(session.run(step)))


def amend(
    session: Session, record: str, fields: Mapping[str, JSON], reason: str, *, lang: str = "und"
) -> tuple[Sealing, Changes]:
    """Open an amendment, put the fields in, seal it. ``lang`` as in ``new_record``."""
    if not reason.strip():
        raise InputProblem("record.reason-needed")
    record_id = session.run(lambda s: s.records.resolve(record))
    open_amendment(session, record_id)
    current = dict(session.run(lambda s: s.records.fields(record_id)))
    save_draft(session, record_id, {**current, **fields}, lang=lang)
    return seal(session, record_id, reason=reason)


def discard_draft(session: Session, record: str) -> Done:
    """Throw a draft away; that it existed stays in the ledger."""

    def step(services: Services) -> str:
        record_id = services.records.resolve(record)
        with services.custody.act() as act:
            services.records.discard(act, record_id)
        services.identities.sweep()
        return record_id

    return Done(_record_changed(session.run(step)))


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record with its files, for a screen or ``record show``."""

    shown: Shown
    files: tuple[FileRow, ...]


def show(session: Session, record: str, *, version: int | None = None, purpose: str = "work") -> RecordView:
    """Look at a record. Viewing a sealed version is an act that custody asks about; it is entered."""

    def step(services: Services) -> RecordView:
        record_id = services.records.resolve(record)
        row = services.records.row(record_id)
        if row.blocked:
            raise AccessRefused("record.blocked", reason=row.blocked)
        if services.registry.record_type(row.type).store == "identities":
            raise AccessRefused("identity.reason-needed")
        shown = services.records.show(record_id, version)
        if shown.version:
            _enter_view(services, row, shown.version, purpose)
            known = services.registry.record_type(row.type)
            shown = replace(shown, fields=roles.seen(roles.role_of(services), known, shown.fields))
        return RecordView(shown, services.attachments.of_record(record_id))

    return session.run(step)


def _enter_view(services: Services, row: RecordRow, version: int, purpose: str) -> None:
    with services.custody.act() as act:
        act.enter(
            "record.viewed", subject=row.id, case=row.case_id,
            terms={"code": row.code, "number": str(version)}, detail={"purpose": purpose},
        )  # fmt: skip


def open_identity(session: Session, record: str, reason: str, *, version: int | None = None) -> RecordView:
    """Open one identity record with a reason; entered before anything is shown (R07).

    ``version``: a sealed version instead of what it says now, as long as it was not closed to its custodians.
    """
    if not reason.strip():
        raise InputProblem("identity.reason-needed")

    def step(services: Services) -> RecordView:
        record_id = services.records.resolve(record)
        row = services.records.row(record_id)
        if row.blocked:
            raise AccessRefused("record.blocked", reason=row.blocked)
        terms = {"code": row.code} | ({"number": str(version)} if version is not None else {})
        with services.custody.act() as act:
            act.enter(
                "identity.opened", subject=record_id, case=row.case_id, terms=terms, detail={"reason": reason.strip()}
            )
        return RecordView(services.records.show(record_id, version), ())

    return session.run(step)


def list_records(
    session: Session, *, type_name: str | None = None, case: str | None = None, limit: int = 200, offset: int = 0
) -> tuple[RecordRow, ...]:
    """Rows of a list, latest change first."""

    def step(services: Services) -> tuple[RecordRow, ...]:
        if type_name is not None:
            services.registry.record_type(type_name)  # refuses what is no type
        case_id = services.records.resolve(case) if case else None
        return services.records.rows(type_name=type_name, case_id=case_id, limit=limit, offset=offset)

    return session.run(step)


def counts(session: Session, case_id: str | None = None) -> dict[str, int]:
    """How many records of each type there are."""
    return session.run(lambda s: s.records.counts(case_id))


def search(session: Session, query: str, limit: int = 50) -> tuple[Hit, ...]:
    """Full text, without identity data."""
    return session.run(lambda s: searching.search(s.vault.records, query, limit))


def rows_of_hits(session: Session, hits: Sequence[Hit]) -> tuple[RecordRow, ...]:
    """What the rows of a search say, how strictly each is handled among it; in the order of the hits."""
    return session.run(lambda s: handling.with_levels(s.vault.records, [s.records.row(hit.id) for hit in hits]))


def history(session: Session, record: str) -> tuple[ledger_view.HistoryLine, ...]:
    """Everything the ledger has about a record and its files, oldest first."""
    return session.run(lambda s: ledger_view.lines_about(s, s.records.resolve(record, discarded=True)))


def _record_changed(record_id: str) -> Changes:
    return changed(Kind.RECORD, record=record_id)
