"""Typing a paper form in: the record begins under the sheet's own code, and its scan is taken in as the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import intake, records
from field_doc.app.commands.paper import codes_of
from field_doc.base.errors import InputProblem
from field_doc.base.i18n import Words
from field_doc.schema import values

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.session import Services, Session
    from field_doc.base.progress import Reporter
    from field_doc.evidence.model import Intake
    from field_doc.evidence.reserved import PaperForm, Reserved
    from field_doc.schema.model import RecordType
    from field_doc.schema.validate import Problem

SOURCE = "scan"
_PAPER_FIELDS = ("paper", "paper_form")
_DERIVED = "rt_derived"
_SCAN_TYPES = {"consent": "ev_doc_consent", "statement": "ev_tes_first", "handover": "ev_doc_custody"}


@dataclass(frozen=True, slots=True)
class TypedIn:
    """A record was begun under the code of its sheet; ``items`` say what became of each scan."""

    id: str
    code: str
    type: str
    series_id: str | None
    items: tuple[Intake, ...]
    problems: tuple[Problem, ...]
    changes: Changes

    @property
    def failed(self) -> bool:
        """Whether a scan could not be taken in."""
        return any(i.status in {"failed", "refused"} for i in self.items)


def begin(
    session: Session,
    typed: str,
    scans: Sequence[Path] = (),
    *,
    case: str | None = None,
    lang: str = "uk",
    reporter: Reporter | None = None,
) -> TypedIn:
    """Begin the record of a paper form under the form's own code, and take its scan in as the original.

    Args:
        session: an open session.
        typed: the code as typed or scanned.
        scans: pictures or PDF of the filled-in sheet; taken in as class identity, for they show a handwriting.
        case: id or code of the case it belongs to.
        lang: language of what the program writes into the scan's own record.
        reporter: hears of progress, may cancel; the record stays begun.

    Raises:
        InputProblem: ``paper.code-…``: the code begins no record here; ``record.unknown``, ``record.not-a-case``.

    """
    found, begun = session.run(lambda s: _begin(s, typed, case))
    if not scans:
        return TypedIn(begun, found.code, found.type, None, (), _problems(session, begun), _changes(begun))
    into = begun if found.type != "item" else _own_series(session, case)
    taken = intake.take_in(
        session, scans, into, source_kind=SOURCE, protection="identity", reporter=reporter, recursive=False
    )
    if taken.series_id is not None:
        describe_scan(session, taken.series_id, found.code, found.type, lang)
        link_original(session, begun, taken.series_id)
    return TypedIn(
        begun, found.code, found.type, taken.series_id, taken.items, _problems(session, begun),
        _changes(begun) | taken.changes,
    )  # fmt: skip


def _own_series(session: Session, case: str | None) -> str:
    """The scan of a photo log is no photo of the series: it gets an item of its own."""
    return records.new_record(session, "item", {}, case=case).id


def _changes(record_id: str) -> Changes:
    return changed(Kind.RECORD, record=record_id)


def _problems(session: Session, record_id: str) -> tuple[Problem, ...]:
    return session.run(lambda s: s.records.problems(record_id))


def _begin(services: Services, typed: str, case: str | None) -> tuple[Reserved, str]:
    codes = codes_of(services)
    found = codes.open(typed)
    case_id = services.records.resolve(case) if case else None
    if case_id is not None and services.records.row(case_id).type != "case":
        raise InputProblem("record.not-a-case")
    record_type, form = services.registry.record_type(found.type), codes.form(found.form)
    fields = values.normalise_fields(record_type, _first_fields(record_type, form, case_id), lang=form.lang)
    with services.custody.act() as act:
        record_id = services.records.begin(act, found.type, fields, case_id, code=found.code)
        act.enter(
            "paper.typed-in", subject=record_id, case=case_id,
            terms={"code": found.code, "type": found.type, "form_digest": found.form},
        )  # fmt: skip
    return found, record_id


def _first_fields(record_type: RecordType, form: PaperForm, case_id: str | None) -> dict[str, Any]:
    """What the sheet says by itself: a consent's form, its text and language; the case."""
    names = {f.name for f in record_type.fields}
    fields: dict[str, Any] = {}
    if case_id is not None and "case" in names:
        fields["case"] = case_id
    if {"form_version", "form_text"} <= names:
        fields |= {"form_version": f"{form.version} {form.lang}", "form_text": form.text, "language": form.lang}
    return fields


def describe_scan(session: Session, series_id: str, code: str, type_name: str, lang: str) -> None:
    """Say in the scan's own record what it is: the paper original of a record."""
    words = Words(lang)
    title = words("Paper original of {code}", code=code)
    where = words("Paper form {code}, filled in by hand; this file is its scan. Where the paper is kept:", code=code)
    said: dict[str, Any] = {
        "title": {"text": title, "lang": lang},
        "item_type": _SCAN_TYPES.get(type_name, "ev_fieldnote"),
        "original_or_copy": "co_original",
        "original_where": {"text": where, "lang": lang},
    }
    current = session.run(lambda s: s.records.fields(series_id))
    records.save_draft(session, series_id, {**current, **said}, lang=lang)


def link_original(session: Session, record_id: str, series_id: str) -> None:
    """Let a record's draft name the scan: in its field for the paper, else as what it was derived from."""
    record_type = session.run(lambda s: s.registry.record_type(s.records.row(record_id).type))
    fields: dict[str, Any] = dict(session.run(lambda s: s.records.fields(record_id)))
    own = next((n for n in _PAPER_FIELDS if record_type.field(n) is not None), None)
    links = record_type.field("links")
    if own is not None and not fields.get(own):
        fields[own] = series_id
    elif links is not None and "item" in (links.field("target") or links).types:
        member = {"relation": _DERIVED, "target": series_id}
        before = fields.get("links")
        fields["links"] = [*(before if isinstance(before, list) else ()), member]
    else:
        return  # it stands with the record as a series all the same
    records.save_draft(session, record_id, fields)
