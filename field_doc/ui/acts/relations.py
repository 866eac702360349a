"""What a record has to do with others, for its page: where it belongs, how many there are, rows by pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from field_doc.app.commands import relations as commands
from field_doc.evidence import relations

if TYPE_CHECKING:
    from field_doc.app.commands.relations import LinkSaid
    from field_doc.app.session import Services, Session
    from field_doc.evidence.model import RecordRow
    from field_doc.evidence.relations import Counts, Named

# The kinds of rows; what belongs to a record is asked for by its type ("children:visit").
CHILDREN: Final = "children:"
LINKS: Final = "links"
NAMED_BY: Final = "named-by"
NAMES: Final = "names"


@dataclass(frozen=True, slots=True)
class Around:
    """Where a record stands: what it belongs to (topmost first), which of its kind there, and how many connections."""

    trail: tuple[RecordRow, ...] = ()
    number: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class RelationPage:
    """Rows of one kind from an offset on; with the first of them how many there are in all."""

    rows: tuple[RecordRow | LinkSaid | Named, ...]
    total: int | None


class RelationActs(Protocol):
    """What the tab needs; every method runs off the GUI thread."""

    def counts(self, record_id: str) -> Counts:
        """How many there are of each kind."""
        ...

    def page(self, kind: str, record_id: str, offset: int, limit: int) -> RelationPage:
        """Some rows of a kind."""
        ...


class VaultRelations:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def counts(self, record_id: str) -> Counts:
        """See ``RelationActs``."""
        return commands.counts(self._session, record_id)

    def page(self, kind: str, record_id: str, offset: int, limit: int) -> RelationPage:
        """See ``RelationActs``."""
        rows: tuple[RecordRow | LinkSaid | Named, ...]
        if kind == LINKS:
            rows = commands.links(self._session, record_id, offset, limit)
        elif kind == NAMED_BY:
            rows = commands.named_by(self._session, record_id, offset, limit)
        elif kind == NAMES:
            rows = commands.names(self._session, record_id, offset, limit)
        else:
            rows = commands.children(self._session, record_id, kind.removeprefix(CHILDREN), offset, limit)
        return RelationPage(rows, self._total(kind, record_id) if offset == 0 else None)

    def _total(self, kind: str, record_id: str) -> int:
        found = commands.counts(self._session, record_id)
        fixed = {LINKS: found.links, NAMED_BY: found.named_by, NAMES: found.names}
        return fixed[kind] if kind in fixed else found.children.get(kind.removeprefix(CHILDREN), 0)


def around(services: Services, row: RecordRow) -> Around:
    """Where a record stands; a few small queries."""
    database = services.vault.records
    trail = relations.parents(database, row.id)
    number = relations.place_among(database, row.id, trail[-1].id) if trail else 0
    return Around(trail, number, relations.total(database, row.id))
