"""Acts on blank paper forms: print them with reserved codes, look a code up, void a lost sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.app.changes import Changes, Done, Kind, changed
from field_doc.app.paper_files import refuse_taken, write_new
from field_doc.base.errors import AccessRefused, FieldDocError, InputProblem
from field_doc.base.i18n import Words
from field_doc.base.progress import Silent
from field_doc.evidence.reserved import PaperForm, Reserved, ReservedCodes
from field_doc.export.paper import blank as blanks
from field_doc.export.paper import layouts
from field_doc.formats.digest import sha256_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from field_doc.app.session import Services, Session
    from field_doc.base.progress import Reporter
    from field_doc.export.paper.model import BlankForm
    from field_doc.schema.registry import Registry

# Forms in the order people need them; every other record type follows.
FIRST = ("consent", "statement", "visit", "photo_log", "handover")


def form_names(registry: Registry) -> tuple[str, ...]:
    """Forms that can be printed blank: first those with a layout for paper, then every other record type.

    Identity records have none: who a person is never stands on paper of ours.
    """
    plain = [t for t in registry.types if registry.record_type(t).store == "records"]
    known = {name for name in layouts.special() if layouts.load(registry, name).type in plain}
    named = [*(f for f in FIRST if f in known or f in plain), *plain]
    return tuple(dict.fromkeys(named))


def form_title(registry: Registry, name: str, words: Words) -> str:
    """What a form is called."""
    return blanks.title(registry, name, words)


@dataclass(frozen=True, slots=True)
class BlankPrinted:
    """Blank forms were written: codes, files, pages in all, digest of the form's text."""

    codes: tuple[str, ...]
    files: tuple[Path, ...]
    pages: int
    form: str
    form_digest: str
    changes: Changes


def print_blank(
    session: Session,
    name: str,
    out: Path,
    *,
    count: int = 1,
    lang: str = "uk",
    plain_head: bool = False,
    separate: bool = False,
    reporter: Reporter | None = None,
) -> BlankPrinted:
    """Reserve codes and write blank forms.

    The codes are reserved and entered first; if nothing could be written they are void, which is entered too.

    Args:
        session: an open session.
        name: a form as ``form_names`` has them.
        out: new PDF; with ``separate`` a folder, which gets one file a code.
        count: how many sheets.
        lang: language of the form.
        plain_head: neither title nor rules nor team on the sheet.
        separate: one file a code.
        reporter: hears of progress, may cancel.

    Raises:
        InputProblem: ``record.unknown-type``, ``paper.count``, ``export.exists``.
        AccessRefused: ``paper.identity``: a form of identity records.

    """
    form, words = _form(session, name, lang)
    if not separate:
        refuse_taken((out,))
    codes, tag = session.run(lambda s: _reserve(s, form, count))
    files: list[Path] = []
    try:
        pages = 0
        for part, target in _targets(codes, out, separate=separate):
            pages += _print_part(session, form, _Part(part, tag, target, plain_head), words, reporter)
            files.append(target)
    except BaseException as error:
        code = error.code if isinstance(error, FieldDocError) else "stopped"
        printed = {f.stem for f in files} if separate else set()
        session.run(lambda s: _void(s, [c for c in codes if c not in printed], code))
        raise
    return BlankPrinted(codes, tuple(files), pages, form.version, form.digest, changed(Kind.LEDGER))


def _form(session: Session, name: str, lang: str) -> tuple[BlankForm, Words]:
    words = Words(lang)
    registry = session.run(lambda s: s.registry)
    chosen = layouts.load(registry, name)
    if registry.record_type(chosen.type).store != "records":
        raise AccessRefused("paper.identity")
    return blanks.blank_form(registry, name, words), words


def _targets(codes: Sequence[str], out: Path, *, separate: bool) -> Iterator[tuple[Sequence[str], Path]]:
    """Which codes go into which file."""
    if not separate:
        yield codes, out
        return
    for code in codes:
        yield (code,), out / f"{code}.pdf"


@dataclass(frozen=True, slots=True)
class _Part:
    """What goes into one file."""

    codes: Sequence[str]
    tag: str
    target: Path
    plain_head: bool


def _print_part(session: Session, form: BlankForm, part: _Part, words: Words, reporter: Reporter | None) -> int:
    """Set, enter, write one file; its pages."""
    from field_doc.export.paper import prints

    team, moment = session.run(_team_and_time)
    printed = prints.blank(
        form, part.codes, tag=part.tag, team=team, words=words, moment=moment, plain_head=part.plain_head,
        reporter=reporter,
    )  # fmt: skip
    (reporter or Silent()).check()
    session.run(lambda s: _enter_print(s, form, printed.pages, len(part.codes), printed.data))
    write_new(part.target, printed.data)
    return printed.pages


def _team_and_time(services: Services) -> tuple[str, Any]:
    code = services.vault.records.value("SELECT value FROM meta WHERE name = 'documenter_code'")
    return str(code or ""), services.clock.now().wall


def codes_of(services: Services) -> ReservedCodes:
    """The reserved codes of an open vault."""
    return ReservedCodes(services.vault.records, services.clock, services.random)


def _reserve(services: Services, form: BlankForm, count: int) -> tuple[tuple[str, ...], str]:
    kept = PaperForm(form.digest, form.type, form.version, form.lang, form.text)
    record_type = services.registry.record_type(form.type)
    with services.custody.act() as act:
        return codes_of(services).reserve(act, record_type, kept, count)


def _enter_print(services: Services, form: BlankForm, pages: int, sheets: int, data: bytes) -> None:
    with services.custody.act() as act:
        act.enter(
            "paper.printed",
            terms={"paper": "blank-form", "type": form.type, "pages": str(pages), "sheets": str(sheets),
                   "form_digest": form.digest},
            contents={"sha256": sha256_text(data)},
        )  # fmt: skip


def _void(services: Services, codes: Sequence[str], reason: str) -> None:
    with services.custody.act() as act:
        for code in codes:
            codes_of(services).void(act, code, reason)


def void(session: Session, code: str, reason: str) -> Done:
    """A sheet will never be typed in: lost, spoilt, destroyed. Why is entered; the code is never given again."""
    if not reason.strip():
        raise InputProblem("paper.reason-needed")

    def step(services: Services) -> None:
        with services.custody.act() as act:
            codes_of(services).void(act, code, reason.strip())

    session.run(step)
    return Done(changed(Kind.LEDGER))


def reserved(session: Session, limit: int = 200) -> tuple[Reserved, ...]:
    """Reserved codes, latest first."""
    return session.run(lambda s: codes_of(s).rows(limit=limit))


def look_up(session: Session, typed: str) -> Reserved:
    """The reserved code somebody typed or scanned, free to begin a record; refused with the reason otherwise."""
    return session.run(lambda s: codes_of(s).open(typed))
