"""What contradicts a record: said on either side of it, never hidden from a hand-over (DOMAIN 0.5, RS 67(2)).

Marked by a link record ("contradicts", or a corroboration graded as contradicted) or by an entry in the links of a
record; a draft of such a mark counts, because leaving one open must not keep it from the other side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from field_doc.base.errors import AccessRefused, InputProblem, IntegrityFailure
from field_doc.base.log import logger
from field_doc.evidence import relations

if TYPE_CHECKING:
    from field_doc.evidence.records import Records
    from field_doc.formats.canonical import JSON
    from field_doc.vault.database import Database

_CONTRADICTS: Final = "rt_contradicts"
_CONTRADICTED: Final = "cor_contradicted"
_GROUP: Final = "links"
_MOST: Final = 10_000
_log = logger("evidence.contradictions")


def of(database: Database, records: Records, record_id: str) -> tuple[str, ...]:
    """Ids of the records marked as contradicting one, or contradicted by it; each once, in the order of the marks."""
    return tuple(dict.fromkeys(_marked(database, records, record_id)))


def _marked(database: Database, records: Records, record_id: str) -> Iterator[str]:
    for end in relations.links(database, record_id, limit=_MOST):
        if end.other is not None and _says_so(_fields(records, end.link.id)):
            yield end.other.id
    yield from _in_group(_fields(records, record_id), lambda target: target != record_id)
    for named in relations.named_by(database, record_id, limit=_MOST):
        if _GROUP in named.fields and any(_in_group(_fields(records, named.row.id), lambda t: t == record_id)):
            yield named.row.id


def _in_group(fields: dict[str, JSON], wanted: Callable[[str], bool]) -> Iterator[str]:
    members = fields.get(_GROUP)
    for member in members if isinstance(members, list) else ():
        target = member.get("target") if isinstance(member, dict) else None
        if isinstance(target, str) and wanted(target) and isinstance(member, dict) and _says_so(member):
            yield target


def _says_so(fields: dict[str, JSON]) -> bool:
    return fields.get("relation") == _CONTRADICTS or fields.get("corroboration") == _CONTRADICTED


def _fields(records: Records, record_id: str) -> dict[str, JSON]:
    try:
        return records.fields(record_id)
    except (AccessRefused, InputProblem, IntegrityFailure) as error:
        # Closed here, or never sealed and gone: it says nothing that could be read out.
        _log.info("a mark of contradiction cannot be read: %s", error.code)
        return {}
