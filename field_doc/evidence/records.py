"""Records: drafts that save themselves, sealed versions that never change, amendments that say why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.base.ids import new_id
from field_doc.evidence import relation_index
from field_doc.evidence.custody import Act, as_json
from field_doc.evidence.form_digest import with_form_digest
from field_doc.evidence.model import RecordRow, Sealing
from field_doc.evidence.queue import queue
from field_doc.evidence.record_reader import RecordReader
from field_doc.evidence.reserved import free_code, take
from field_doc.evidence.summary import level, named, occurred
from field_doc.formats import sdjwt
from field_doc.schema import computed, defaults, sealing, search

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


class Records(RecordReader):
    """The record store of one vault: drafts, sealing, amendments."""

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
        super().__init__(database, registry, clock, identities, keyring)
        self._custody = custody
        self._keys = keys
        self._random = random
        self._attachments = attachments

    # drafts

    def begin(
        self, act: Act, type_name: str, fields: Mapping[str, JSON], case_id: str | None, code: str | None = None
    ) -> str:
        """A new record with a draft; the draft begun is an entry, its words are not (R53).

        ``code``: a code reserved for paper; refused as ``reserved.take`` says. Otherwise one made by chance.
        """
        record_type = self._registry.record_type(type_name)
        record_id, now = new_id(), self._clock.now().iso()
        if code is None:
            code = free_code(self._db, record_type.code_prefix, self._random)
        else:
            code = take(self._db, code, record_type, record_id)
        case = record_id if type_name == "case" else case_id
        self._db.execute(
            "INSERT INTO records (id, type, code, case_id, created_at, changed_at, has_draft)"
            " VALUES (?, ?, ?, ?, ?, ?, 1)",
            (record_id, type_name, code, case, now, now),
        )
        whole = {**defaults.defaults(record_type), **fields}
        self._db.execute("INSERT INTO drafts VALUES (?, ?, ?, 0, ?)", (record_id, record_type.version, "{}", now))
        self._store_draft(record_id, record_type, whole, now)
        act.enter("draft.begun", subject=record_id, case=case, terms={"type": type_name, "code": code})
        return record_id

    def save_draft(self, record_id: str, fields: Mapping[str, JSON]) -> str:
        """Save what was typed; durable when it returns. Returns the time of saving."""
        row = self.row(record_id)
        if not row.has_draft:
            raise InputProblem("record.no-draft")
        self.refuse_newer(row)
        with self._db.transaction():
            return self.save_within(record_id, fields)

    def save_within(self, record_id: str, fields: Mapping[str, JSON]) -> str:
        """Save a draft as a part of a larger act, in whose transaction it stands."""
        now = self._clock.now().iso()
        self._store_draft(record_id, self._registry.record_type(self.row(record_id).type), fields, now)
        return now

    def _store_draft(self, record_id: str, record_type: RecordType, fields: Mapping[str, JSON], now: str) -> None:
        if record_type.store == "identities":
            self._identities.save(record_id, fields, now)
            self._keep_pseudonym(record_id, fields)
            fields = {}
        self._db.execute(
            "UPDATE drafts SET fields = ?, schema = ?, saved_at = ? WHERE record_id = ?",
            (as_json(fields), record_type.version, now, record_id),
        )
        self._summarise(record_id, record_type, fields, now)

    def _keep_pseudonym(self, record_id: str, fields: Mapping[str, JSON]) -> None:
        """Which person record (a code) an identity belongs to: consent is asked of that person when it leaves."""
        person = fields.get("person")
        if isinstance(person, str):
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"person-of:{record_id}", person))

    def index(self, record_id: str) -> None:
        """Make title, date and search text of a record from its latest sealed version (a desk's import)."""
        row = self.row(record_id)
        if row.type not in self._registry.types:
            return  # a type only a newer Field Doc knows: kept and passed on, not read here
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
        self._db.execute("UPDATE records SET has_draft = 0, discarded = ? WHERE id = ?", (int(gone), record_id))
        if gone:
            self._db.execute("DELETE FROM search WHERE record_id = ?", (record_id,))
            self._db.execute("DELETE FROM record_links WHERE record_id = ?", (record_id,))
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
        fields = self.fields(row.id, row.versions)
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
        self.refuse_newer(row)
        fields = self.fields(row.id, version.number)  # refuses an identity that is closed to its custodians
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
        self.refuse_newer(row)
        record_type = self._registry.record_type(row.type)
        problems = self.problems(record_id)
        blocking = [p for p in problems if p.severity == "blocks"]
        if blocking:
            raise AccessRefused("record.seal-blocked", problem=blocking[0].code, count=len(blocking))
        whole, complete = sealing.complete_for_sealing(record_type, self._to_seal(row))
        version = self._version(row, record_type, whole, complete=complete, reason=reason)
        sealed = sdjwt.seal(version, self._keys.record, self._random)
        return self._enter_version(act, row, record_type, version, sealed, problems)

    def _to_seal(self, row: RecordRow) -> dict[str, JSON]:
        """The draft's fields with what the program itself says: the gate's result, the form's digest."""
        fields = computed.with_computed(row.type, self.fields(row.id))
        if row.type == "consent":
            fields = with_form_digest(fields, self._attachments.of_record(row.id))
        return fields

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
            "UPDATE records SET has_draft = 0, versions = ?, complete = ?, changed_at = ?, sealed_level = level"
            " WHERE id = ?",
            (version.version, int(version.complete), entry.at, row.id),
        )
        queue(self._db, "version", row.id, entry.at, number=version.version, size=len(stored.text()))
        return Sealing(row.id, row.code, version.version, version.complete, digest, entry.epoch, entry.seq, problems)

    def _summarise(self, record_id: str, record_type: RecordType, fields: Mapping[str, JSON], now: str) -> None:
        title = {lang: search.title(record_type, dict(fields), lang) for lang in LANGUAGES}
        self._db.execute(
            "UPDATE records SET title = ?, occurred = ?, changed_at = ? WHERE id = ?",
            (as_json(title), occurred(record_type, fields), now, record_id),
        )
        self._relate(record_id, record_type, fields)
        self._db.execute("DELETE FROM search WHERE record_id = ?", (record_id,))
        text = search.search_text(record_type, dict(fields))
        if text:
            self._db.execute("INSERT INTO search (record_id, body) VALUES (?, ?)", (record_id, fold(text)))

    def naming(self, target: str, type_name: str) -> tuple[str, ...]:
        """Ids of the records of a type that name a record; of a vault from before the table, none is overlooked."""
        relation_index.make_whole(self._db, self)
        return super().naming(target, type_name)

    def relate(self, record_id: str) -> None:
        """Make anew what a record names and its own level, from its draft or its latest sealed version."""
        record_type = self._registry.record_type(self.row(record_id).type)
        if record_type.store == "records":
            self._relate(record_id, record_type, self.fields(record_id))

    def _relate(self, record_id: str, record_type: RecordType, fields: Mapping[str, JSON]) -> None:
        said = "UPDATE records SET level = ?1, sealed_level = iif(has_draft, sealed_level, ?1) WHERE id = ?2"
        self._db.execute(said, (level(fields), record_id))
        self._db.execute("DELETE FROM record_links WHERE record_id = ?", (record_id,))
        self._db.executemany(
            "INSERT INTO record_links (record_id, field, target, belongs) VALUES (?, ?, ?, ?)",
            [(record_id, name, target, int(belongs)) for name, target, belongs in named(record_type, fields)],
        )


def fold(text: str) -> str:
    """Text as it is indexed and asked for: one apostrophe (U+02BC would not split words, U+2019 would)."""
    return text.translate({0x2019: 0x02BC, 0x27: 0x02BC, 0x60: 0x02BC}).lower()
