"""Who the pseudonyms are: a store of its own, closed by default, opened per record with a reason (R07).

An identity record is readable in the field until it is sealed. With an office joined, sealing puts it
age-in-age to two custodians and takes the row away: then only the code remains on this laptop.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from field_doc.base.errors import AccessRefused
from field_doc.evidence.custody import as_json
from field_doc.formats import age

if TYPE_CHECKING:
    from field_doc.evidence.custody import Act
    from field_doc.evidence.model import RecordRow
    from field_doc.formats.canonical import JSON
    from field_doc.formats.sdjwt import Sealed
    from field_doc.schema.model import RecordType
    from field_doc.vault.vault import Vault


# Everything that stands here of one identity, and goes with it.
_TABLES = ("identities", "sealed", "names_salts")
OWN_ROW = "self"  # who works with this vault: no record of its own


class Identities:
    """The identity store of one vault.

    Args:
        vault: opens identities.db for the length of one act.
        custodians: age recipients A (outer) and B (inner) named on the card; empty before enrolment.

    """

    def __init__(self, vault: Vault, custodians: tuple[str, ...] = ()) -> None:
        self._vault = vault
        self.custodians = custodians

    def save(self, record_id: str, fields: Mapping[str, JSON], now: str) -> None:
        """Keep the fields of an identity record; durable when it returns."""
        with self._vault.identities() as database, database.transaction():
            database.execute(
                "INSERT INTO identities VALUES (?, ?, ?) ON CONFLICT (record_id)"
                " DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at",
                (record_id, as_json(fields), now),
            )

    def fields(self, record_id: str) -> dict[str, JSON]:
        """The fields, if they are still on this device.

        Raises:
            AccessRefused: the record was closed to its custodians.

        """
        with self._vault.identities() as database:
            found = database.value("SELECT fields FROM identities WHERE record_id = ?", (record_id,))
        if found is None:
            raise AccessRefused("identity.closed")
        return dict(json.loads(found))

    def sealed_text(self, record_id: str, number: int) -> str | None:
        """A sealed version with its disclosures, as long as it is not closed to custodians."""
        with self._vault.identities() as database:
            found = database.value(
                "SELECT text FROM sealed WHERE record_id = ? AND number = ?", (record_id, number)
            )
        return None if found is None else str(found)

    def here(self, record_id: str) -> bool:
        """Whether this device can still read it."""
        with self._vault.identities() as database:
            return database.value("SELECT 1 FROM identities WHERE record_id = ?", (record_id,)) is not None

    def forget(self, record_id: str) -> None:
        """Take the row away and overwrite its pages."""
        with self._vault.identities() as database:
            for table in _TABLES:
                database.execute(f"DELETE FROM {table} WHERE record_id = ?", (record_id,))  # noqa: S608 (constants)
            database.truncate_wal()

    def keep_sealed(self, act: Act, row: RecordRow, record_type: RecordType, sealed: Sealed, number: int) -> None:
        """Keep a sealed identity version with its disclosures; close it at once where custodians are known."""
        if record_type.store != "identities":
            return
        with self._vault.identities() as database, database.transaction():
            database.execute(
                "INSERT OR REPLACE INTO sealed VALUES (?, ?, ?)", (row.id, number, sealed.text())
            )
        if self.custodians:
            self._close(act, row.id, row.code, row.case_id, number, sealed.text())

    def close_all(self, act: Act, codes: Mapping[str, tuple[str, str | None]]) -> int:
        """After enrolment: close every sealed identity that is still here. ``codes``: id → code and case."""
        with self._vault.identities() as database:
            rows = database.rows("SELECT record_id, number, text FROM sealed")
        for row in rows:
            code, case = codes[str(row["record_id"])]
            self._close(act, str(row["record_id"]), code, case, int(row["number"]), str(row["text"]))
        return len(rows)

    def _close(self, act: Act, record_id: str, code: str, case: str | None, number: int, text: str) -> None:
        data = text.encode("utf-8")
        for recipient in reversed(self.custodians):  # inner: the last custodian; outer: the first
            data = age.encrypt_bytes(data, [age.HybridRecipient.from_text(recipient)])
        self._vault.records.execute(
            "INSERT OR IGNORE INTO identity_envelopes VALUES (?, ?, ?)", (record_id, number, data)
        )
        act.enter("identity.closed", subject=record_id, case=case, terms={"code": code, "number": str(number)})
        # The rows go only once the envelope is durable: sweep() runs after the act, and at every open.

    def sweep(self) -> int:
        """Drop every row that may not lie here any more; returns how many went.

        The two databases do not commit together, so this runs after the act and at every open: what is
        closed to custodians, was discarded, or belongs to a record that never came to be.
        """
        with self._vault.identities() as database:
            rows = database.rows("SELECT record_id FROM identities UNION SELECT record_id FROM sealed")
            gone = [str(r["record_id"]) for r in rows if not self._belongs(str(r["record_id"]))]
            for record_id in gone:
                for table in _TABLES:
                    database.execute(f"DELETE FROM {table} WHERE record_id = ?", (record_id,))  # noqa: S608 (constants)
            if gone:
                database.truncate_wal()
        return len(gone)

    def _belongs(self, record_id: str) -> bool:
        if record_id == OWN_ROW:
            return True
        row = self._vault.records.row(
            "SELECT discarded, EXISTS (SELECT 1 FROM drafts d WHERE d.record_id = r.id) AS drafted,"
            " EXISTS (SELECT 1 FROM identity_envelopes e WHERE e.record_id = r.id) AS closed"
            " FROM records r WHERE id = ?",
            (record_id,),
        )
        return row is not None and not row["discarded"] and bool(row["drafted"] or not row["closed"])
