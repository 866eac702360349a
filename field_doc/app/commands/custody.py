"""Acts on the ledger: head, entries, recomputing, proving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.app import ledger_view
from field_doc.base.errors import InputProblem
from field_doc.evidence.check import Finding, check_ledger
from field_doc.formats import merkle
from field_doc.formats.checkpoint import sign_outgoing
from field_doc.formats.proof import InclusionProof, to_bytes
from field_doc.vault.files import replace_durably, system_errors

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.session import Services, Session


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger stands."""

    epoch: int
    origin: str
    size: int
    root: bytes


def head(session: Session) -> Head:
    """The running epoch's head."""

    def step(services: Services) -> Head:
        now = services.custody.head()
        return Head(services.custody.epoch().number, now.origin, now.size, now.root)

    return session.run(step)


def entries(session: Session, *, limit: int = 200, offset: int = 0) -> tuple[ledger_view.HistoryLine, ...]:
    """Entries of all epochs, newest first."""
    return session.run(lambda s: ledger_view.lines(s, limit=limit, offset=offset))


def verify(session: Session) -> tuple[Finding, ...]:
    """Recompute every epoch's tree and compare it with its signed head."""
    return tuple(session.run(lambda s: check_ledger(s.vault.records, s.custody)))


@dataclass(frozen=True, slots=True)
class Proven:
    """A proof was written: the entry, and the head it leads to."""

    seq: int
    size: int
    root: bytes


def prove(session: Session, seq: int, out: Path) -> Proven:
    """Write an inclusion proof of an entry of the running epoch, under a head with both signatures."""
    with system_errors():
        if out.exists():
            raise InputProblem("export.exists")

    def step(services: Services) -> tuple[InclusionProof, Proven]:
        now, epoch = services.custody.head(), services.custody.epoch().number
        leaf = services.vault.records.value("SELECT leaf FROM ledger WHERE epoch = ? AND seq = ?", (epoch, seq))
        if leaf is None:
            raise InputProblem("ledger.no-such-entry", seq=seq)
        path = merkle.inclusion_proof(seq, now.size, services.custody.fetch(epoch))
        note = sign_outgoing(now, services.keys.log)
        return InclusionProof(bytes(leaf), seq, now.size, tuple(path), note), Proven(seq, now.size, now.root)

    proof, proven = session.run(step)
    replace_durably(out, to_bytes(proof))
    return proven
