"""Records: drafts that save themselves, sealed versions that never change, amendments that say why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.base.ids import new_code, new_id, read_code
from field_doc.evidence.custody import Act, as_json
from field_doc.evidence.model import Draft, RecordRow, Sealing, VersionRow
from field_doc.evidence.queue import queue
from field_doc.evidence.rows import RECORD_COLUMNS, record_row
from field_doc.evidence.summary import occurred, references
from field_doc.formats import sdjwt
from field_doc.schema import defaults, sealing, search, upcast, validate

if TYPE_CHECKING:
    from field_doc.base.clock import Clock
    from field_doc.evidence.attachments import Attachments
    from field_doc.evidence.custody import Custody
    from field_doc.evidence.identities import Identities
    from field_doc.evidence.keyring import Keyring
    from field_doc.formats.canonical import JSON
    from field_doc.schema.model import RecordType
    from field_doc.schema.registry import Registry
    from field_doc.schema.validate import Problem
    from field_doc.vault.database import Database
    from field_doc.vault.signing_keys import DeviceKeys

LANGUAGES = ("uk", "en")
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


class Records:
    """The record store of one vault."""

    def __init__(
        self,
        database: Database,
        custody: Custody,
        registry: Registry,
        keys: DeviceKeys,
        clock: Clock,
        random: Callable[[int], bytes],
        attachments: Attachments,
        identities: Identities,
        keyring: Keyring,
    ) -> None:
        self._db = database
        self._custody = custody
        self._registry = registry
        self._keys = keys
        self._clock = clock
        self._random = random
        self._attachments = attachments
        self._identities = identities
        self._keyring = keyring

    # drafts

    def begin(self, act: Act, type_name: str, fields: Mapping[str, JSON], case_id: str | None) -> str:
        """A new record with a draft; the draft begun is an entry, its words are not (R53)."""
        record_type = self._registry.record_type(type_name)
        record_id, now = new_id(), self._clock.now().iso()
        code = self._free_code(record_type.code_prefix)
        case = record_id if type_name == "case" else case_id
        self._db.execute(
            "INSERT INTO records (id, type, code, case_id, created_at, changed_at, has_draft)"
            " VALUES (?, ?, ?, ?, ?, ?, 1)",
            (record_id, type_name, code, case, now, now),
        )
        whole = {**defaults.defaults(record_type), **fields}
        self._db.execute(
            "INSERT INTO drafts VALUES (?, ?, ?, 0, ?)", (record_id, record_type.version, "{}", now)
        )
        self._store_draft(record_id, record_type, whole, now)
        act.enter("draft.begun", subject=record_id, case=case, terms={"type": type_name, "code": code})
        return record_id

    def save_draft(self, record_id: str, fields: Mapping[str, JSON]) -> str:
        """Save what was typed; durable when it returns. Returns the time of saving."""
        row = self.row(record_id)
        if not row.has_draft:
            raise InputProblem("record.no-draft")
        now = self._clock.now().iso()
        with self._db.transaction():
            self._store_draft(record_id, self._registry.record_type(row.type), fields, now)
        return now

    def _store_draft(
        self, record_id: str, record_type: RecordType, fields: Mapping[str, JSON], now: str
    ) -> None:
        if record_type.store == "identities":
            self._identities.save(record_id, fields, now)
            self._keep_pseudonym(record_id, fields)
            fields = {}
        self._db.execute(
            "UPDATE drafts SET fields = ?, saved_at = ? WHERE record_id = ?", (as_json(fields), now, record_id)
        )
        self._summarise(record_id, record_type, fields, now)

    def _keep_pseudonym(self, record_id: str, fields: Mapping[str, JSON]) -> None:
        """Which person record (a code) an identity belongs to: consent is asked of that person when it leaves."""
        person = fields.get("person")
        if isinstance(person, str):
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"person-of:{record_id}", person))

    def person_of(self, identity_id: str) -> str | None:
        """The person record an identity belongs to."""
        found = self._db.value("SELECT value FROM meta WHERE name = ?", (f"person-of:{identity_id}",))
        return None if found is None else str(found)

    def index(self, record_id: str) -> None:
        """Make title, date and search text of a record from its latest sealed version (a desk's import)."""
        row = self.row(record_id)
        record_type = self._registry.record_type(row.type)
        if record_type.store == "records" and not row.has_draft:
            self._summarise(record_id, record_type, self.fields(record_id), row.changed_at)

    def discard(self, act: Act, record_id: str) -> None:
        """Throw a draft away. What was never sealed disappears from lists; the act stays (§53)."""
        row = self.row(record_id)
        if not row.has_draft:
            raise InputProblem("record.no-draft")
        act.enter("draft.discarded", subject=record_id, case=row.case_id, terms={"type": row.type, "code": row.code})
        self._db.execute("DELETE FROM drafts WHERE record_id = ?", (record_id,))
        gone = row.versions == 0
        self._db.execute(
            "UPDATE records SET has_draft = 0, discarded = ? WHERE id = ?", (int(gone), record_id)
        )
        if gone:
            self._db.execute("DELETE FROM search WHERE record_id = ?", (record_id,))
        else:
            self._back_to_sealed(row)

    def _back_to_sealed(self, row: RecordRow) -> None:
        """After a discarded amendment: title, search text and identity fields say again what is sealed."""
        record_type = self._registry.record_type(row.type)
        now = self._clock.now().iso()
        if record_type.store == "identities":
            kept = self._identities.sealed_text(row.id, row.versions)
            if kept is not None:
                opened = self._keyring.open(sdjwt.parse(kept))
                self._identities.save(row.id, sealing.unseal(record_type, opened.fields), now)
            return
        fields = self._fields_of(row, self.version(row.id, row.versions))
        self._summarise(row.id, record_type, fields, now)

    def open_amendment(self, act: Act, record_id: str) -> None:
        """A draft that begins as the latest sealed version; one at a time."""
        row = self.row(record_id)
        if row.has_draft:
            return
        if row.versions == 0:
            raise InputProblem("record.never-sealed")
        version = self.version(record_id, row.versions)
        record_type = self._registry.record_type(row.type)
        fields = self._fields_of(row, version)  # refuses an identity that is closed to its custodians
        if record_type.store == "identities":
            fields = {}  # they stay in the identity store, never here (R07)
        now = self._clock.now().iso()
        self._db.execute(
            "INSERT INTO drafts VALUES (?, ?, ?, ?, ?)",
            (record_id, record_type.version, as_json(fields), row.versions, now),
        )
        self._db.execute("UPDATE records SET has_draft = 1, changed_at = ? WHERE id = ?", (now, record_id))
        act.enter("draft.begun", subject=record_id, case=row.case_id, terms={"type": row.type, "code": row.code})

    # sealing

    def seal(self, act: Act, record_id: str, reason: str | None) -> Sealing:
        """Make an immutable version of the draft.

        Empty fields become ``nv_not_asked`` and the version is marked incomplete; only the gate,
        consent to record and the account's text block (§5).

        Raises:
            AccessRefused: one of these three blocks; nothing was sealed.
            InputProblem: no draft, or an amendment without a reason.

        """
        row, draft = self.row(record_id), self.draft(record_id)
        reason = (reason or "").strip() or None
        if draft.base and not reason:
            raise InputProblem("record.reason-needed")
        record_type = self._registry.record_type(row.type)
        problems = self.problems(record_id)
        blocking = [p for p in problems if p.severity == "blocks"]
        if blocking:
            raise AccessRefused("record.seal-blocked", problem=blocking[0].code, count=len(blocking))
        fields = dict(self._identities.fields(record_id) if record_type.store == "identities" else draft.fields)
        whole, complete = sealing.complete_for_sealing(record_type, fields)
        version = self._version(row, record_type, whole, complete=complete, reason=reason)
        sealed = sdjwt.seal(version, self._keys.record, self._random)
        return self._enter_version(act, row, record_type, version, sealed, problems)

    def _version(
        self, row: RecordRow, record_type: RecordType, whole: dict[str, JSON], *, complete: bool, reason: str | None
    ) -> sdjwt.RecordVersion:
        before = self.version(row.id, row.versions).jwt_digest if row.versions else None
        return sdjwt.RecordVersion(
            record_id=row.id,
            type=row.type,
            schema=record_type.schema_id,
            code=row.code,
            version=row.versions + 1,
            supersedes=before,
            sealed_at=self._clock.now().wall.isoformat(timespec="seconds"),
            device=self._keys.device,
            epoch=self._custody.epoch().origin,
            complete=complete,
            reason=reason,
            fields=sealing.sealable(record_type, whole),
            attachments=self._attachments.for_sealing(row.id),
        )

    def _enter_version(
        self,
        act: Act,
        row: RecordRow,
        record_type: RecordType,
        version: sdjwt.RecordVersion,
        sealed: sdjwt.Sealed,
        problems: tuple[Problem, ...],
    ) -> Sealing:
        digest = sdjwt.jwt_digest(sealed)
        entry = act.enter(
            "record.amended" if version.supersedes else "record.sealed",
            subject=row.id,
            case=row.case_id,
            terms={
                "version": digest, "number": str(version.version), "type": row.type,
                "complete": "yes" if version.complete else "no", "attachments": str(len(version.attachments)),
            },
            detail={"code": row.code, "record": row.id, "reason": version.reason},
        )  # fmt: skip
        self._identities.keep_sealed(act, row, record_type, sealed, version.version)
        stored = sealed if record_type.store == "records" else sdjwt.present(sealed, sdjwt.paths(sealed))
        self._db.execute(
            "INSERT INTO versions (record_id, number, schema, sealed, jwt_digest, complete, sealed_at, device,"
            " epoch, seq) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                row.id, version.version, record_type.version, stored.text(), digest, int(version.complete),
                version.sealed_at, version.device, entry.epoch, entry.seq,
            ),
        )  # fmt: skip
        self._db.execute("DELETE FROM drafts WHERE record_id = ?", (row.id,))
        self._db.execute(
            "UPDATE records SET has_draft = 0, versions = ?, complete = ?, changed_at = ? WHERE id = ?",
            (version.version, int(version.complete), entry.at, row.id),
        )
        queue(self._db, "version", row.id, entry.at, number=version.version, size=len(stored.text()))
        return Sealing(
            row.id, row.code, version.version, version.complete, digest, entry.epoch, entry.seq, problems
        )

    # reading

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
        return tuple(record_row(r) for r in rows)

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

    def resolve(self, typed: str, *, discarded: bool = False) -> str:
        """The id for a UUID, a visible code or a unique prefix of either.

        Args:
            typed: what somebody typed.
            discarded: also find what was discarded before it was ever sealed: the ledger keeps it, and a
                draft may still point to it.

        """
        code = read_code(typed)
        if code is not None:
            found = self._db.value(
                "SELECT id FROM records WHERE code = ? AND discarded <= ?", (code, int(discarded))
            )
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
        text = self._db.value(
            "SELECT sealed FROM versions WHERE record_id = ? AND number = ?", (record_id, number)
        )
        if text is None:
            raise InputProblem("record.no-such-version", number=number)
        return sdjwt.parse(str(text))

    def fields(self, record_id: str, number: int | None = None) -> dict[str, JSON]:
        """Fields of the draft (``number`` None) or of a sealed version."""
        row = self.row(record_id)
        if number is None and row.has_draft:
            if self._registry.record_type(row.type).store == "identities":
                return dict(self._identities.fields(record_id))
            return dict(self.draft(record_id).fields)
        return self._fields_of(row, self.version(record_id, number or row.versions))

    def _fields_of(self, row: RecordRow, version: VersionRow) -> dict[str, JSON]:
        record_type = self._registry.record_type(row.type)
        if record_type.store == "identities":
            return dict(self._identities.fields(row.id))
        opened = self._keyring.open(self.sealed(row.id, version.number))
        fields = sealing.unseal(record_type, opened.fields)
        return dict(upcast.upcast(self._registry, row.type, version.schema, fields).fields)

    def show(self, record_id: str, number: int | None = None) -> Shown:
        """Everything a screen needs of one record. Entering the view is the caller's act."""
        row = self.row(record_id)
        showing_draft = number is None and row.has_draft
        fields = self.fields(record_id, number)
        problems = self.problems(record_id) if showing_draft else ()
        return Shown(
            row, fields, 0 if showing_draft else number or row.versions, not showing_draft, problems,
            self.versions(record_id),
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

    def _summarise(
        self, record_id: str, record_type: RecordType, fields: Mapping[str, JSON], now: str
    ) -> None:
        title = {lang: search.title(record_type, dict(fields), lang) for lang in LANGUAGES}
        self._db.execute(
            "UPDATE records SET title = ?, occurred = ?, changed_at = ? WHERE id = ?",
            (as_json(title), occurred(record_type, fields), now, record_id),
        )
        self._db.execute("DELETE FROM search WHERE record_id = ?", (record_id,))
        text = search.search_text(record_type, dict(fields))
        if text:
            self._db.execute("INSERT INTO search (record_id, body) VALUES (?, ?)", (record_id, fold(text)))

    def _free_code(self, prefix: str) -> str:
        while True:
            code = new_code(prefix, self._random)
            if self._db.value("SELECT 1 FROM records WHERE code = ?", (code,)) is None:
                return code


def fold(text: str) -> str:
    """Text as it is indexed and asked for: one apostrophe (U+02BC would not split words, U+2019 would)."""
    return text.translate({0x2019: 0x02BC, 0x27: 0x02BC, 0x60: 0x02BC}).lower()
