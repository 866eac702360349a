"""What records have to do with each other: what belongs to one, what names it, what it names, links both ways.

Read from the table ``record_links``, which is made from the fields whenever they are stored. An identity record is in
none of it: its fields lie in another store. What was discarded, and what was named but never came here, is left out;
of a link the other end may be missing all the same, and then says so (None).

Sizes: a record may have any number of children; every list comes by pages (``limit``, ``offset``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from field_doc.evidence.model import RecordRow
from field_doc.evidence.rows import RECORD_COLUMNS, record_row

if TYPE_CHECKING:
    from field_doc.vault.database import Database

# The record type that connects two others, and its two ends.
LINK: Final = "link"
FROM: Final = "from_record"
TO: Final = "to_record"
# Records that belong to records that belong to records: more than this is a ring, or a mistake.
_DEEPEST: Final = 16
# Among more than these nobody asks for the number of one.
_COUNTED: Final = 1_000

_LINK_END: Final = f"(r.type = '{LINK}' AND l.field IN ('{FROM}', '{TO}'))"
# The case has its own list; a record does not say that it "names" the case it is in.
_QUIET: Final = "l.field = 'case'"
# What a record holds in the order of work: when it happened, and if that is not said when it was begun.
_ORDER: Final = "CASE WHEN r.occurred = '' THEN r.created_at ELSE r.occurred END, r.created_at, r.id"
_NAMING: Final = "FROM record_links l JOIN records r ON r.id = l.record_id AND r.discarded = 0 WHERE l.target = :id"
_CHILDREN: Final = f"{_NAMING} AND l.belongs = 1 AND NOT {_LINK_END}"
_NAMED_BY: Final = f"{_NAMING} AND l.belongs = 0 AND NOT {_LINK_END} AND NOT {_QUIET}"
_LINKS: Final = f"{_NAMING} AND {_LINK_END}"
_NAMED: Final = "FROM record_links l JOIN records r ON r.id = l.target AND r.discarded = 0"
_NAMES: Final = f"{_NAMED} WHERE l.record_id = :id AND NOT {_QUIET}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each; ``children`` by record type."""

    children: Mapping[str, int]
    links: int
    named_by: int
    names: int

    @property
    def total(self) -> int:
        """All together."""
        return sum(self.children.values()) + self.links + self.named_by + self.names


@dataclass(frozen=True, slots=True)
class Named:
    """Another record, and the top-level fields that connect the two (of whichever of them does the naming)."""

    row: RecordRow
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """A link seen from one of its ends.

    Attributes:
        link: the link record.
        other: what stands at its other end; None if nothing does yet, or it is not here.
        outgoing: whether it says something from the record asked about (False: about it).

    """

    link: RecordRow
    other: RecordRow | None
    outgoing: bool


def counts(database: Database, record_id: str) -> Counts:
    """How many records have to do with one, by kind."""
    given = {"id": record_id}
    by_type = database.rows(f"SELECT r.type AS type, count(*) AS n {_CHILDREN} GROUP BY r.type", given)
    links, named_by = (int(database.value(f"SELECT count(*) {q}", given)) for q in (_LINKS, _distinct(_NAMED_BY)))
    names = int(database.value(f"SELECT count(DISTINCT r.id) {_NAMES}", given))
    return Counts({str(r["type"]): int(r["n"]) for r in by_type}, links, named_by, names)


def _distinct(source: str) -> str:
    """A record that names another in two fields is one record."""
    return f"FROM (SELECT DISTINCT r.id {source})"


def children(
    database: Database, record_id: str, type_name: str, *, limit: int = 200, offset: int = 0
) -> tuple[RecordRow, ...]:
    """Records of a type that belong to one, in the order of what they tell."""
    rows = database.rows(
        f"SELECT {RECORD_COLUMNS} {_CHILDREN} AND r.type = :type ORDER BY {_ORDER} LIMIT :limit OFFSET :offset",
        {"id": record_id, "type": type_name, "limit": limit, "offset": offset},
    )
    return tuple(record_row(r) for r in rows)


