"""The names check for the window: looking through records, deciding about places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from field_doc.app.commands.names import Decided, Looked
    from field_doc.app.session import Session
    from field_doc.base.progress import Reporter
    from field_doc.evidence.names_check import NameHit


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked through.

    ``records``: ids, none for every record of the vault; ``sealed``: what an export takes; ``identity``: looked for is
    only this one; ``waiting``: what waits for the office.
    """

    records: tuple[str, ...] = ()
    sealed: bool = False
    identity: str = ""
    waiting: bool = False


class NamesActs(Protocol):
    """What the page needs; every method runs off the GUI thread."""

    def look(self, scope: Scope, reporter: Reporter) -> Looked:
        """Look through; entered where anything is shown."""
        ...

    def decide(self, hits: Sequence[NameHit], decision: str) -> Decided:
        """Decide about places; "" takes a decision back."""
        ...


class VaultNames:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def look(self, scope: Scope, reporter: Reporter) -> Looked:
        """See ``NamesActs``."""
        from field_doc.app.commands import names

        records = names.waiting(self._session) if scope.waiting else scope.records or None
        return names.look(
            self._session, records, sealed=scope.sealed or scope.waiting, identity=scope.identity or None, enter=True,
            reporter=reporter,
        )  # fmt: skip

    def decide(self, hits: Sequence[NameHit], decision: str) -> Decided:
        """See ``NamesActs``."""
        from field_doc.app.commands import names

        return names.decide(self._session, hits, decision)
