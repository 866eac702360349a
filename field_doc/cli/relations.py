"""``field-doc record related``: what belongs to a record, its links, who names it and whom it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import relations
from field_doc.app.relation_words import link_words
from field_doc.cli.opening import unlocked
from field_doc.cli.output import one_line
from field_doc.schema import registry
from field_doc.ui.recordrows import title_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from field_doc.app.commands.relations import LinkSaid, Related
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.evidence.model import RecordRow
    from field_doc.evidence.relations import Named
    from field_doc.schema.labels import Labels


def related(args: Namespace, words: Words, out: Output) -> int:
    """All of it, as lines or as JSON; entered nowhere."""
    with unlocked(args, words) as session:
        found = relations.related(session, args.id)
    said = list(lines(found, words))
    head = [one_line(_said(found.row, registry.load().labels(words)))]
    out.result(
        {"id": found.row.id, "code": found.row.code, "type": found.row.type, **as_json(found)},
        "\n".join([*head, *(said or [words("Nothing is connected yet")])]),
    )
    return 0


def as_json(found: Related) -> dict[str, object]:
    """As ``record related`` and ``record show`` print it."""
    return {
        "parents": [_row(r) for r in found.parents],
        "children": {name: [_row(r) for r in rows] for name, rows in found.children.items()},
        "links": [_link(one) for one in found.links],
        "named_by": [{**_row(n.row), "fields": list(n.fields)} for n in found.named_by],
        "names": [{**_row(n.row), "fields": list(n.fields)} for n in found.names],
    }


def _row(row: RecordRow) -> dict[str, object]:
    return {"id": row.id, "type": row.type, "code": row.code, "state": row.state}


def _link(said: LinkSaid) -> dict[str, object]:
    return {
        **_row(said.end.link),
        "direction": "from" if said.end.outgoing else "to",
        "other": _row(said.end.other) if said.end.other is not None else None,
        "relation": said.relation or None,
        "corroboration": said.corroboration or None,
    }


def lines(found: Related, words: Words) -> Iterator[str]:
    """Blocks with a head and a line for each record; nothing for a block without one."""
    labels = registry.load().labels(words)
    if found.parents:
        yield from _block(words("Belongs to"), [_said(r, labels) for r in found.parents])
    yield from _block(words("Belongs here"), [_said(r, labels) for rows in found.children.values() for r in rows])
    yield from _block(words("Links"), [_link_said(one, labels) for one in found.links])
    yield from _block(words("Mentioned in"), [_named(n, n.row.type, labels) for n in found.named_by])
    yield from _block(words("Mentions"), [_named(n, found.row.type, labels) for n in found.names])


def _block(title: str, said: list[str]) -> Iterator[str]:
    if said:
        yield from ("", title, *(f"  {one_line(one)}" for one in said))


def _said(row: RecordRow, labels: Labels) -> str:
    kind, title = labels.type(row.type), title_of(row, labels)
    return "  ".join(part for part in (row.code, kind, "" if title == kind else title) if part)


def _link_said(said: LinkSaid, labels: Labels) -> str:
    other = said.end.other
    there = _said(other, labels) if other is not None else labels.words("the other record is not here")
    return f"{said.end.link.code}  {link_words(said, labels)}  {there}"


def _named(named: Named, naming: str, labels: Labels) -> str:
    return f"{_said(named.row, labels)}  ({', '.join(labels.field(naming, name) for name in named.fields)})"
