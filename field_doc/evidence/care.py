"""Care, kept in the vault and nowhere else: the documenter's own words, who was asked after, the directory of help.

None of it is evidence: it stands in no record, no ledger, no search, no submission and no bundle (decision 0015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from field_doc.base.errors import InputProblem
from field_doc.base.ids import new_id

if TYPE_CHECKING:
    from field_doc.vault.database import Database

OUTCOMES: Final = ("done", "not_reached", "declined")


@dataclass(frozen=True, slots=True)
class Debrief:
    """What the documenter wrote for themselves, and when it was last changed."""

    id: str
    text: str
    written_at: str


def debriefs(database: Database) -> tuple[Debrief, ...]:
    """The documenter's own notes, newest first."""
    rows = database.rows("SELECT id, text, written_at FROM debrief ORDER BY written_at DESC, id")
    return tuple(Debrief(str(r["id"]), str(r["text"]), str(r["written_at"])) for r in rows)


def keep_debrief(database: Database, text: str, now: str, note_id: str = "") -> str:
    """Keep a new note, or other words of one; durable when it returns. Gives its id.

    Whoever saves while typing names the id beforehand: then each saving stands alone.
    """
    kept = note_id or new_id()
    with database.transaction():
        database.execute(
            "INSERT INTO debrief VALUES (?, ?, ?) ON CONFLICT (id)"
            " DO UPDATE SET text = excluded.text, written_at = excluded.written_at",
            (kept, text, now),
        )
    return kept


def forget_debrief(database: Database, note_id: str) -> bool:
    """Take a note away: its pages are overwritten and the write-ahead log is emptied. Whether there was one."""
    with database.transaction():
        gone = database.execute("DELETE FROM debrief WHERE id = ?", (note_id,))
    if gone:
        database.truncate_wal()
    return bool(gone)


def outcomes(database: Database) -> dict[str, str]:
    """By statement: what became of asking after the person."""
    return {str(r["record_id"]): str(r["outcome"]) for r in database.rows("SELECT record_id, outcome FROM wellbeing")}


def note_outcome(database: Database, record_id: str, outcome: str, now: str) -> None:
    """Note what became of it; "" takes the note back.

    Raises:
        InputProblem: ``care.unknown-outcome``.

    """
    if outcome and outcome not in OUTCOMES:
        raise InputProblem("care.unknown-outcome")
    with database.transaction():
        database.execute("DELETE FROM wellbeing WHERE record_id = ?", (record_id,))
        if outcome:
            database.execute("INSERT INTO wellbeing VALUES (?, ?, ?)", (record_id, outcome, now))


def kept_directory(database: Database) -> tuple[str, str] | None:
    """The signed directory of help as it was imported, and when; None where there is none."""
    row = database.row("SELECT signed, imported_at FROM referral_directory WHERE only = 1")
    return None if row is None else (bytes(row["signed"]).decode("ascii"), str(row["imported_at"]))


def keep_directory(database: Database, signed: str, now: str) -> None:
    """Keep a signed directory in place of the one before."""
    with database.transaction():
        database.execute("DELETE FROM referral_directory")
        database.execute("INSERT INTO referral_directory VALUES (1, ?, ?)", (signed.encode("ascii"), now))
