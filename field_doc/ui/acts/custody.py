"""The ledger for the window: pages, head, recomputing, inclusion proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from field_doc.app import ledger_pages
from field_doc.app.commands import custody

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.commands.custody import Head, Proven
    from field_doc.app.ledger_pages import Group, LedgerPage
    from field_doc.app.session import Session
    from field_doc.evidence.check import Finding


class CustodyActs(Protocol):
    """What the ledger's screen needs; every method runs off the GUI thread."""

    def page(self, group: Group, limit: int, offset: int) -> LedgerPage:
        """Entries of a group, newest first."""
        ...

    def counts(self) -> dict[str, int]:
        """Entries of each group."""
        ...

    def head(self) -> Head:
        """Where the running epoch stands."""
        ...

    def verify(self) -> tuple[Finding, ...]:
        """Recompute every tree and compare."""
        ...

    def prove(self, seq: int, out: Path) -> Proven:
        """Write an inclusion proof of an entry of the running epoch."""
        ...


class VaultCustody:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, group: Group, limit: int, offset: int) -> LedgerPage:
        """See ``CustodyActs``."""
        return ledger_pages.page(self._session, group, limit=limit, offset=offset)

    def counts(self) -> dict[str, int]:
        """See ``CustodyActs``."""
        return ledger_pages.counts(self._session)

    def head(self) -> Head:
        """See ``CustodyActs``."""
        return custody.head(self._session)

    def verify(self) -> tuple[Finding, ...]:
        """See ``CustodyActs``."""
        return custody.verify(self._session)

    def prove(self, seq: int, out: Path) -> Proven:
        """See ``CustodyActs``."""
        return custody.prove(self._session, seq, out)
