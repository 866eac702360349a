"""``field-doc intake`` and ``field-doc attachment …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import files
from field_doc.app.commands import intake as intakes
from field_doc.base.errors import FieldDocError
from field_doc.cli import inputs
from field_doc.cli.opening import unlocked
from field_doc.cli.output import TerminalProgress, error_words, visible
from field_doc.evidence.sources import as_text
from field_doc.ui.fmt import Fmt

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.evidence.model import FileRow, Intake

_SOME_UNREADABLE = 4


def intake(args: Namespace, words: Words, out: Output) -> int:
    """Take files in; exit 4 when some could not be read."""
    with unlocked(args, words) as session:
        done = intakes.take_in(
            session,
            args.paths,
            args.into,
            recursive=args.recursive,
            source_kind=args.source_kind,
            protection=args.protection,
            reporter=TerminalProgress(words),
        )
        rows = {f.id: f for f in files.list_files(session, args.into)}
    items = [_item(i, rows.get(i.file_id or "")) for i in done.items]
    taken = sum(i.status == "taken" for i in done.items)
    known = sum(i.status == "known" for i in done.items)
    text = words(
        "{taken} taken in, {known} known already, {failed} not taken.",
        taken=taken, known=known, failed=len(items) - taken - known,
    )  # fmt: skip
    out.result(
        {"series": done.series_id, "items": items}, "\n".join((*_not_taken(args.paths, done.items, words), text))
    )
    return _SOME_UNREADABLE if done.failed else 0


def _not_taken(paths: Sequence[Path], items: Sequence[Intake], words: Words) -> Iterator[str]:
    """A line for each path that was not taken in: its name as it was given, and why."""
    for item in items:
        if item.status == "taken":
            continue
        path = visible(_as_given(paths, item.path))
        if item.status == "known":
            why = words("The same bytes are in the vault already; no second copy was made.")
        else:
            why = error_words(words, FieldDocError(item.code or "intake.source-unreadable"))[0]
        yield f"{path}: {why}"


def _as_given(paths: Sequence[Path], found: str) -> str:
    """The path a person typed that leads to what was found; names alone where two typed paths end alike."""
    tops = {path: as_text(path.name) or str(path) for path in paths}
    fits = [path for path, top in tops.items() if found == top or found.startswith(top + "/")]
    if len(fits) != 1:
        return found
    return as_text(str(fits[0])) + found.removeprefix(tops[fits[0]])


def _item(found: Intake, row: FileRow | None) -> dict[str, object]:
    facts = row.facts if row else {}
    return {
        "path": found.path,
        "id": found.file_id,
        "sha256": found.sha256,
        "bytes": found.bytes,
        "media_type": row.media_type if row else None,
        "captured_at": facts.get("captured_at"),
        "gps": facts.get("gps"),
        "make": facts.get("make"),
        "model": facts.get("model"),
        "findings": row.findings if row else [],
        "problem": row.problem if row else None,
        "status": found.status,
        "code": found.code,
    }


def list_files(args: Namespace, words: Words, out: Output) -> int:
    """Files of a record, or of the vault."""
    with unlocked(args, words) as session:
        rows = files.list_files(session, args.record, limit=1_000_000)
    out.result({"rows": rows}, "\n".join(_row(r, words) for r in rows))
    return 0


def _row(row: FileRow, words: Words) -> str:
    """A file: id to name it by, kind and size, name, digest."""
    kind = words.label("kind", row.kind) if words.has_label("kind", row.kind) else row.media_type
    return "  ".join((row.id, f"{kind}, {Fmt(words.lang).size(row.bytes)}", visible(row.name), row.sha256))


def export(args: Namespace, words: Words, out: Output) -> int:
    """Write one original; read back and compared."""
    with unlocked(args, words) as session:
        done = files.export_file(
            session, args.id, args.out, purpose=inputs.text(args.purpose), plain=args.plain,
            reporter=TerminalProgress(words),
        )  # fmt: skip
    out.result({"sha256": done.sha256, "bytes": done.bytes}, done.sha256)
    return 0


def age(args: Namespace, words: Words, out: Output) -> int:
    """Write header and payload as an age file."""
    with unlocked(args, words) as session:
        done = files.export_age(session, args.id, args.out)
    out.result({"sha256": done.sha256, "bytes": done.bytes}, words("Written. It opens with the identity it is for."))
    return 0


def detach(args: Namespace, words: Words, out: Output) -> int:
    """Take a series from a record; its bytes and its entries stay."""
    with unlocked(args, words) as session:
        files.detach(session, args.record, args.id, inputs.text(args.reason))
    out.result({"detached": True}, words("Taken from the record; the files and their entries stay."))
    return 0
