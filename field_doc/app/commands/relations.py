"""What records have to do with each other: looked at by pages, whole for the command line; entered nowhere.

A row says of a record what a list says of it. Of a link its relation and corroboration are read too: they are the words
of the row. Opening either end is its own act.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from field_doc.base.errors import AccessRefused, InputProblem, IntegrityFailure
from field_doc.base.log import logger
from field_doc.evidence import handling, relation_index, relations

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.app.session import Services, Session
    from field_doc.base.progress import Reporter
    from field_doc.evidence.model import RecordRow
    from field_doc.evidence.relations import Counts, LinkEnd, Named
    from field_doc.formats.canonical import JSON
    from field_doc.vault.database import Database

T = TypeVar("T")
# One step on the vault's thread, and the rest between two: what somebody types is saved in between.
_STEP_SECONDS: Final = 0.015
_REST_SECONDS: Final = 0.01
_PAGE: Final = 500
_log = logger("app.relations")


@dataclass(frozen=True, slots=True)
class LinkSaid:
    """A link from one end, with what it says: term ids, "" where it says nothing or cannot be opened here."""

    end: LinkEnd
    relation: str = ""
    corroboration: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Everything around one record; ``children`` by record type, in the order of the menu."""

    row: RecordRow
    parents: tuple[RecordRow, ...]
    children: Mapping[str, tuple[RecordRow, ...]]
    links: tuple[LinkSaid, ...]
    named_by: tuple[Named, ...]
    names: tuple[Named, ...]


def complete(session: Session, reporter: Reporter | None = None) -> None:
    """Make the table of references whole, in short steps; at once where it is (every vault made since it exists).

    Acts that must not overlook a reference (consent asked before anything leaves) call it first.

    Raises:
        Cancelled: the reporter's owner stopped it; the next call goes on where it stopped.

    """
    while not session.run(lambda s: relation_index.make_some(s.vault.records, s.records, _STEP_SECONDS)):
        if reporter is not None:
            reporter.check()
            time.sleep(_REST_SECONDS)


def counts(session: Session, record_id: str) -> Counts:
    """How many there are of each kind."""
    return session.run(lambda s: relations.counts(s.vault.records, record_id))


def children(session: Session, record_id: str, type_name: str, offset: int, limit: int) -> tuple[RecordRow, ...]:
    """Some of the records of a type that belong to one."""

    def step(services: Services) -> tuple[RecordRow, ...]:
        database = services.vault.records
        found = relations.children(database, record_id, type_name, limit=limit, offset=offset)
        return handling.with_levels(database, found)

    return session.run(step)


def links(session: Session, record_id: str, offset: int, limit: int) -> tuple[LinkSaid, ...]:
    """Some of the links of a record, in either direction."""
    return session.run(lambda s: _links(s, record_id, offset, limit))


def named_by(session: Session, record_id: str, offset: int, limit: int) -> tuple[Named, ...]:
    """Some of the records that name one."""
    return _with_levels(session, lambda db: relations.named_by(db, record_id, limit=limit, offset=offset))


def names(session: Session, record_id: str, offset: int, limit: int) -> tuple[Named, ...]:
    """Some of the records that one names."""
    return _with_levels(session, lambda db: relations.names(db, record_id, limit=limit, offset=offset))


def _with_levels(session: Session, ask: Callable[[Database], tuple[Named, ...]]) -> tuple[Named, ...]:
    def step(services: Services) -> tuple[Named, ...]:
        found = ask(services.vault.records)
        rows = handling.with_levels(services.vault.records, [one.row for one in found])
        return tuple(replace(one, row=row) for one, row in zip(found, rows, strict=True))

    return session.run(step)


def related(session: Session, record: str) -> Related:
    """All of it, for a record by code, id or the beginning of one."""
    complete(session)
    record_id = session.run(lambda s: s.records.resolve(record))
    found = counts(session, record_id)
    order = session.run(lambda s: [t for t in s.registry.types if t in found.children])
    return Related(
        session.run(lambda s: s.records.row(record_id)),
        session.run(lambda s: relations.parents(s.vault.records, record_id)),
        {t: _all(partial(children, session, record_id, t)) for t in order},
        _all(lambda o, n: links(session, record_id, o, n)),
        _all(lambda o, n: named_by(session, record_id, o, n)),
        _all(lambda o, n: names(session, record_id, o, n)),
    )


def _all(page: Callable[[int, int], tuple[T, ...]]) -> tuple[T, ...]:
    """Every page, one after the other: none keeps the vault's thread for long."""
    found: list[T] = []
    while True:
        some = page(len(found), _PAGE)
        found += some
        if len(some) < _PAGE:
            return tuple(found)


def _links(services: Services, record_id: str, offset: int, limit: int) -> tuple[LinkSaid, ...]:
    database = services.vault.records
    ends = relations.links(database, record_id, limit=limit, offset=offset)
    levels = {row.id: row for row in handling.with_levels(database, [e.other for e in ends if e.other is not None])}
    return tuple(_said(services, replace(e, other=levels[e.other.id] if e.other else None)) for e in ends)


def _said(services: Services, end: LinkEnd) -> LinkSaid:
    """What a link says, in terms; a link that is withdrawn or cannot be opened here stands as a row all the same."""
    if end.link.blocked:
        return LinkSaid(end)
    try:
        fields = services.records.fields(end.link.id)
    except (AccessRefused, InputProblem, IntegrityFailure) as error:
        _log.info("a link cannot be read: %s", error.code)
        return LinkSaid(end)
    return LinkSaid(end, _term(fields.get("relation")), _term(fields.get("corroboration")))


def _term(value: JSON) -> str:
    return value if isinstance(value, str) else ""
