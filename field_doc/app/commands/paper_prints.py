"""Acts that print what is in the vault: a statement for reading back, a record, a hand-over act, labels.

A print leaves the vault in the clear: it is entered with its digest before it is written, as an export is, and text in
which a name is still undecided is not printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from field_doc.app import paper_words
from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import names
from field_doc.app.paper_files import refuse_taken, write_new
from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.base.i18n import Words
from field_doc.base.progress import Silent
from field_doc.formats.digest import sha256_text

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from field_doc.app.paper_words import Shown
    from field_doc.app.session import Services, Session
    from field_doc.base.progress import Reporter
    from field_doc.evidence.model import RecordRow
    from field_doc.export.paper.labels import Label, Paper
    from field_doc.export.paper.sheet import Printed

What = Literal["read-back", "record", "act"]
Setting = Callable[[], "Printed"]


@dataclass(frozen=True, slots=True)
class RecordPrinted:
    """A record was printed: which version (0: draft), its control mark, pages, SHA-256 of the file."""

    code: str
    version: int
    mark: str
    pages: int
    sha256: str
    changes: Changes


def print_record(
    session: Session,
    record: str,
    out: Path,
    what: What = "record",
    *,
    version: int | None = None,
    purpose: str = "",
    lang: str = "uk",
    reporter: Reporter | None = None,
) -> RecordPrinted:
    """Write one record as PDF.

    Args:
        session: an open session.
        record: id or code.
        out: new file; an existing one is not overwritten.
        what: ``read-back`` (statements), ``act`` (hand-overs) or ``record`` (any, for reading).
        purpose: what for, in words; needed for a print for reading, whose kind does not say it. Stands in the
            erasable detail.
        version: a sealed version; the draft, else the latest version, if none is named.
        lang: language of the sheet's own words; what a person said stands as it was written down.
        reporter: hears of progress, may cancel.

    Raises:
        AccessRefused: ``paper.identity``, ``record.blocked``, ``names.undecided``.
        InputProblem: ``file.purpose-needed``, ``paper.not-a-statement``, ``paper.not-a-handover``,
            ``export.exists``, ``record.unknown``.

    """
    if what == "record" and not purpose.strip():
        raise InputProblem("file.purpose-needed")
    refuse_taken((out,))
    words = Words(lang)
    row = session.run(lambda s: _printable(s, record, what))
    shown, setting = session.run(lambda s: _prepare(s, row.id, what, version, words, reporter or Silent()))
    _refuse_undecided(session, shown)
    printed = setting()
    (reporter or Silent()).check()
    digest = sha256_text(printed.data)
    session.run(lambda s: _enter(s, shown, what, purpose.strip(), printed))
    write_new(out, printed.data)
    return RecordPrinted(row.code, shown.number, shown.mark, printed.pages, digest, changed(Kind.LEDGER))


def _refuse_undecided(session: Session, shown: Shown) -> None:
    """No text is printed in which a name is found and nobody has decided about it (REVIEW_PLAN 47)."""
    hits = names.open_hits(session, _text_of(shown), sealed=bool(shown.number))
    if hits:
        raise AccessRefused("names.undecided", count=len(hits))


def _text_of(shown: Shown) -> tuple[str, ...]:
    """Records whose text is on the print."""
    items = paper_words.item_ids(shown) if shown.row.type == paper_words.HANDOVER else []
    return (shown.row.id, *items)


def _printable(services: Services, record: str, what: What) -> RecordRow:
    row = services.records.row(services.records.resolve(record))
    if services.registry.record_type(row.type).store == "identities":
        raise AccessRefused("paper.identity")
    if row.blocked:
        raise AccessRefused("record.blocked", reason=row.blocked)
    if what == "read-back" and row.type != paper_words.STATEMENT:
        raise InputProblem("paper.not-a-statement")
    if what == "act" and row.type != paper_words.HANDOVER:
        raise InputProblem("paper.not-a-handover")
    return row


def _prepare(
    services: Services, record_id: str, what: What, version: int | None, words: Words, reporter: Reporter
) -> tuple[Shown, Setting]:
    """Everything the sheet says, and how to set it; setting runs off the vault's thread."""
    from field_doc.export.paper import act, filled, readback

    shown = paper_words.look(services, record_id, version, words)
    moment: datetime = services.clock.now().wall
    if what == "read-back":
        told = paper_words.statement(services, shown, words)
        return shown, lambda: readback.read_back(told, words=words, moment=moment, reporter=reporter)
    if what == "act":
        handover = paper_words.act(services, shown, words)
        return shown, lambda: act.act(handover, words=words, moment=moment, reporter=reporter)
    whole = paper_words.record(services, shown, words)
    return shown, lambda: filled.filled(whole, words=words, moment=moment, reporter=reporter)


