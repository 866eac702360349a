"""``field-doc record …`` and ``field-doc search``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import records
from field_doc.app.commands import relations as related
from field_doc.base.errors import AccessRefused
from field_doc.cli import blocking, geometry, inputs, names, record_text, relations
from field_doc.cli.opening import unlocked
from field_doc.cli.output import plain
from field_doc.schema import registry, shown

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.app.commands.records import RecordView
    from field_doc.app.session import Session
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output


def new(args: Namespace, words: Words, out: Output) -> int:
    """Begin a record; always makes the draft, problems are listed."""
    fields = geometry.put(inputs.fields(args.source), args, out)
    with unlocked(args, words) as session:
        begun = records.new_record(session, args.type, fields, case=args.case, lang=words.lang)
    out.result({"id": begun.id, "code": begun.code, "problems": begun.problems}, f"{begun.code} {begun.id}")
    return 0


def edit(args: Namespace, words: Words, out: Output) -> int:
    """Put fields into a draft."""
    fields = geometry.put(inputs.fields(args.source), args, out)
    with unlocked(args, words) as session:
        record_id = session.run(lambda s: s.records.resolve(args.id))
        current = session.run(lambda s: s.records.fields(record_id))
        saved = records.save_draft(session, record_id, {**current, **fields}, lang=words.lang)
    out.result({"id": record_id, "saved_at": saved.at, "problems": saved.problems}, words("Saved."))
    return 0


def seal(args: Namespace, words: Words, out: Output) -> int:
    """Make an immutable version."""
    with unlocked(args, words) as session:
        found = names.noted(session, args.id, out)
        try:
            done, _ = records.seal(session, args.id, reason=inputs.text(args.reason))
        except AccessRefused as error:
            return _seal_refused(session, args.id, error, out)
    _sealed(done, words, out, found)
    return 0


def amend(args: Namespace, words: Words, out: Output) -> int:
    """A new version that says why."""
    fields, reason = geometry.put(inputs.fields(args.source), args, out), inputs.text(args.reason)
    with unlocked(args, words) as session:
        try:
            done, _ = records.amend(session, args.id, fields, reason, lang=words.lang)
        except AccessRefused as error:
            return _seal_refused(session, args.id, error, out)
        found = names.noted(session, args.id, out)
    _sealed(done, words, out, found)
    return 0


def _seal_refused(session: Session, typed: str, error: AccessRefused, out: Output) -> int:
    """Every point that keeps a record from being sealed, with the answers that would let it through."""
    if error.code != "record.seal-blocked":
        raise error
    points = blocking.points(session, typed)
    lines = [line for point in points for line in blocking.lines(point, out.words)]
    out.error(error, lines, {"problems": [blocking.as_json(point, out.words) for point in points]})
    return error.exit_code


def _sealed(done: object, words: Words, out: Output, found: list[dict[str, object]]) -> None:
    value = plain(done)
    result = {
        "id": value["record_id"], "code": value["code"], "version": value["version"],
        "complete": value["complete"], "digest": value["digest"],
        "entry": {"epoch": value["epoch"], "seq": value["seq"]}, "problems": value["problems"],
        "names": found,
    }  # fmt: skip
    out.result(result, words("{code} sealed, version {version}.", code=value["code"], version=value["version"]))


def discard(args: Namespace, words: Words, out: Output) -> int:
    """Throw a draft away."""
    with unlocked(args, words) as session:
        records.discard_draft(session, args.id)
    out.result({"discarded": True}, words("The draft was discarded; the ledger keeps that it existed."))
    return 0


def show(args: Namespace, words: Words, out: Output) -> int:
    """One record, or two of its versions side by side; an identity record needs a reason."""
    if args.compare:
        return _compare(args, words, out)
    with unlocked(args, words) as session:
        try:
            view = records.show(session, args.id, version=args.version)
        except AccessRefused as error:
            if error.code != "identity.reason-needed" or not args.reason:
                raise
            view = records.open_identity(session, args.id, inputs.text(args.reason), version=args.version)
        codes = record_text.codes_beside(session, view.shown.row.type, view.shown.fields)
        around = related.related(session, view.shown.row.id) if view.shown.row.type != "identity" else None
    text, beside = record_text.record_text(view, codes, words), {}
    if around is not None:
        text = "\n".join([text, *relations.lines(around, words)])
        beside = {"related": relations.as_json(around)}
    out.result({**record_json(view), **beside}, text)
    return 0


def _compare(args: Namespace, words: Words, out: Output) -> int:
    """What two sealed versions say differently; looking at both is entered."""
    first, second = args.compare
    with unlocked(args, words) as session:
        try:
            views = [records.show(session, args.id, version=number, purpose="compare") for number in (first, second)]
        except AccessRefused as error:
            if error.code != "identity.reason-needed" or not args.reason:
                raise
            reason = inputs.text(args.reason)
            views = [records.open_identity(session, args.id, reason, version=number) for number in (first, second)]
        row, (before, after) = views[0].shown.row, [view.shown.fields for view in views]
        codes = record_text.codes_beside(session, row.type, before, after)
    schemas = registry.load()
    record_type = schemas.record_type(row.type)
    coded = [shown.with_codes(record_type.fields, fields, lambda i: codes.get(i, i)) for fields in (before, after)]
    found = shown.differences(record_type, coded[0], coded[1], schemas.labels(words))
    out.result(
        {"id": row.id, "type": row.type, "code": row.code, "versions": [first, second], "changes": found},
        record_text.compared_text(row.code, (first, second), found, words),
    )
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
        "level": row.own_level,
        "effective_level": row.effective_level,
        "level_from": row.level_from,
        "version": view.shown.version,
        "fields": view.shown.fields,
        "versions": view.shown.versions,
        "problems": view.shown.problems,
        "files": view.files,
        **({"newer": True, "unknown": sorted(view.shown.unknown)} if view.shown.newer else {}),
    }


def list_records(args: Namespace, words: Words, out: Output) -> int:
    """Rows."""
    with unlocked(args, words) as session:
        rows = records.list_records(session, type_name=args.type, case=args.case, limit=args.limit)
    found = [
        {
            "id": r.id, "type": r.type, "code": r.code, "state": r.state, "delivery": r.delivery,
            "reason": r.delivery_reason, "title": r.title.get(words.lang, ""), "occurred": r.occurred,
            "files": r.files, "changed_at": r.changed_at, "effective_level": r.effective_level,
        }
        for r in rows
    ]  # fmt: skip
    out.result({"rows": found}, record_text.rows_text(rows, words))
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
        rows = {row.id: row for row in records.rows_of_hits(session, hits)}
    found = [{**plain(hit), "effective_level": rows[hit.id].effective_level} for hit in hits]
    out.result({"hits": found}, record_text.hits_text(hits, rows, words))
    return 0
