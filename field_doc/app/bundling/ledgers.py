"""Which ledger entries go along with a bundle, from this vault's own ledger and from those of devices (R16).

About what was chosen: entries with their details. Of a whole case: every entry of it in every ledger, so that its
chain of numbers has no gap; what is about other records of the case goes as the bare leaf, without a word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from field_doc.evidence.device_families import DeviceFamilies
from field_doc.formats.ledger_entry import Detail, DetailMember, Leaf, parse_disclosed, parse_leaf

if TYPE_CHECKING:
    from field_doc.app.session import Services
    from field_doc.vault.database import Database, Row

_STARTED = "epoch.started"


@dataclass(frozen=True, slots=True)
class Known:
    """One entry this vault knows: its log, position, leaf, its whole detail, or the members that were told of it."""

    origin: str
    seq: int
    leaf: Leaf
    data: bytes
    detail: Detail | None
    members: tuple[DetailMember, ...] = ()

    def bare(self) -> Known:
        """The leaf alone."""
        return replace(self, detail=None, members=())


@dataclass(frozen=True, slots=True)
class Asked:
    """What a bundle is about. ``number`` is its own, ``case`` the case (id) all of whose entries belong to it."""

    records: tuple[str, ...]
    files: tuple[str, ...]
    number: str
    case: str | None


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries by log and number, and the code of the case in each log that has entries of it (whole cases only)."""

    known: tuple[Known, ...]
    cases: dict[str, str]


def about(services: Services, asked: Asked) -> Entries:
    """Every entry that goes along; of each log also entry 0, and the logs that go on from it (R04)."""
    found = [*_own(services, asked), *_devices(services, asked)]
    chosen = {(k.origin, k.seq): k for k in found}
    for first in _first_entries(services, {k.origin for k in found} | {services.custody.epoch().origin}):
        chosen.setdefault((first.origin, first.seq), first.bare())
    return Entries(tuple(chosen[key] for key in sorted(chosen)), _cases(services, asked, found))


def _cases(services: Services, asked: Asked, found: Sequence[Known]) -> dict[str, str]:
    """Log -> code of the case in it: each vault has a salted one of its own, the same in all its epochs."""
    if asked.case is None:
        return {}
    codes = _codes(found) | {services.custody.case_code(asked.case)}
    return {k.origin: k.leaf.case for k in found if k.leaf.case is not None and k.leaf.case in codes}


def _codes(found: Iterable[Known]) -> set[str | None]:
    """Codes of the case that seals of its records carry."""
    return {k.leaf.case for k in found if "version" in k.leaf.terms} - {None}


# this vault's own ledger


def _own(services: Services, asked: Asked) -> list[Known]:
    subjects = list(dict.fromkeys([*asked.records, *asked.files, asked.number]))
    database, marks = services.vault.records, ",".join("?" * len(subjects))
    of_case = services.custody.case_code(asked.case) if asked.case is not None else None
    every = {} if of_case is None else {
        (k.origin, k.seq): k.bare() for k in map(known_of, database.rows(_OWN + " WHERE l.case_code = ?", (of_case,)))
    }  # fmt: skip
    about = map(known_of, database.rows(_OWN + f" WHERE l.subject IN ({marks})", subjects))
    return list((every | {(k.origin, k.seq): k for k in about}).values())


_OWN = (
    "SELECT e.origin, l.seq, l.leaf, d.detail FROM ledger l JOIN epochs e ON e.number = l.epoch"
    " LEFT JOIN ledger_details d ON d.epoch = l.epoch AND d.seq = l.seq"
)


def own_events(services: Services, *events: str) -> list[Known]:
    """This vault's own entries of these events, oldest first; leaves alone."""
    marks = ",".join("?" * len(events))
    query = _OWN + f" WHERE l.event IN ({marks}) ORDER BY l.epoch, l.seq"
    return [known_of(r).bare() for r in services.vault.records.rows(query, list(events))]


