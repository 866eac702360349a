"""Reading records: rows of lists, drafts, sealed versions, what is missing; nothing here writes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import InputProblem
from field_doc.base.ids import read_code
from field_doc.evidence import handling
from field_doc.evidence.model import Draft, RecordRow, VersionRow
from field_doc.evidence.rows import RECORD_COLUMNS, record_row
from field_doc.evidence.summary import references
from field_doc.formats import sdjwt
from field_doc.schema import newer, sealing, upcast, validate

if TYPE_CHECKING:
    from field_doc.base.clock import Clock
    from field_doc.evidence.identities import Identities
    from field_doc.evidence.keyring import Keyring
    from field_doc.formats.canonical import JSON
    from field_doc.schema.model import RecordType
    from field_doc.schema.registry import Registry
    from field_doc.schema.validate import Problem
    from field_doc.vault.database import Database

_PREFIX = re.compile(r"[0-9a-z-]{4,36}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as one screen or command shows it."""

    row: RecordRow
    fields: Mapping[str, JSON]
    version: int
    read_only: bool
    problems: tuple[Problem, ...]
    versions: tuple[VersionRow, ...]
    # Written by a newer Field Doc: what this one has no name for, as it was stored; nothing here writes it again.
    newer: bool = False
    unknown: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Read:
    """Fields as today's schema names them, and what it has no name for."""

    fields: dict[str, JSON]
    newer: bool = False
    unknown: Mapping[str, JSON] = field(default_factory=dict)


