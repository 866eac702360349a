"""``field-doc intake`` and ``field-doc attachment …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import files
from field_doc.app.commands import intake as intakes
from field_doc.cli import inputs
from field_doc.cli.opening import unlocked
from field_doc.cli.output import TerminalProgress

if TYPE_CHECKING:
    from argparse import Namespace

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
    out.result({"series": done.series_id, "items": items}, text)
    return _SOME_UNREADABLE if done.failed else 0


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
    out.result({"rows": rows}, "\n".join(f"{r.id}  {r.sha256}  {r.media_type}" for r in rows))
    return 0


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