def total(database: Database, record_id: str) -> int:
    """How many connections a record has, without looking at any of the others: what a discarded one said is gone."""
    given = {"id": record_id}
    there = database.value(
        "SELECT count(*) FROM (SELECT DISTINCT l.record_id, l.belongs = 1 OR l.field = :to FROM record_links l"
        " WHERE l.target = :id AND l.field <> 'case')",
        {**given, "to": TO},
    )
    return int(there) + int(database.value(f"SELECT count(DISTINCT r.id) {_NAMES}", given))


def place_among(database: Database, record_id: str, parent: str) -> int:
    """Which of the parent's records of its type a record is, from 1 (visit 2); 0 where there are more than 1,000."""
    many = "SELECT count(*) FROM (SELECT 1 FROM record_links WHERE target = ? AND belongs = 1 LIMIT ?)"
    if int(database.value(many, (parent, _COUNTED + 1))) > _COUNTED:
        return 0
    found = database.rows(
        f"SELECT r.id {_CHILDREN} AND r.type = (SELECT type FROM records WHERE id = :own)"  # noqa: S608 (constants)
        f" ORDER BY {_ORDER}",
        {"id": parent, "own": record_id},
    )
    return next((number for number, row in enumerate(found, 1) if str(row["id"]) == record_id), 0)


def named_by(database: Database, record_id: str, *, limit: int = 200, offset: int = 0) -> tuple[Named, ...]:
    """Records that name one without belonging to it, last changed first."""
    return _named(database, record_id, _NAMED_BY, "r.changed_at DESC, r.id", limit, offset)


def names(database: Database, record_id: str, *, limit: int = 200, offset: int = 0) -> tuple[Named, ...]:
    """Records that one names, what it belongs to first."""
    return _named(database, record_id, _NAMES, "max(l.belongs) DESC, r.type, r.code, r.id", limit, offset)


def _named(database: Database, record_id: str, source: str, order: str, limit: int, offset: int) -> tuple[Named, ...]:
    rows = database.rows(
        f"SELECT {RECORD_COLUMNS}, group_concat(l.field) AS said {source}"
        f" GROUP BY r.id ORDER BY {order} LIMIT :limit OFFSET :offset",
        {"id": record_id, "limit": limit, "offset": offset},
    )
    return tuple(Named(record_row(r), tuple(sorted(str(r["said"]).split(",")))) for r in rows)


def links(database: Database, record_id: str, *, limit: int = 200, offset: int = 0) -> tuple[LinkEnd, ...]:
    """Links of a record with their other ends: what it says of others first, then what is said of it."""
    rows = database.rows(
        f"SELECT {RECORD_COLUMNS}, l.field AS said {_LINKS}"
        f" ORDER BY l.field = '{TO}', {_ORDER} LIMIT :limit OFFSET :offset",
        {"id": record_id, "limit": limit, "offset": offset},
    )
    others = _other_ends(database, [(str(r["id"]), TO if r["said"] == FROM else FROM) for r in rows])
    return tuple(LinkEnd(record_row(r), others.get(str(r["id"])), r["said"] == FROM) for r in rows)


def _other_ends(database: Database, wanted: Sequence[tuple[str, str]]) -> dict[str, RecordRow]:
    found = {}
    for link, field in wanted:
        row = database.row(
            f"SELECT {RECORD_COLUMNS} {_NAMED} WHERE l.record_id = :link AND l.field = :field",
            {"link": link, "field": field},
        )
        if row is not None:
            found[link] = record_row(row)
    return found


def parents(database: Database, record_id: str) -> tuple[RecordRow, ...]:
    """What a record belongs to, and what that belongs to: the topmost first. A ring ends where it closes."""
    found: list[RecordRow] = []
    seen, here = {record_id}, record_id
    while len(found) < _DEEPEST:
        row = database.row(
            f"SELECT {RECORD_COLUMNS} {_NAMED} WHERE l.record_id = :id AND l.belongs = 1 ORDER BY l.field LIMIT 1",
            {"id": here},
        )
        if row is None or str(row["id"]) in seen:
            break
        here = str(row["id"])
        seen.add(here)
        found.insert(0, record_row(row))
    return tuple(found)