class RecordReader:
    """What one vault holds of records, for everybody who only looks."""

    def __init__(
        self, database: Database, registry: Registry, clock: Clock, identities: Identities, keyring: Keyring
    ) -> None:
        self._db = database
        self._registry = registry
        self._clock = clock
        self._identities = identities
        self._keyring = keyring

    def rows(
        self,
        *,
        type_name: str | None = None,
        case_id: str | None = None,
        limit: int = 200,
        offset: int = 0,
    ) -> tuple[RecordRow, ...]:
        """Records as lists show them, latest change first."""
        rows = self._db.rows(
            f"SELECT {RECORD_COLUMNS} FROM records r WHERE r.discarded = 0"  # noqa: S608 (constant columns)
            " AND (:type IS NULL OR r.type = :type) AND (:case IS NULL OR r.case_id = :case)"
            " ORDER BY r.changed_at DESC, r.id LIMIT :limit OFFSET :offset",
            {"type": type_name, "case": case_id, "limit": limit, "offset": offset},
        )
        return handling.with_levels(self._db, [record_row(r) for r in rows])

    def code_of(self, record_id: str) -> str | None:
        """The visible code of a record, None if it is not here."""
        found = self._db.value("SELECT code FROM records WHERE id = ?", (record_id,))
        return None if found is None else str(found)

    def ids_of_case(self, case_id: str) -> list[str]:
        """Ids of every record of a case, discarded ones too: their entries count."""
        return [str(r["id"]) for r in self._db.rows("SELECT id FROM records WHERE case_id = ?", (case_id,))]

    def counts(self, case_id: str | None = None) -> dict[str, int]:
        """How many records of each type there are."""
        rows = self._db.rows(
            "SELECT type, count(*) AS n FROM records WHERE discarded = 0 AND (:case IS NULL OR case_id = :case)"
            " GROUP BY type",
            {"case": case_id},
        )
        return {str(r["type"]): int(r["n"]) for r in rows}

    def row(self, record_id: str) -> RecordRow:
        """The summary of a record.

        Raises:
            InputProblem: there is none of that id.

        """
        found = self._db.row(f"SELECT {RECORD_COLUMNS} FROM records r WHERE r.id = ?", (record_id,))  # noqa: S608
        if found is None:
            raise InputProblem("record.unknown")
        return record_row(found)

    def type_of(self, record_id: str) -> str | None:
        """The type of a record; None where there is none of that id, as when it was referred to and never sent."""
        found = self._db.value("SELECT type FROM records WHERE id = ?", (record_id,))
        return None if found is None else str(found)

    def naming(self, target: str, type_name: str) -> tuple[str, ...]:
        """Ids of the records of a type that name a record in any of their fields."""
        rows = self._db.rows(
            "SELECT DISTINCT r.id FROM record_links l JOIN records r ON r.id = l.record_id"
            " WHERE l.target = ? AND r.type = ? AND r.discarded = 0 ORDER BY r.created_at, r.id",
            (target, type_name),
        )
        return tuple(str(r["id"]) for r in rows)

    def resolve(self, typed: str, *, discarded: bool = False) -> str:
        """The id for a UUID, a visible code or a unique prefix of either.

        Args:
            typed: what somebody typed.
            discarded: also find what was discarded before it was ever sealed: the ledger keeps it, and a
                draft may still point to it.

        """
        code = read_code(typed)
        if code is not None:
            found = self._db.value("SELECT id FROM records WHERE code = ? AND discarded <= ?", (code, int(discarded)))
            if found is not None:
                return str(found)
        prefix = typed.strip().lower()
        if _PREFIX.fullmatch(prefix):
            hits = self._db.rows(
                "SELECT id FROM records WHERE (id LIKE ? || '%' OR code LIKE ? || '%') AND discarded <= ? LIMIT 2",
                (prefix, prefix, int(discarded)),
            )
            if len(hits) == 1:
                return str(hits[0]["id"])
            if hits:
                raise InputProblem("record.ambiguous")
        raise InputProblem("record.unknown")

    def draft(self, record_id: str) -> Draft:
        """The draft of a record.

        Raises:
            InputProblem: it has none.

        """
        row = self._db.row("SELECT * FROM drafts WHERE record_id = ?", (record_id,))
        if row is None:
            raise InputProblem("record.no-draft")
        return Draft(record_id, int(row["schema"]), json.loads(row["fields"]), int(row["base"]), str(row["saved_at"]))

    def version(self, record_id: str, number: int) -> VersionRow:
        """One sealed version's row."""
        for version in self.versions(record_id):
            if version.number == number:
                return version
        raise InputProblem("record.no-such-version", number=number)

    def versions(self, record_id: str) -> tuple[VersionRow, ...]:
        """All sealed versions, oldest first."""
        rows = self._db.rows("SELECT * FROM versions WHERE record_id = ? ORDER BY number", (record_id,))
        return tuple(
            VersionRow(
                record_id, int(r["number"]), int(r["schema"]), str(r["jwt_digest"]), bool(r["complete"]),
                self._reason(str(r["sealed"])), str(r["sealed_at"]), str(r["device"]), r["epoch"], r["seq"],
            )
            for r in rows
        )  # fmt: skip

    def _reason(self, sealed: str) -> str | None:
        reason = self._keyring.open_any(sdjwt.parse(sealed)).reason
        return reason if isinstance(reason, str) else None

    def sealed(self, record_id: str, number: int) -> sdjwt.Sealed:
        """The sealed bytes of a version."""
        text = self._db.value("SELECT sealed FROM versions WHERE record_id = ? AND number = ?", (record_id, number))
        if text is None:
            raise InputProblem("record.no-such-version", number=number)
        return sdjwt.parse(str(text))

    def fields(self, record_id: str, number: int | None = None) -> dict[str, JSON]:
        """Fields of the draft (``number`` None) or of a sealed version; of a newer schema what is known of it."""
        return self._read(self.row(record_id), number).fields

    def _read(self, row: RecordRow, number: int | None) -> _Read:
        if self._registry.record_type(row.type).store == "identities":
            return self._read_identity(row, number)
        if number is None and row.has_draft:
            draft = self.draft(row.id)
            return self._brought_forward(row, draft.schema, dict(draft.fields))
        version = self.version(row.id, number or row.versions)
        if self.is_newer(row.type, version.schema):
            found = newer.open_tree(self._registry.record_type(row.type), self._opened(row.id, version.number))
            return _Read(found.fields, newer=True, unknown=found.unknown)
        _, fields = self.as_sealed(row.id, version.number)
        return self._brought_forward(row, version.schema, fields)

    def _read_identity(self, row: RecordRow, number: int | None) -> _Read:
        """What an identity says now, or said in a sealed version, as long as it is not closed to its custodians."""
        current = dict(self._identities.fields(row.id))
        if number is None or (number == row.versions and not row.has_draft):
            return _Read(current)
        kept = self._identities.sealed_text(row.id, number)
        if kept is None:
            raise InputProblem("record.no-such-version", number=number)
        schema = self.version(row.id, number).schema
        tree = self._keyring.open(sdjwt.parse(kept)).fields
        if self.is_newer(row.type, schema):
            found = newer.open_tree(self._registry.record_type(row.type), tree)
            return _Read(found.fields, newer=True, unknown=found.unknown)
        return self._brought_forward(row, schema, sealing.unseal(self._registry.record_type(row.type, schema), tree))

    def _brought_forward(self, row: RecordRow, schema: int, fields: dict[str, JSON]) -> _Read:
        found = upcast.upcast(self._registry, row.type, schema, fields)
        known = {k: v for k, v in found.fields.items() if k not in found.unknown}
        return _Read(known, newer=found.read_only, unknown={k: found.fields[k] for k in found.unknown})

    def is_newer(self, type_name: str, schema: int) -> bool:
        """Whether a schema version of a type is one that only a newer Field Doc knows."""
        return schema > self._registry.versions(type_name)[-1]

    def refuse_newer(self, row: RecordRow) -> None:
        """Nothing this program writes may drop what it does not know.

        Raises:
            InputProblem: ``record.newer-schema``, the draft or the latest version is of a newer Field Doc.

        """
        schema = self.draft(row.id).schema if row.has_draft else self.version(row.id, row.versions).schema
        if self.is_newer(row.type, schema):
            raise InputProblem("record.newer-schema", schema=schema)

    def _opened(self, record_id: str, number: int) -> Any:
        return self._keyring.open(self.sealed(record_id, number)).fields

    def as_sealed(self, record_id: str, number: int) -> tuple[RecordType, dict[str, JSON]]:
        """The schema a version was sealed under, and its fields as that schema names them."""
        version = self.version(record_id, number)
        name = self.row(record_id).type
        # A newer schema than ours is not here: ours then says what is known of it.
        known = min(version.schema, self._registry.versions(name)[-1])
        record_type = self._registry.record_type(name, known)
        tree = self._opened(record_id, number)
        if self.is_newer(name, version.schema):
            return record_type, dict(newer.open_tree(record_type, tree).fields)
        return record_type, dict(sealing.unseal(record_type, tree))

    def show(self, record_id: str, number: int | None = None) -> Shown:
        """Everything a screen needs of one record. Entering the view is the caller's act."""
        row = handling.described(self._db, self.row(record_id))
        showing_draft = number is None and row.has_draft
        read = self._read(row, number)
        problems = self.problems(record_id) if showing_draft else ()
        return Shown(
            row, read.fields, 0 if showing_draft else number or row.versions, not showing_draft or read.newer,
            problems, self.versions(record_id), read.newer, read.unknown,
        )  # fmt: skip

    def problems(self, record_id: str, fields: Mapping[str, JSON] | None = None) -> tuple[Problem, ...]:
        """What is missing or wrong in a draft, in the order of its form."""
        row = self.row(record_id)
        current = dict(fields) if fields is not None else self.fields(record_id)
        found = validate.validate(
            self._registry,
            self._registry.record_type(row.type),
            current,
            today=self._clock.now().wall.date(),
            siblings=self._siblings(row, current),
        )
        return tuple(found)

    def _siblings(self, row: RecordRow, current: Mapping[str, JSON]) -> dict[str, tuple[str, dict[str, JSON]]]:
        """Type and fields of the records this one refers to, for rules between records (consent, gate)."""
        found: dict[str, tuple[str, dict[str, JSON]]] = {}
        for reference in references(self._registry.record_type(row.type), current):
            other = self._db.row("SELECT type FROM records WHERE id = ? AND discarded = 0", (reference,))
            if other is not None and self._registry.record_type(str(other["type"])).store == "records":
                found[reference] = (str(other["type"]), self.fields(reference))
        return found

    def identities_of(self, person: str) -> tuple[str, ...]:
        """The identity records that belong to a person record."""
        rows = self._db.rows(
            "SELECT substr(name, 11) AS id FROM meta WHERE name LIKE 'person-of:%' AND value = ? ORDER BY name",
            (person,),
        )
        return tuple(str(r["id"]) for r in rows)

    def person_of(self, identity_id: str) -> str | None:
        """The person record an identity belongs to."""
        found = self._db.value("SELECT value FROM meta WHERE name = ?", (f"person-of:{identity_id}",))
        return None if found is None else str(found)
