"""``field-doc paper …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import paper, paper_binding, paper_prints, paper_typing
from field_doc.base.errors import FieldDocError
from field_doc.cli import inputs
from field_doc.cli.opening import unlocked
from field_doc.cli.output import TerminalProgress, error_words, visible

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.evidence.model import Intake
    from field_doc.evidence.reserved import Reserved

_SOME_UNREADABLE = 4


def _warn(words: Words, out: Output) -> None:
    """Paper and printers remember; said each time."""
    out.note(words(
        "A printer, its spooler and this file keep what was printed. Print on a machine of your own, delete the file "
        "afterwards, burn what is spoilt."
    ))  # fmt: skip


def blank(args: Namespace, words: Words, out: Output) -> int:
    """Print blank forms; the codes on them are reserved."""
    with unlocked(args, words) as session:
        done = paper.print_blank(
            session, args.form.replace("-", "_"), args.out, count=args.count, lang=words.lang,
            plain_head=args.plain_head, separate=args.out.is_dir(), reporter=TerminalProgress(words),
        )  # fmt: skip
    _warn(words, out)
    found = {
        "codes": done.codes,
        "files": done.files,
        "pages": done.pages,
        "form": done.form,
        "digest": done.form_digest,
    }
    out.result(found, "\n".join(done.codes))
    return 0


def begin(args: Namespace, words: Words, out: Output) -> int:
    """Begin the record of a sheet; exit 4 when a scan could not be taken in."""
    with unlocked(args, words) as session:
        done = paper_typing.begin(
            session, args.code, args.scan, case=args.case, lang=words.lang, reporter=TerminalProgress(words)
        )
    found = {"id": done.id, "code": done.code, "type": done.type, "series": done.series_id, "items": done.items}
    lines = [*_not_taken(done.items, words), f"{done.code} {done.id}"]
    out.result({**found, "problems": done.problems}, "\n".join(lines))
    return _SOME_UNREADABLE if done.failed else 0


def print_record(args: Namespace, words: Words, out: Output) -> int:
    """Print one record: for reading back, as an act, or for reading."""
    with unlocked(args, words) as session:
        done = paper_prints.print_record(
            session, args.id, args.out, args.what, version=args.version, lang=words.lang,
            purpose=inputs.text(args.purpose), reporter=TerminalProgress(words),
        )  # fmt: skip
    _warn(words, out)
    out.result(
        {"code": done.code, "version": done.version, "mark": done.mark, "pages": done.pages, "sha256": done.sha256},
        words("Written. Control mark {mark}.", mark=done.mark),
    )
    return 0


def labels(args: Namespace, words: Words, out: Output) -> int:
    """Print labels."""
    with unlocked(args, words) as session:
        done = paper_prints.print_labels(
            session, args.ids, args.out, paper=args.paper, first=args.first, text=inputs.text(args.text),
            lang=words.lang, reporter=TerminalProgress(words),
        )  # fmt: skip
    _warn(words, out)
    out.result({"codes": done.codes, "pages": done.pages}, "\n".join(done.codes))
    return 0


def bind(args: Namespace, words: Words, out: Output) -> int:
    """Bind the scan of signed pages; exit 4 when a file could not be taken in."""
    with unlocked(args, words) as session:
        done = paper_binding.bind(
            session, args.id, args.scan, inputs.text(args.mark), lang=words.lang, reporter=TerminalProgress(words)
        )
    found = {"record": done.record, "code": done.code, "version": done.version, "digest": done.version_digest}
    text = words("Bound to version {number} of {code}. The amendment is a draft: seal it.", number=done.version,
                 code=done.code)  # fmt: skip
    lines = [*_not_taken(done.items, words), *([text] if done.bound else [])]
    out.result({**found, "mark": done.mark, "bound": done.bound, "items": done.items}, "\n".join(lines))
    return _SOME_UNREADABLE if done.failed else 0


def _not_taken(items: Sequence[Intake], words: Words) -> list[str]:
    """A line for each file that was not taken in, and why."""
    return [
        f"{visible(item.path)}: {error_words(words, FieldDocError(item.code or 'intake.source-unreadable'))[0]}"
        for item in items
        if item.status in {"failed", "refused"}
    ]


def list_codes(args: Namespace, words: Words, out: Output) -> int:
    """Reserved codes and what became of them."""
    with unlocked(args, words) as session:
        rows = paper.reserved(session, args.limit)
    out.result({"rows": rows}, "\n".join(_row(row, words) for row in rows))
    return 0


def _row(row: Reserved, words: Words) -> str:
    state = words("typed in") if row.used_by else words("void") if row.voided_reason else words("on paper")
    return "  ".join((row.code, words.label("type", row.type), state, row.reserved_at[:10]))


def void(args: Namespace, words: Words, out: Output) -> int:
    """A sheet is gone; its code begins no record any more."""
    with unlocked(args, words) as session:
        paper.void(session, args.code, inputs.text(args.reason))
    out.result({"voided": True}, words("The sheet is void; its code is not given again."))
    return 0
