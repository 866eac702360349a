"""Who is looked for: the identities this vault can still read, taken apart; codes of those it cannot.

The identity store is read inside the process and shown to nobody. What leaves this module is meant for
``names_check`` alone: it matches texts and gives back only what stands in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from field_doc.evidence import names_parts
from field_doc.evidence.identities import OWN_ROW
from field_doc.evidence.names_parts import Parts

if TYPE_CHECKING:
    from field_doc.formats.canonical import JSON
    from field_doc.vault.database import Database
    from field_doc.vault.vault import Vault

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Person:
    """One identity: its record, the code people know it by, a salt of its own, what is looked for of it."""

    record_id: str
    code: str
    salt: bytes = field(repr=False)
    parts: Parts = field(repr=False)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who is looked for; ``closed``: codes of identities that only their keepers can read."""

    known: tuple[Person, ...]
    closed: tuple[str, ...] = ()

    @property
    def compared(self) -> int:
        """How many identity records are looked for (who works with the vault is not one)."""
        return sum(1 for person in self.known if person.record_id != OWN_ROW)


def read(vault: Vault, random: Callable[[int], bytes]) -> People:
    """Everybody whose identity record this vault can read, and who works with it.

    Args:
        vault: an open vault; used on its thread.
        random: gives an identity its salt when it is first looked at.

    """
    with vault.identities() as store:
        _give_salts(store, random)
        rows = store.rows(
            "SELECT i.record_id, i.fields, n.salt FROM identities i"
            " JOIN names_salts n USING (record_id) ORDER BY i.rowid"
        )
    here = {str(r["record_id"]) for r in rows}
    codes = _codes(vault.records)
    known = tuple(_person(str(r["record_id"]), json.loads(r["fields"]), bytes(r["salt"]), codes) for r in rows)
    closed = tuple(sorted(code for record_id, code in codes.items() if record_id not in here and record_id != OWN_ROW))
    return People(tuple(p for p in known if not p.parts.empty), closed)


def _give_salts(store: Database, random: Callable[[int], bytes]) -> None:
    bare = store.rows("SELECT record_id FROM identities WHERE record_id NOT IN (SELECT record_id FROM names_salts)")
    if bare:
        with store.transaction():
            store.executemany(
                "INSERT INTO names_salts VALUES (?, ?)", [(str(r["record_id"]), random(SALT_BYTES)) for r in bare]
            )


def _codes(records: Database) -> dict[str, str]:
    """Identity record → code of its person, else its own code; the documenter's own row → the documenter's code."""
    rows = records.rows(
        "SELECT r.id, r.code, p.code AS person FROM records r"
        " LEFT JOIN meta m ON m.name = 'person-of:' || r.id LEFT JOIN records p ON p.id = m.value"
        " WHERE r.type = 'identity' AND r.discarded = 0"
    )
    found = {str(r["id"]): str(r["person"] or r["code"]) for r in rows}
    own = records.value("SELECT value FROM meta WHERE name = 'documenter_code'")
    return {**found, OWN_ROW: str(own or "")}


def _person(record_id: str, fields: Mapping[str, JSON], salt: bytes, codes: Mapping[str, str]) -> Person:
    parts = names_parts.of_documenter(fields) if record_id == OWN_ROW else names_parts.of_identity(fields)
    return Person(record_id, codes.get(record_id, ""), salt, parts)
