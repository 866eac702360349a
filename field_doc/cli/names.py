"""``field-doc names check`` and ``names decide``: names of people in texts, and what is decided about each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import names
from field_doc.cli import inputs
from field_doc.cli.opening import unlocked
from field_doc.cli.output import TerminalProgress, one_line
from field_doc.evidence.names_texts import FILE_PLACES
from field_doc.schema import registry
from field_doc.schema.shown import name_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from field_doc.app.commands.names import Looked
    from field_doc.app.session import Session
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.evidence.names_check import NameHit


def check(args: Namespace, words: Words, out: Output) -> int:
    """Look through records; exit 0 whatever is found: the refusing is the export's."""
    with unlocked(args, words) as session:
        looked = names.look(
            session, args.record or None, sealed=args.sealed, enter=True, reporter=TerminalProgress(words)
        )
    told = {
        "hits": [as_json(hit) for hit in looked.hits], "open": len(looked.open), "records": looked.records,
        "identities": looked.compared, "not_compared": looked.closed,
    }  # fmt: skip
    out.result(told, "\n".join(_lines(looked, words)))
    return 0


def decide(args: Namespace, words: Words, out: Output) -> int:
    """Decide about one place, or about all of its record that show the same words of the same person."""
    reason = inputs.text(args.reason) if args.reason is not None else ""
    with unlocked(args, words) as session:
        hit = names.by_key(session, args.key)
        hits = names.same_as(session, hit) if args.same else (hit,)
        done = names.decide(session, hits, args.decision, reason=reason)
    told = words.plural("Decided about {count} place.", "Decided about {count} places.", done.count)
    out.result({"decided": done.count, "decision": args.decision}, told)
    return 0


def as_json(hit: NameHit) -> dict[str, object]:
    """A hit for ``--json``: what stands in the text, codes, nothing more of the identity."""
    return {
        "key": hit.key, "record": hit.record, "code": hit.code, "path": hit.field_path, "where": hit.where,
        "before": hit.before, "found": hit.found, "after": hit.after, "persons": hit.persons, "kind": hit.kind,
        "grade": hit.grade, "decision": hit.decision,
    }  # fmt: skip


def noted(session: Session, record: str, out: Output) -> list[dict[str, object]]:
    """What a seal is told before it is made, on stderr: it refuses nothing."""
    hits = names.before_seal(session, record).open
    if hits:
        out.note(out.words("Names of people stand in what is written:"))
        out.note("\n".join(hit_lines(hits, out.words)))
    return [as_json(hit) for hit in hits]


def hit_lines(hits: Sequence[NameHit], words: Words) -> list[str]:
    """Two lines a hit: where and whose, and the words around."""
    lines = []
    for hit in hits:
        kind = words.label("names-kind", hit.kind)
        sure = "" if hit.grade == "likely" else words("perhaps")
        decided = words.label("ledger-value", f"decision.{hit.decision}") if hit.decision else ""
        rest = " · ".join(part for part in (kind, sure, decided) if part)
        lines.append(f"{hit.key}  {hit.code}, {place_of(hit, words)}: {hit.person_code} · {rest}")
        lines.append(f"      … {one_line(f'{hit.before}[{hit.found}]{hit.after}')} …")
    return lines


def place_of(hit: NameHit, words: Words) -> str:
    """The field's name, or what of a file."""
    if hit.where in FILE_PLACES:
        return words.label("names-where", hit.where)
    known = registry.load()
    return name_of(known.labels(words), known.record_type(hit.type), hit.field_path)


def _lines(looked: Looked, words: Words) -> list[str]:
    if not looked.compared:
        return [words("This vault holds no identity record that can be read: nothing could be looked for."),
                *hit_lines(looked.hits, words), *_closed(looked, words)]  # fmt: skip
    found = words.plural("{count} place to decide about.", "{count} places to decide about.", len(looked.open))
    none = words("No name, telephone or address was found.")
    compared = words.plural(
        "{count} identity was looked for in {records} records.",
        "{count} identities were looked for in {records} records.",
        looked.compared, records=looked.records,
    )  # fmt: skip
    return [*hit_lines(looked.hits, words), found if looked.hits else none, compared, *_closed(looked, words)]


def _closed(looked: Looked, words: Words) -> list[str]:
    """Whom nobody could look for."""
    if not looked.closed:
        return []
    return [words("Not looked for, closed to their keepers: {codes}", codes=", ".join(looked.closed))]
