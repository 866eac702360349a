"""How strictly a record is to be handled: its own level, or the stricter one of what it holds (DOMAIN 0.11).

Levels go upward only, from what is held to what holds it:

* what *belongs* to a record (schema key ``belongs``: a visit to its site), and what is gathered under it: a statement
  under the incidents it tells of (``incidents``), an item or a site under what it is about (``event_links``), a note
  under what it was written about (``about``);
* the items a record shows (any field but the free ``links``), and the series of files that stand with it;
* a file of class identity makes its series Restricted at least;
* a case holds every record of it, and what says no case but stands directly below one of its records.

A person's identity never lifts anything: it lies in another store, and what names the person holds a pseudonym only.
A record that says no level counts as Confidential, an identity as Restricted, a level this version does not know as the
strictest. Nothing here is stored: it is asked for the rows that are shown. A ring of records ends.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from field_doc.schema.levels import LEVELS, RANK, SENSITIVE, STRICTEST, UNSAID, strictest

if TYPE_CHECKING:
    from field_doc.evidence.model import RecordRow
    from field_doc.vault.database import Database

# Fields that put a record under what they name, beside those the schema says ``belongs`` of.
GATHERED_BY: Final = ("about", "event_links", "incidents")


def _rank_of(column: str, unsaid: int) -> str:
    known = " ".join(f"WHEN '{level}' THEN {rank}" for level, rank in RANK.items())
    return f"CASE {column} {known} WHEN '' THEN {unsaid} ELSE {STRICTEST} END"


# While a sealed record is amended, what is sealed counts too: a draft that lowers the level does not lower it yet.
_SAID = (
    f"max({_rank_of('r.level', RANK[UNSAID])},"
    f" iif(r.has_draft = 1 AND r.versions > 0, {_rank_of('r.sealed_level', 0)}, 0))"
)
# Everything put into SQL text below is a constant of this module; what is asked for goes by parameter.
_OWN = (
    f"max({_SAID}, CASE WHEN r.type = 'identity' OR EXISTS"  # noqa: S608
    " (SELECT 1 FROM files f WHERE f.series_id = r.id AND f.class = 'identity')"
    f" THEN {RANK[SENSITIVE]} ELSE 0 END)"
)
_GATHERED = "(l.belongs = 1 OR l.field IN (" + ", ".join(f"'{name}'" for name in GATHERED_BY) + "))"
# Who holds what, one step down; CROSS JOIN keeps the loops from the few ids asked for to the records. No recursion and
# no UNION here: every row of a temporary table costs the driver's guarded memory 20 microseconds.
_STEP = (
    "SELECT j.value AS holder, l.record_id AS held FROM json_each(:ids) j"  # noqa: S608
    f" CROSS JOIN record_links l ON l.target = j.value AND {_GATHERED}"
    " UNION ALL SELECT j.value, l.target FROM json_each(:ids) j"
    " CROSS JOIN record_links l ON l.record_id = j.value AND l.field <> 'links'"
    " CROSS JOIN records t ON t.id = l.target AND t.type = 'item'"
    " UNION ALL SELECT j.value, s.series_id FROM json_each(:ids) j"
    " CROSS JOIN record_series s ON s.record_id = j.value AND s.detached_at IS NULL"
)
_SHOWN = (
    f"SELECT r.id, r.code, r.type, {_OWN} AS rank FROM json_each(:ids) j"  # noqa: S608
    " CROSS JOIN records r ON r.id = j.value AND r.discarded = 0"
)
# Below a record of a case, without a case of its own: (table, how it names x, how it names p, condition on x).
_ARMS = (
    ("record_links l", f"l.record_id = x.id AND {_GATHERED}", "l.target = p.id", ""),
    ("record_series s", "s.series_id = x.id AND s.detached_at IS NULL", "s.record_id = p.id", ""),
    ("record_links l", "l.target = x.id AND l.field <> 'links'", "l.record_id = p.id", " AND +x.type = 'item'"),
)
_FREE = "x.case_id IS NULL AND x.discarded = 0 AND +x.type NOT IN ('identity', 'case')"
_FROM_LOOSE, _FROM_CASES = (
    " UNION ALL ".join(
        f"SELECT p.case_id AS holder, x.id AS id FROM records {first} CROSS JOIN {table}"  # noqa: S608
        f" ON {x_side if first == 'x' else p_side} CROSS JOIN records {'p' if first == 'x' else 'x'}"
        f" ON {p_side if first == 'x' else x_side}"
        f" WHERE p.case_id IN (SELECT value FROM json_each(:ids)) AND {_FREE}{more}"
        for table, x_side, p_side, more in _ARMS
    )
    for first in ("x", "p")
)


@dataclass(frozen=True, slots=True)
class Level:
    """How strictly one record is handled.

    Attributes:
        own: what the record itself says, or what counts where it says nothing.
        effective: the strictest of that and of everything it holds.
        because: codes of some records it inherits the stricter level from; empty when it is its own.

    """

    own: str
    effective: str
    because: tuple[str, ...] = ()

    @property
    def inherited(self) -> bool:
        """Whether it is stricter than the record itself says."""
        return self.effective != self.own


def effective(database: Database, record_id: str) -> str:
    """The effective level of one record; "" where there is none of that id."""
    return levels(database, (record_id,)).get(record_id, "")


def of_records(database: Database, record_ids: Iterable[str]) -> str:
    """The strictest effective level of some records: of a package, an export, a print of them; "" of none."""
    return strictest(levels(database, tuple(record_ids)).values())


def levels(database: Database, record_ids: Sequence[str]) -> dict[str, str]:
    """Effective levels by id, for the rows of a list."""
    return {root: LEVELS[max(one.rank for one in held)] for root, held in _held(database, record_ids).items()}


def explained(database: Database, record_id: str, *, most: int = 3) -> Level:
    """The level of one record with where it comes from: own, effective, and the codes that make it stricter."""
    held = _held(database, (record_id,)).get(record_id, ())
    if not held:
        return Level("", "")
    own, rank = held[0].rank, max(one.rank for one in held)
    because = sorted({one.code for one in held if one.rank == rank and one.code}) if rank > own else []
    return Level(LEVELS[own], LEVELS[rank], tuple(because[:most]))


def with_levels(database: Database, rows: Sequence[RecordRow]) -> tuple[RecordRow, ...]:
    """The rows of a list, each with its effective level."""
    found = levels(database, [row.id for row in rows])
    return tuple(replace(row, effective_level=found.get(row.id, "")) for row in rows)


def described(database: Database, row: RecordRow) -> RecordRow:
    """One row with its own and its effective level, and what makes it stricter."""
    found = explained(database, row.id)
    return replace(row, own_level=found.own, effective_level=found.effective, level_from=found.because)


@dataclass(frozen=True, slots=True)
class _Held:
    """One thing a record holds (the record itself first): its code, type, rank."""

    id: str
    code: str
    type: str
    rank: int


def _held(database: Database, record_ids: Sequence[str]) -> dict[str, tuple[_Held, ...]]:
    """By record: itself and everything it holds."""
    found = _below(database, record_ids)
    cases = [root for root, held in found.items() if held[0].type == "case"]
    loose = _loose(database, cases) if cases else {}
    beside = _below(database, sorted({r for case in cases for r in loose.get(case, ())}))
    for case in cases:
        more = [one for r in sorted(loose.get(case, ())) for one in beside.get(r, ())]
        found[case] = (*found[case], *_said_in(database, case), *more)
    return found


def _below(database: Database, record_ids: Sequence[str]) -> dict[str, tuple[_Held, ...]]:
    """By record: itself and what stands below it, step by step; a case as if it held nothing of its own."""
    held: dict[str, set[str]] = {}
    frontier = set(record_ids)
    while frontier:
        held.update({record_id: set() for record_id in frontier})
        for row in database.rows(_STEP, {"ids": json.dumps(sorted(frontier))}):
            held[str(row["holder"])].add(str(row["held"]))
        frontier = {child for record_id in frontier for child in held[record_id]} - held.keys()
    rows = database.rows(_SHOWN, {"ids": json.dumps(sorted(held))})
    known = {str(r["id"]): _Held(str(r["id"]), str(r["code"]), str(r["type"]), int(r["rank"])) for r in rows}
    return {root: _reached(root, held, known) for root in dict.fromkeys(record_ids) if root in known}


def _reached(root: str, held: Mapping[str, set[str]], known: Mapping[str, _Held]) -> tuple[_Held, ...]:
    """A record first, then everything reached from it; each once, so a ring ends."""
    seen, waiting = {root}, [root]
    while waiting:
        for child in held[waiting.pop()] - seen:
            seen.add(child)
            waiting.append(child)
    below = (known[one] for one in seen if one != root and one in known)
    return (known[root], *(one for one in below if one.type != "identity"))


def _said_in(database: Database, case: str) -> list[_Held]:
    """Of each level said in a case one record; the index is jumped through level by level, not counted through."""
    found: list[_Held] = []
    level = database.value("SELECT min(level) FROM records WHERE case_id = ?", (case,))
    while level is not None:
        code = database.value(
            "SELECT code FROM records WHERE case_id = ? AND level = ? AND discarded = 0 AND type <> 'identity' LIMIT 1",
            (case, level),
        )
        if code is not None:
            found.append(_Held("", str(code), "", RANK.get(str(level) or UNSAID, STRICTEST)))
        level = database.value("SELECT min(level) FROM records WHERE case_id = ? AND level > ?", (case, level))
    amending = database.rows(
        "SELECT code, sealed_level FROM records WHERE case_id = ? AND has_draft = 1 AND versions > 0"
        " AND sealed_level <> '' AND discarded = 0 AND type <> 'identity'",
        (case,),
    )
    found += [_Held("", str(r["code"]), "", RANK.get(str(r["sealed_level"]), STRICTEST)) for r in amending]
    shown = database.value(
        "SELECT r.code FROM files f CROSS JOIN records r ON r.id = f.series_id AND r.case_id = ? AND r.discarded = 0"
        " WHERE f.class = 'identity' LIMIT 1",
        (case,),
    )
    return [*found, _Held("", str(shown), "", RANK[SENSITIVE])] if shown else found


def _loose(database: Database, cases: Sequence[str]) -> dict[str, set[str]]:
    """By case: records that say no case and stand directly below a record of it; asked from the smaller side."""
    free = int(database.value("SELECT count(*) FROM records WHERE case_id IS NULL") or 0)
    if not free:
        return {}
    given = {"ids": json.dumps(list(cases))}
    held = int(
        database.value("SELECT count(*) FROM records WHERE case_id IN (SELECT value FROM json_each(:ids))", given) or 0
    )
    found: dict[str, set[str]] = {}
    for row in database.rows(_FROM_LOOSE if free <= held else _FROM_CASES, given):
        found.setdefault(str(row["holder"]), set()).add(str(row["id"]))
    return found
