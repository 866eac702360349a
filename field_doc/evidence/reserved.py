"""Codes reserved for paper: printed on blank forms first, a record's code later, never twice.

A sheet leaves the vault with a code nobody else will get; the record that is typed in from it has that code, so that
paper, scan and record carry one name. What was printed on the sheet is kept by its digest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem
from field_doc.base.ids import ALPHABET, new_code, new_id, read_code

if TYPE_CHECKING:
    from field_doc.base.clock import Clock
    from field_doc.evidence.custody import Act
    from field_doc.schema.model import RecordType
    from field_doc.vault.database import Database

MAX_BATCH = 500
# Characters of a tag: with the code 40 bits, so that sheets of two laptops are told apart.
_TAG = 4


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What a printed form said. ``digest`` is SHA-256 over ``text`` in UTF-8, paragraphs parted by an empty line."""

    digest: str
    type: str
    version: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Reserved:
    """One reserved code; ``used_by`` is the record begun under it, ``voided_reason`` why it never will be.

    ``tag`` stands beside the code on paper and in its QR: it tells sheets of two laptops with the same code apart.
    """

    code: str
    type: str
    form: str
    reserved_at: str
    batch: str
    tag: str
    used_by: str | None
    voided_reason: str | None


class ReservedCodes:
    """Reserved codes of one vault."""

    def __init__(self, database: Database, clock: Clock, random: Callable[[int], bytes]) -> None:
        self._db = database
        self._clock = clock
        self._random = random

    def reserve(self, act: Act, record_type: RecordType, form: PaperForm, count: int) -> tuple[tuple[str, ...], str]:
        """Reserve codes for one batch of sheets; entered with the digest of the form. Returns codes and tag.

        Raises:
            InputProblem: ``paper.count`` unless 1 to ``MAX_BATCH`` are asked for.

        """
        if not 1 <= count <= MAX_BATCH:
            raise InputProblem("paper.count", most=MAX_BATCH)
        now, batch = self._clock.now().iso(), new_id()
        tag = "".join(ALPHABET[b & 31] for b in self._random(_TAG))
        self._db.execute(
            "INSERT OR IGNORE INTO paper_forms VALUES (?, ?, ?, ?, ?, ?)",
            (form.digest, form.type, form.version, form.lang, form.text, now),
        )
        codes = []
        for _ in range(count):
            code = free_code(self._db, record_type.code_prefix, self._random)
            self._db.execute(
                "INSERT INTO reserved_codes (code, type, form, reserved_at, batch, tag) VALUES (?, ?, ?, ?, ?, ?)",
                (code, record_type.name, form.digest, now, batch, tag),
            )
            codes.append(code)
        act.enter(
            "paper.reserved",
            terms={"type": record_type.name, "sheets": str(count), "form_digest": form.digest},
            detail={"codes": " ".join(codes)},
        )
        return tuple(codes), tag

    def void(self, act: Act, code: str, reason: str) -> None:
        """Say that a sheet will never be typed in: lost, spoilt, not printed.

        Raises:
            InputProblem: it is not reserved here, was used, or is void already.

        """
        found = self.open(code)
        self._db.execute("UPDATE reserved_codes SET voided_reason = ? WHERE code = ?", (reason, found.code))
        act.enter("paper.voided", terms={"code": found.code, "type": found.type}, detail={"reason": reason})

    def find(self, code: str) -> Reserved | None:
        """What is known of a code; None if this vault never reserved it."""
        row = self._db.row("SELECT * FROM reserved_codes WHERE code = ?", (code,))
        return None if row is None else Reserved(**{name: row[name] for name in Reserved.__slots__})

    def open(self, typed: str) -> Reserved:
        """The reserved code somebody typed or scanned, free to begin a record; its tag may stand behind it.

        Raises:
            InputProblem: ``paper.code-unreadable``, ``paper.code-used``, ``paper.code-void``, ``paper.code-foreign``.

        """
        first, _, tag = typed.strip().partition(" ")
        code = read_code(first)
        if code is None:
            raise InputProblem("paper.code-unreadable")
        found = self.find(code)
        if found is not None and tag.strip() and read_tag(tag) != found.tag:
            raise InputProblem("paper.code-foreign", sheet=code)
        if self._db.value("SELECT 1 FROM records WHERE code = ?", (code,)) is not None:
            raise InputProblem("paper.code-used", sheet=code)
        if found is None:
            raise InputProblem("paper.code-foreign", sheet=code)
        if found.voided_reason is not None:
            raise InputProblem("paper.code-void", sheet=code)
        return found

    def rows(self, *, limit: int = 200) -> tuple[Reserved, ...]:
        """Reserved codes, latest first."""
        rows = self._db.rows("SELECT * FROM reserved_codes ORDER BY reserved_at DESC, code LIMIT ?", (limit,))
        return tuple(Reserved(**{name: row[name] for name in Reserved.__slots__}) for row in rows)

    def form(self, digest: str) -> PaperForm:
        """What a printed form said."""
        row = self._db.row("SELECT * FROM paper_forms WHERE digest = ?", (digest,))
        if row is None:
            raise InputProblem("paper.form-unknown")
        return PaperForm(row["digest"], row["type"], row["version"], row["lang"], row["text"])


def read_tag(typed: str) -> str:
    """A tag as it is stored: capitals, look-alike letters read as ``ids.read_code`` reads them."""
    return (read_code(f"X-{typed.strip()[:_TAG]}") or "")[2 : 2 + _TAG]


def free_code(database: Database, prefix: str, random: Callable[[int], bytes]) -> str:
    """A code that no record has and no sheet of paper."""
    while True:
        code = new_code(prefix, random)
        taken = database.value(
            "SELECT 1 FROM records WHERE code = :code"
            " UNION ALL SELECT 1 FROM reserved_codes WHERE code = :code LIMIT 1",
            {"code": code},
        )
        if taken is None:
            return code


def take(database: Database, code: str, record_type: RecordType, record_id: str) -> str:
    """Give a reserved code to the record that begins under it. Needs a transaction.

    Raises:
        InputProblem: ``paper.code-used``, ``paper.code-void``, ``paper.code-foreign``; ``paper.code-type`` if the
            sheet is of another record type.

    """
    row = database.row("SELECT type, used_by, voided_reason FROM reserved_codes WHERE code = ?", (code,))
    if row is None:
        raise InputProblem("paper.code-foreign", sheet=code)
    if row["type"] != record_type.name:
        raise InputProblem("paper.code-type", sheet=code)
    if row["voided_reason"] is not None:
        raise InputProblem("paper.code-void", sheet=code)
    if database.value("SELECT 1 FROM records WHERE code = ?", (code,)) is not None:
        raise InputProblem("paper.code-used", sheet=code)
    changed = database.execute(
        "UPDATE reserved_codes SET used_by = ? WHERE code = ? AND used_by IS NULL", (record_id, code)
    )
    if not changed:
        raise InputProblem("paper.code-used", sheet=code)
    return code