def _enter(services: Services, shown: Shown, what: What, purpose: str, printed: Printed) -> None:
    row = shown.row
    version = {"number": str(shown.number)} if shown.number else {"state": "draft"}
    with services.custody.act() as act:
        act.enter(
            "record.printed", subject=row.id, case=row.case_id,
            terms={"code": row.code, "paper": what, **version, "pages": str(printed.pages), "mark": shown.mark.lower()},
            contents={"sha256": sha256_text(printed.data)}, detail={"purpose": purpose} if purpose else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelsPrinted:
    """Labels were written: whose, on how many pages."""

    codes: tuple[str, ...]
    pages: int
    changes: Changes


def print_labels(
    session: Session,
    records: Sequence[str],
    out: Path,
    *,
    paper: Paper = "a4",
    first: int = 1,
    text: str = "",
    lang: str = "uk",
    reporter: Reporter | None = None,
) -> LabelsPrinted:
    """Write labels of physical items: code, QR, a short neutral text, number of the seal. Never a title: it may name.

    Args:
        session: an open session.
        records: ids or codes, one label each.
        out: new file.
        paper: ``a4`` or ``roll``.
        first: place on the first A4 sheet, from 1.
        text: the same short neutral words on every label, typed by a person.
        lang: language of the words.
        reporter: hears of progress, may cancel.

    Raises:
        AccessRefused: ``paper.identity``.
        InputProblem: ``paper.nothing``, ``paper.label-text``, ``paper.label-place``, ``export.exists``.

    """
    if not records:
        raise InputProblem("paper.nothing")
    refuse_taken((out,))
    from field_doc.export.paper import labels as paper_labels

    words = Words(lang)
    rows = session.run(lambda s: [_printable(s, r, "record") for r in records])
    made = session.run(lambda s: [_label(s, row, text, words) for row in rows])
    moment = session.run(lambda s: s.clock.now().wall)
    printed = paper_labels.labels(made, paper, words=words, moment=moment, first=first, reporter=reporter)
    (reporter or Silent()).check()
    session.run(lambda s: _enter_labels(s, rows, printed))
    write_new(out, printed.data)
    return LabelsPrinted(tuple(r.code for r in rows), printed.pages, changed(Kind.LEDGER))


def _label(services: Services, row: RecordRow, text: str, words: Words) -> Label:
    from field_doc.export.paper.labels import Label

    seal = services.records.fields(row.id).get("seal_no")
    level = paper_words.level_in_words(services, row.id, words)
    return Label(row.code, text.strip(), seal if isinstance(seal, str) else "", level)


def _enter_labels(services: Services, rows: Sequence[RecordRow], printed: Printed) -> None:
    """One entry a record: each tag in the world is traced to its print."""
    with services.custody.act() as act:
        for row in rows:
            act.enter(
                "record.printed", subject=row.id, case=row.case_id,
                terms={"code": row.code, "paper": "label", "pages": str(printed.pages)},
                contents={"sha256": sha256_text(printed.data)},
            )  # fmt: skip
