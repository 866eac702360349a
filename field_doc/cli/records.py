"""``field-doc record …`` and ``field-doc search``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import records
from field_doc.base.errors import AccessRefused
from field_doc.cli import inputs
from field_doc.cli.opening import unlocked
from field_doc.cli.output import plain

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.app.commands.records import RecordView
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output


def new(args: Namespace, words: Words, out: Output) -> int:
    """Begin a record; always makes the draft, problems are listed."""
    fields = inputs.fields(args.source)
    with unlocked(args, words) as session:
        begun = records.new_record(session, args.type, fields, case=args.case)
    out.result({"id": begun.id, "code": begun.code, "problems": begun.problems}, f"{begun.code} {begun.id}")
    return 0


def edit(args: Namespace, words: Words, out: Output) -> int:
    """Put fields into a draft."""
    fields = inputs.fields(args.source)
    with unlocked(args, words) as session:
        record_id = session.run(lambda s: s.records.resolve(args.id))
        current = session.run(lambda s: s.records.fields(record_id))
        saved = records.save_draft(session, record_id, {**current, **fields})
    out.result({"id": record_id, "saved_at": saved.at, "problems": saved.problems}, words("Saved."))
    return 0


def seal(args: Namespace, words: Words, out: Output) -> int:
    """Make an immutable version."""
    with unlocked(args, words) as session:
        done, _ = records.seal(session, args.id, reason=inputs.text(args.reason))
    _sealed(done, words, out)
    return 0


def amend(args: Namespace, words: Words, out: Output) -> int:
    """A new version that says why."""
    fields, reason = inputs.fields(args.source), inputs.text(args.reason)
    with unlocked(args, words) as session:
        done, _ = records.amend(session, args.id, fields, reason)
    _sealed(done, words, out)
    return 0


def _sealed(done: object, words: Words, out: Output) -> None:
    value = plain(done)
    result = {
        "id": value["record_id"], "code": value["code"], "version": value["version"],
        "complete": value["complete"], "digest": value["digest"],
        "entry": {"epoch": value["epoch"], "seq": value["seq"]}, "problems": value["problems"],
    }  # fmt: skip
    out.result(result, words("{code} sealed, version {version}.", code=value["code"], version=value["version"]))


def discard(args: Namespace, words: Words, out: Output) -> int:
    """Throw a draft away."""
    with unlocked(args, words) as session:
        records.discard_draft(session, args.id)
    out.result({"discarded": True}, words("The draft was discarded; the ledger keeps that it existed."))
    return 0


def show(args: Namespace, words: Words, out: Output) -> int:
    """One record; an identity record needs a reason."""
    with unlocked(args, words) as session:
        try:
            view = records.show(session, args.id, version=args.version)
        except AccessRefused as error:
            if error.code != "identity.reason-needed" or not args.reason:
                raise
            view = records.open_identity(session, args.id, inputs.text(args.reason))
    out.result(record_json(view), _text(view))
    return 0


def record_json(view: RecordView) -> dict[str, object]:
    """A record as ``record show`` prints it."""
    row = view.shown.row
    return {
        "id": row.id,
        "type": row.type,
        "code": row.code,
        "case": row.case_id,
        "state": row.state,
        "delivery": row.delivery,
        "complete": row.complete,
        "version": view.shown.version,
        "fields": view.shown.fields,
        "versions": view.shown.versions,
        "problems": view.shown.problems,
        "files": view.files,
    }


def _text(view: RecordView) -> str:
    head = f"{view.shown.row.code} {view.shown.row.type} {view.shown.row.state.value}"
    return "\n".join([head, *(f"  {name}: {value}" for name, value in view.shown.fields.items())])


def list_records(args: Namespace, words: Words, out: Output) -> int:
    """Rows."""
    with unlocked(args, words) as session:
        rows = records.list_records(session, type_name=args.type, case=args.case, limit=args.limit)
    found = [
        {
            "id": r.id, "type": r.type, "code": r.code, "state": r.state, "delivery": r.delivery,
            "reason": r.delivery_reason, "title": r.title.get(words.lang, ""), "occurred": r.occurred,
            "files": r.files, "changed_at": r.changed_at,
        }
        for r in rows
    ]  # fmt: skip
    text = "\n".join(f"{r.code}  {r.type:14} {r.state.value:8} {r.title.get(words.lang, '')}" for r in rows)
    out.result({"rows": found}, text)
    return 0


def schema(args: Namespace, words: Words, out: Output) -> int:  # noqa: ARG001 (same shape as every handler)
    """A record type as JSON Schema; needs no vault."""
    import json

    from field_doc.schema import jsonschema, registry

    document = jsonschema.json_schema(registry.load().record_type(args.type))
    out.result(document, json.dumps(document, ensure_ascii=False, indent=1))
    return 0


def search(args: Namespace, words: Words, out: Output) -> int:
    """Full text, without identities."""
    query = inputs.text(args.query)
    with unlocked(args, words) as session:
        hits = records.search(session, query, args.limit)
    out.result({"hits": hits}, "\n".join(f"{h.code}  {h.snippet}" for h in hits))
    return 0
