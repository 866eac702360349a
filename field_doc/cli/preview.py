"""``field-doc preview``: what a bundle would hold and keep back, and the texts to read before it is made."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING

from field_doc.app.commands import bundles
from field_doc.base.errors import InputProblem
from field_doc.cli import inputs, names
from field_doc.cli.opening import unlocked
from field_doc.cli.output import one_line
from field_doc.formats import canonical

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from field_doc.app.bundling.preview import Item, Preview
    from field_doc.app.session import Session
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.export.suspects import Suspect
    from field_doc.formats.canonical import JSON


def preview(args: Namespace, words: Words, out: Output) -> int:
    """Look ahead; nothing is written, and nothing entered but that identities were compared."""
    with unlocked(args, words) as session:
        found = _look(session, args, words)
    items, texts = found.items, found.suspects
    named = {
        "names": [names.as_json(hit) for hit in found.names], "identities": found.compared,
        "not_compared": found.closed,
    }  # fmt: skip
    out.result({"items": items, "texts": texts, "review": review(texts), **named}, _text(found, words))
    return 0


def reviewed(session: Session, args: Namespace, words: Words) -> tuple[Suspect, ...]:
    """The places a person read, if they are still the ones there are.

    Raises:
        InputProblem: ``bundle.review-changed``.

    """
    if args.reviewed is None:
        return ()
    found = _look(session, args, words).suspects
    if args.reviewed != review(found):
        raise InputProblem("bundle.review-changed")
    return found


def _look(session: Session, args: Namespace, words: Words) -> Preview:
    return bundles.look_ahead(
        session, edition=args.edition, purpose=inputs.text(args.purpose), language=args.report_lang or words.lang,
        records=tuple(args.records or ()), case=args.case,
    )  # fmt: skip


def review(texts: Sequence[Suspect]) -> str:
    """A mark of these places and their texts; another text, another mark. Empty where there is nothing to read."""
    if not texts:
        return ""
    rows: list[JSON] = [
        [one.exhibit, one.label, one.hidden_exhibit, one.hidden_label, one.before, one.found, one.after]
        for one in sorted(texts, key=dataclasses.astuple)
    ]
    return hashlib.sha256(canonical.encode(rows)).hexdigest()[:16]


def _text(found: Preview, words: Words) -> str:
    lines = [_item(item, words) for item in found.items]
    if found.suspects:
        lines += ["", words("A hidden name seems to stand in these texts. Read each one:")]
        for one in found.suspects:
            where = words("{exhibit}, {label}: repeats {other}, {hidden}", exhibit=one.exhibit, label=one.label,
                          other=one.hidden_exhibit, hidden=one.hidden_label)  # fmt: skip
            lines += [f"  {where}", f"      … {one_line(one.before)}[{one_line(one.found)}]{one_line(one.after)} …"]
        lines.append(words("When all may stay: bundle … --reviewed {mark}", mark=review(found.suspects)))
    open_hits = [hit for hit in found.names if hit.open]
    if open_hits:
        lines += ["", words("Names of people stand in these texts. Decide about each: names decide VAULT KEY")]
        lines += names.hit_lines(open_hits, words)
    return "\n".join(lines)


def _item(item: Item, words: Words) -> str:
    forms = {
        "full": words("goes along whole"), "redacted": words("goes along with hidden parts"),
        "withheld": words("is kept back"),
    }  # fmt: skip
    why = words.label("withheld", item.reason) if item.reason and words.has_label("withheld", item.reason) else ""
    name = " ".join(dict.fromkeys(part for part in (item.code, item.kind, item.title) if part))
    parts = (forms.get(item.form, item.form), why, ", ".join(item.hidden))
    return one_line(f"{item.exhibit}  {name}: " + " · ".join(part for part in parts if part))
