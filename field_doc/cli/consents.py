"""``field-doc consent …``: a person takes consent back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import consents
from field_doc.cli import inputs
from field_doc.cli.opening import unlocked
from field_doc.schema import registry
from field_doc.ui.recordrows import recall_words

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.app.commands.consents import Withdrawn
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.cli.parser import Group


def declare(group: Group) -> None:
    """The commands of this part."""
    from field_doc.cli.parser import vault_argument

    _ = group.words
    parser = group.add("withdraw", "consents:withdraw", _("a person takes consent back: block, and list whom to tell"))
    vault_argument(parser)
    parser.add_argument("id", metavar=_("ID"), help=_("code, id, or the beginning of one"))
    parser.add_argument(
        "--scope", nargs="+", default=(), metavar=_("TERM"), help=_("these purposes only; without it all of them")
    )
    parser.add_argument("--reason", required=True, metavar=_("TEXT"), help=_("why: words, @FILE or -"))
    parser.add_argument("--channel", default="", metavar=_("TEXT"), help=_("how the person said it"))
    parser.add_argument("--at", default="", metavar=_("TIME"), help=_("when it was said, with offset; without it now"))


def withdraw(args: Namespace, words: Words, out: Output) -> int:
    """Block what stands on a consent, and say who already has it."""
    with unlocked(args, words) as session:
        done = consents.withdraw(
            session, args.id, reason=inputs.text(args.reason), scope=args.scope,
            channel=inputs.text(args.channel) if args.channel else "", at=args.at,
        )  # fmt: skip
    result = {
        "id": done.id, "code": done.code, "version": done.version,
        "blocked": [{"id": r.id, "code": r.code, "type": r.type} for r in done.blocked],
        "recall": [{"kind": r.kind, "what": r.what, "recipient": r.recipient, "at": r.at} for r in done.recall],
    }  # fmt: skip
    out.result(result, _text(done, words))
    return 0


def _text(done: Withdrawn, words: Words) -> str:
    labels = registry.load().labels(words)
    lines = [words("{code}: consent is withdrawn, version {version}.", code=done.code, version=done.version)]
    if done.blocked:
        lines.append(words("Closed to every new use:"))
        lines += [f"  {row.code}  {labels.type(row.type)}" for row in done.blocked]
    lines.append(words("To be told:") if done.recall else words("Nobody outside this vault has anything of it."))
    return "\n".join([*lines, *(f"  {recall_words(one, words)}" for one in done.recall)])
