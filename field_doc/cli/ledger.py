"""``field-doc ledger …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app import ledger_pages, ledger_view
from field_doc.app.commands import custody
from field_doc.app.ledger_names import names_in
from field_doc.cli.opening import unlocked
from field_doc.cli.output import one_line
from field_doc.ui import ledgerwords
from field_doc.ui.checkwords import finding_words

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from field_doc.app.ledger_view import HistoryLine
    from field_doc.app.session import Services, Session
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output

_DOES_NOT_HOLD = 1


def head(args: Namespace, words: Words, out: Output) -> int:
    """Size, root and epoch of the running log."""
    with unlocked(args, words) as session:
        found = custody.head(session)
    root = "sha256:" + found.root.hex()
    text = words("Epoch {epoch}, {size} entries, root {root}", epoch=found.epoch, size=found.size, root=root)
    out.result({"size": found.size, "root": root, "epoch": found.epoch, "origin": found.origin}, text)
    return 0


def show(args: Namespace, words: Words, out: Output) -> int:
    """Entries, newest first, with the words beside them."""
    with unlocked(args, words) as session:
        found = _page(session, args)
    lines = [_entry(line, found.subject(number), found.names, words) for number, line in enumerate(found.lines)]
    out.result({"entries": found.lines}, "\n".join(lines))
    return 0


def _page(session: Session, args: Namespace) -> ledger_pages.LedgerPage:
    if args.record is None:
        return ledger_pages.page(session, limit=args.limit)

    def step(services: Services) -> ledger_pages.LedgerPage:
        record = services.records.resolve(args.record, discarded=True)
        every = ledger_view.lines_about(services, record)
        lines = tuple(reversed(every))[: args.limit]
        return ledger_pages.LedgerPage(lines, len(every), (), names_in(services, lines, [record]))

    return session.run(step)


def _entry(line: HistoryLine, subject: str, names: Mapping[str, str], words: Words) -> str:
    """An entry: where it stands, when, what was done, and to what."""
    act = words.label("event", line.event) if words.has_label("event", line.event) else line.event
    about = ledgerwords.say(line, names, words, subject).line
    return one_line(f"{line.epoch}/{line.seq}  {line.at}  {act}" + (f" · {about}" if about else ""))


def verify(args: Namespace, words: Words, out: Output) -> int:
    """Recompute the tree; exit 1 when it does not hold."""
    with unlocked(args, words) as session:
        findings = custody.verify(session)
    text = words("The ledger holds.") if not findings else words("The ledger does not hold.")
    out.result({"findings": findings}, "\n".join((text, *(finding_words(f, words) for f in findings))))
    return _DOES_NOT_HOLD if findings else 0


def prove(args: Namespace, words: Words, out: Output) -> int:
    """An inclusion proof anyone can check with the log's key."""
    with unlocked(args, words) as session:
        proof = custody.prove(session, args.seq, args.out)
    out.result({"size": proof.size, "root": "sha256:" + proof.root.hex(), "seq": proof.seq}, str(args.out))
    return 0
