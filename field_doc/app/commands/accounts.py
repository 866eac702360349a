"""Two accounts of one incident beside each other, and what is said of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from field_doc.app.commands import records, relations
from field_doc.base.errors import InputProblem

if TYPE_CHECKING:
    from field_doc.app.commands.records import RecordView
    from field_doc.app.commands.relations import LinkSaid
    from field_doc.app.session import Services, Session
    from field_doc.evidence.model import RecordRow

_TYPE: Final = "statement"
_INCIDENTS: Final = "incidents"
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Others:
    """Accounts that may be put beside one: of the same incident, and the others of its case."""

    same_incident: tuple[RecordRow, ...]
    same_case: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two accounts as they stand now, and the links between them in either direction."""

    first: RecordView
    second: RecordView
    links: tuple[LinkSaid, ...]


def others(session: Session, record: str) -> Others:
    """Which accounts may be put beside one, newest first."""
    relations.complete(session)

    def step(services: Services) -> Others:
        row = _account(services, record)
        incidents = services.records.fields(row.id).get(_INCIDENTS)
        named = [i for i in incidents if isinstance(i, str)] if isinstance(incidents, list) else []
        near = dict.fromkeys(s for i in named for s in services.records.naming(i, _TYPE) if s != row.id)
        found = services.records.rows(type_name=_TYPE, case_id=row.case_id, limit=_MOST) if row.case_id else ()
        far = (r for r in found if r.id != row.id and r.id not in near)
        same = tuple(services.records.row(one) for one in near)
        return Others(
            tuple(r for r in same if not r.blocked), tuple(r for r in far if not r.blocked),
        )  # fmt: skip

    return session.run(step)


def beside(session: Session, first: str, second: str) -> Beside:
    """Open two accounts to compare them; each opening of a sealed one is entered.

    Raises:
        InputProblem: one of them is no account, or both are the same.
        AccessRefused: one is closed to use.

    """
    one, two = session.run(lambda s: (_account(s, first).id, _account(s, second).id))
    if one == two:
        raise InputProblem("accounts.same")
    views = [records.show(session, r, purpose="compare") for r in (one, two)]
    found = relations.links(session, one, 0, _MOST)
    return Beside(views[0], views[1], tuple(x for x in found if x.end.other is not None and x.end.other.id == two))


def _account(services: Services, record: str) -> RecordRow:
    row = services.records.row(services.records.resolve(record))
    if row.type != _TYPE:
        raise InputProblem("accounts.no-account")
    return row
