"""Vaults older than the table of references: it is made once, record by record, in short steps.

Every act that stores fields keeps the table (``Records``). A vault from before has records and an empty table: which
of them are done stands in ``meta``, so that a lock or a lost supply between two steps costs nothing.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Final

from field_doc.base.errors import AccessRefused, InputProblem, IntegrityFailure
from field_doc.base.log import logger

if TYPE_CHECKING:
    from field_doc.evidence.records import Records
    from field_doc.vault.database import Database

_META: Final = "relations-made"
_DONE: Final = "all"
_AT_ONCE: Final = 50
_WHOLE_SECONDS: Final = 1.0
_log = logger("evidence.relations")


def is_made(database: Database) -> bool:
    """Whether every record is in the table."""
    return bool(database.value("SELECT 1 FROM meta WHERE name = ? AND value = ?", (_META, _DONE)))


def make_some(database: Database, records: Records, seconds: float) -> bool:
    """Put records into the table for about so long; whether all are in it now.

    A record that cannot be opened here (closed to this device, damaged, of a newer program) is left out: it says so
    itself where it is opened.
    """
    if is_made(database):
        return True
    until = time.monotonic() + seconds
    with contextlib.nullcontext() if database.in_transaction else database.transaction():
        at = str(database.value("SELECT value FROM meta WHERE name = ?", (_META,)) or "")
        done = at
        for record_id in _after(database, at):
            _make_one(records, record_id)
            done = record_id
            if time.monotonic() >= until:
                break
        here = _DONE if done == at or not _after(database, done) else done
        database.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (_META, here)
        )
    return here == _DONE


def make_whole(database: Database, records: Records) -> None:
    """All that is left of it, for an act that must not overlook a reference; nothing where it is whole."""
    while not make_some(database, records, _WHOLE_SECONDS):
        pass


def _after(database: Database, at: str) -> list[str]:
    rows = database.rows(
        "SELECT id FROM records WHERE id > ? AND discarded = 0 AND (has_draft = 1 OR versions > 0) ORDER BY id LIMIT ?",
        (at, _AT_ONCE),
    )
    return [str(row["id"]) for row in rows]


def _make_one(records: Records, record_id: str) -> None:
    try:
        records.relate(record_id)
    except (AccessRefused, InputProblem, IntegrityFailure) as error:
        _log.info("not in the table of references: %s", error.code)
