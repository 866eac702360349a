"""``field-doc ledger …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import custody
from field_doc.cli.opening import unlocked

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output

_DOES_NOT_HOLD = 1


def head(args: Namespace, words: Words, out: Output) -> int:
    """Size, root and epoch of the running log."""
    with unlocked(args, words) as session:
        found = custody.head(session)
    out.result(
        {"size": found.size, "root": "sha256:" + found.root.hex(), "epoch": found.epoch, "origin": found.origin},
        f"{found.origin} {found.size} {found.root.hex()}",
    )
    return 0


def show(args: Namespace, words: Words, out: Output) -> int:
    """Entries, newest first, with the words beside them."""
    with unlocked(args, words) as session:
        lines = custody.entries(session, limit=args.limit)
    out.result({"entries": lines}, "\n".join(f"{x.epoch}/{x.seq}  {x.at}  {x.event}" for x in lines))
    return 0


def verify(args: Namespace, words: Words, out: Output) -> int:
    """Recompute the tree; exit 1 when it does not hold."""
    with unlocked(args, words) as session:
        findings = custody.verify(session)
    text = words("The ledger holds.") if not findings else words("The ledger does not hold.")
    out.result({"findings": findings}, text)
    return _DOES_NOT_HOLD if findings else 0


def prove(args: Namespace, words: Words, out: Output) -> int:
    """An inclusion proof anyone can check with the log's key."""
    with unlocked(args, words) as session:
        proof = custody.prove(session, args.seq, args.out)
    out.result({"size": proof.size, "root": "sha256:" + proof.root.hex(), "seq": proof.seq}, str(args.out))
    return 0