# ledgers of devices


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for in the logs of one vault: of its chosen items, and of the whole case."""

    records: frozenset[str]
    files: frozenset[str]
    codes: frozenset[str]
    cases: frozenset[str | None]

    def of(self, row: Row) -> Known | None:
        """The entry of a row if it goes along; all are looked at, so only those are read whole."""
        leaf = json.loads(bytes(row["leaf"]))
        terms, detail = leaf["terms"], row["detail"]
        if terms.get("file") in self.files or terms.get("code") in self.codes or self._names(detail):
            return known_of(row)
        return known_of(row).bare() if leaf["case"] in self.cases else None

    def _names(self, detail: object) -> bool:
        """Whether the words beside an entry name one of the records."""
        if not isinstance(detail, (bytes, bytearray, memoryview)):
            return False
        named = json.loads(bytes(detail))["members"].get("record")
        return named is not None and named[1] in self.records


def _devices(services: Services, asked: Asked) -> list[Known]:
    """Entries of imported ledgers that name one of the records or files, and those of the case."""
    database = services.vault.records
    families, by_family = _Families(database), dict[frozenset[str], list[Known]]()
    for known in _sealed(database, asked):
        by_family.setdefault(families.of(known.origin), []).append(known)
    found = []
    for family, sealed in by_family.items():
        codes = {str(m.value) for known in sealed for m in known.members if m.name == "code"}
        cases = _codes(sealed) if asked.case is not None else set()
        wanted = _Wanted(frozenset(asked.records), frozenset(asked.files), frozenset(codes), frozenset(cases))
        found += [one for row in _rows_of(database, family) if (one := wanted.of(row)) is not None]
    return found


def _sealed(database: Database, asked: Asked) -> list[Known]:
    """Entries of devices in which the chosen versions and files were entered: where to look for the others."""
    queries = ((_SEALED + "versions t ON" + _THERE + "record_id = ?", asked.records),
               (_SEALED + "files t ON" + _THERE + "id = ?", asked.files))  # fmt: skip
    return [known_of(row) for query, ids in queries for one in ids for row in database.rows(query, (one,))]


_SEALED = "SELECT l.origin, l.seq, l.leaf, l.detail FROM device_ledger l JOIN "
_THERE = " t.origin = l.origin AND t.origin_seq = l.seq WHERE t."


class _Families:
    """Logs of a device and of those the office linked with it: one vault at different times, one set of codes."""

    def __init__(self, database: Database) -> None:
        self._families = DeviceFamilies(database)
        rows = database.rows("SELECT origin, device FROM device_epochs")
        self._devices = {str(r["origin"]): str(r["device"]) for r in rows}
        self._known: dict[str, frozenset[str]] = {}

    def of(self, origin: str) -> frozenset[str]:
        """Origins of the family a device's origin belongs to; none for a log of this vault."""
        if origin not in self._devices:
            return frozenset()
        if origin not in self._known:
            family = self._families.family(self._devices[origin])
            self._known[origin] = frozenset(o for o, device in self._devices.items() if device in family)
        return self._known[origin]


def _rows_of(database: Database, origins: Iterable[str]) -> Iterator[Row]:
    query = "SELECT origin, seq, leaf, detail FROM device_ledger WHERE origin = ?"
    for origin in sorted(origins):
        yield from database.iterate(query, (origin,))


# the beginnings of logs


def _first_entries(services: Services, origins: set[str]) -> list[Known]:
    """Entry 0 of each log, and of every log that goes on from one of them, over any number of steps (R04)."""
    database = services.vault.records
    firsts = [known_of(r) for r in database.rows(_OWN + " WHERE l.seq = 0")]
    firsts += [known_of(r) for r in database.rows("SELECT origin, seq, leaf, detail FROM device_ledger WHERE seq = 0")]
    wanted = set(origins)
    while True:
        tails = {origin.rpartition("/")[2] for origin in wanted}
        after = {k.origin for k in firsts if continues(k) in tails}
        if after <= wanted:
            return [k for k in firsts if k.origin in wanted]
        wanted |= after


def continues(first: Known) -> str | None:
    """End of the origin that a log's entry 0 goes on from; None where it began anew."""
    return first.leaf.terms.get("continues") if first.leaf.event == _STARTED else None


def known_of(row: Row) -> Known:
    """An entry out of a row with ``origin``, ``seq``, ``leaf``, ``detail``."""
    origin, seq, leaf, detail = (row[name] for name in ("origin", "seq", "leaf", "detail"))
    told = parse_disclosed(bytes(detail)) if detail is not None else None
    whole = Detail(told.members) if told is not None and not told.withheld else None
    data = bytes(leaf)
    members = told.members if told is not None else ()
    return Known(str(origin), int(seq), parse_leaf(data), data, whole, members)
