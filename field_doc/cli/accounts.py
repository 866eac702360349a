"""``field-doc record beside``: two accounts question by question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import accounts
from field_doc.cli.opening import unlocked
from field_doc.schema import registry
from field_doc.schema.accounts import beside

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.app.commands.relations import LinkSaid
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.cli.parser import Group
    from field_doc.schema.accounts import Question, Side


def declare(group: Group) -> None:
    """The command of this part, in the group of records."""
    from field_doc.cli.parser import vault_argument

    _ = group.words
    parser = group.add("beside", "accounts:show", _("two accounts, question by question"))
    vault_argument(parser)
    for name in ("id", "other"):
        parser.add_argument(name, metavar=_("ID"), help=_("code, id, or the beginning of one"))


def show(args: Namespace, words: Words, out: Output) -> int:
    """Both accounts, and what is linked between them."""
    with unlocked(args, words) as session:
        found = accounts.beside(session, args.id, args.other)
    schemas = registry.load()
    labels, record_type = schemas.labels(words), schemas.record_type("statement")
    first, second = found.first.shown, found.second.shown
    asked = beside(record_type, first.fields, second.fields, labels)
    links = [
        {"code": x.end.link.code, "relation": x.relation, "corroboration": x.corroboration} for x in found.links
    ]
    result = {
        "accounts": [first.row.code, second.row.code],
        "questions": [
            {
                "field": q.field, "name": q.name, "part": q.part,
                "first": list(q.first.paragraphs), "second": list(q.second.paragraphs),
            }
            for q in asked
        ],
        "links": links,
    }  # fmt: skip
    lines = [f"{first.row.code} · {second.row.code}"]
    for question in asked:
        lines += ["", question.name, *_sides(question, (first.row.code, second.row.code))]
    lines += ["", *(_link_line(x, words) for x in found.links)] if found.links else []
    out.result(result, "\n".join(lines))
    return 0


def _sides(question: Question, codes: tuple[str, str]) -> list[str]:
    pairs: list[tuple[str, Side]] = [(codes[0], question.first), (codes[1], question.second)]
    return [
        f"  {code if number == 1 else '':{max(map(len, codes))}}  §{number} {text}"
        for code, side in pairs
        for number, text in enumerate(side.paragraphs or ("—",), 1)
    ]


def _link_line(link: LinkSaid, words: Words) -> str:
    labels = registry.load().labels(words)
    said = [labels.term(one) for one in (link.relation, link.corroboration) if one]
    return " · ".join([link.end.link.code, *said])
