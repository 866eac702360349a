"""Records for the window: pages of a list, loading, saving, sealing, amending, versions, history, identities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from field_doc.app.commands import accounts, consents, names, records
from field_doc.app.commands.records import RecordView
from field_doc.base.errors import InputProblem
from field_doc.evidence import handling
from field_doc.evidence.rows import RECORD_COLUMNS, record_row
from field_doc.ui.acts.relations import Around, around

if TYPE_CHECKING:
    from field_doc.app.changes import Changes, Done
    from field_doc.app.commands.accounts import Beside, Others
    from field_doc.app.commands.consents import Withdrawn
    from field_doc.app.commands.records import Begun, Saved
    from field_doc.app.ledger_view import HistoryLine
    from field_doc.app.session import Services, Session
    from field_doc.evidence.model import RecordRow, Sealing
    from field_doc.evidence.names_check import NameHit
    from field_doc.evidence.search import Hit
    from field_doc.schema.model import RecordType

Json = Any
# What a list may be narrowed to and ordered by; only these fragments ever reach the database.
FILTERS: Final[Mapping[str, str]] = {
    "all": "1",
    "draft": "r.has_draft = 1",
    "sealed": "r.has_draft = 0 AND r.versions > 0",
    "incomplete": "r.versions > 0 AND r.complete = 0",
    "waiting": "delivery IN ('waiting', 'sending')",
    "stored": "delivery = 'stored'",
    "accepted": "delivery = 'accepted'",
    "refused": "delivery = 'refused'",
}
ORDERS: Final[Mapping[str, str]] = {
    "changed": "r.changed_at DESC, r.id",
    "new": "r.created_at DESC, r.id DESC",
    "old": "r.created_at, r.id",
    "event": "r.occurred = '', r.occurred, r.id",
    "code": "r.code",
}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows: a type, a case or all (""), a filter and an order by key."""

    record_type: str
    case: str = ""
    narrowed: str = "all"
    order: str = "changed"


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows of a list from an offset on, and how many there are in all."""

    rows: tuple[RecordRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record as its page shows it: with the consent a statement names, and codes of what it refers to."""

    view: RecordView
    consent: Mapping[str, Json] | None = None
    codes: Mapping[str, str] | None = None
    around: Around = field(default_factory=Around)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A field the store would not take, and why; what is stored of it is what was stored before."""

    field: str
    error: InputProblem


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """A draft was saved, except for what was refused."""

    saved: Saved
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class BegunStatement:
    """A new statement, the person it is of, and the consent to be asked for (None for contact only)."""

    statement: Begun
    person: Begun
    consent: Begun | None
    changes: Changes


@dataclass(frozen=True, slots=True)
class Found:
    """A hit of the search box with what its row says."""

    hit: Hit
    row: RecordRow


class RecordActs(Protocol):
    """What lists and record pages need; every method runs off the GUI thread."""

    def page(self, query: ListQuery, offset: int, limit: int) -> ListPage:
        """Some rows of a list."""
        ...

    def load(self, record_id: str) -> Loaded:
        """A record; viewing a sealed version is entered."""
        ...

    def row(self, record_id: str) -> RecordRow:
        """The summary of a record; entered nowhere."""
        ...

    def begin(self, record_type: str, fields: Mapping[str, Json], case: str) -> Begun:
        """Begin a record."""
        ...

    def save(self, record_id: str, fields: Mapping[str, Json]) -> SaveOutcome:
        """Save a draft; durable when it returns."""
        ...

    def names(self, record_id: str) -> tuple[NameHit, ...]:
        """Places nobody decided about where somebody's name stands, before sealing."""
        ...

    def seal(self, record_id: str, reason: str) -> tuple[Sealing, Changes]:
        """Seal the draft."""
        ...

    def open_amendment(self, record_id: str) -> Done:
        """Open a draft that begins as the latest version."""
        ...

    def discard(self, record_id: str) -> Done:
        """Throw the draft away."""
        ...

    def version(self, record_id: str, number: int, purpose: str) -> RecordView:
        """A sealed version; entered."""
        ...

    def other_accounts(self, record_id: str) -> Others:
        """Accounts that may be put beside one."""
        ...

    def accounts_beside(self, record_id: str, other: str) -> Beside:
        """Two accounts; opening a sealed one is entered."""
        ...

    def withdraw_consent(self, record_id: str, scope: Sequence[str], reason: str, channel: str) -> Withdrawn:
        """A person takes consent back; an empty scope is all of it."""
        ...

    def history(self, record_id: str) -> tuple[HistoryLine, ...]:
        """Ledger entries about the record and its files, oldest first."""
        ...

    def find(self, types: Sequence[str], typed: str, limit: int) -> tuple[RecordRow, ...]:
        """Records whose code or title fits what was typed."""
        ...

    def last(self, case: str, limit: int) -> tuple[RecordRow, ...]:
        """What was changed last, of any type."""
        ...

    def search(self, query: str, limit: int) -> tuple[Found, ...]:
        """Full text, without identity data."""
        ...

    def add_paragraphs(self, record_id: str, paragraphs: Sequence[str]) -> Saved:
        """Put paragraphs at the end of a draft's account."""
        ...

    def open_identity(self, record_id: str, reason: str) -> RecordView:
        """Open an identity record; entered before anything is shown."""
        ...

    def identity_of(self, person: str) -> str:
        """Id of the identity record begun for a person from this window, "" if none."""
        ...

    def begin_statement(self, fields: Mapping[str, Json], case: str) -> BegunStatement:
        """Begin a statement with the code of a person and a consent to be filled in."""
        ...

    def begin_identity(self, person: str, case: str) -> Begun:
        """Begin the identity record of a person."""
        ...


class VaultRecords:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, query: ListQuery, offset: int, limit: int) -> ListPage:
        """See ``RecordActs``."""
        return self._session.run(lambda s: _page(s, query, offset, limit))

    def load(self, record_id: str) -> Loaded:
        """See ``RecordActs``."""
        view = records.show(self._session, record_id)
        return self._session.run(lambda s: _around(s, view))

    def row(self, record_id: str) -> RecordRow:
        """See ``RecordActs``."""
        return self._session.run(lambda s: handling.described(s.vault.records, s.records.row(record_id)))

    def begin(self, record_type: str, fields: Mapping[str, Json], case: str) -> Begun:
        """See ``RecordActs``."""
        return records.new_record(self._session, record_type, fields, case=case or None)

    def save(self, record_id: str, fields: Mapping[str, Json]) -> SaveOutcome:
        """See ``RecordActs``. One field the store refuses never keeps the others from being saved."""
        return self._save(record_id, dict(fields), ())

    def _save(self, record_id: str, fields: dict[str, Json], refused: tuple[Refusal, ...]) -> SaveOutcome:
        try:
            return SaveOutcome(records.save_draft(self._session, record_id, fields), refused)
        except InputProblem as error:
            problem = error
        name = self._session.run(lambda s: _refused_field(s, record_id, fields, problem))
        if not name or any(r.field == name for r in refused):
            raise problem
        rest = self._session.run(lambda s: _with_stored(s, record_id, fields, name))
        return self._save(record_id, rest, (*refused, Refusal(name, problem)))

    def names(self, record_id: str) -> tuple[NameHit, ...]:
        """See ``RecordActs``."""
        return names.before_seal(self._session, record_id).open

    def seal(self, record_id: str, reason: str) -> tuple[Sealing, Changes]:
        """See ``RecordActs``."""
        return records.seal(self._session, record_id, reason=reason or None)

    def open_amendment(self, record_id: str) -> Done:
        """See ``RecordActs``."""
        return records.open_amendment(self._session, record_id)

    def discard(self, record_id: str) -> Done:
        """See ``RecordActs``."""
        return records.discard_draft(self._session, record_id)

    def other_accounts(self, record_id: str) -> Others:
        """See ``RecordActs``."""
        return accounts.others(self._session, record_id)

    def accounts_beside(self, record_id: str, other: str) -> Beside:
        """See ``RecordActs``."""
        return accounts.beside(self._session, record_id, other)

    def withdraw_consent(self, record_id: str, scope: Sequence[str], reason: str, channel: str) -> Withdrawn:
        """See ``RecordActs``."""
        return consents.withdraw(self._session, record_id, reason=reason, scope=scope, channel=channel)

    def version(self, record_id: str, number: int, purpose: str) -> RecordView:
        """See ``RecordActs``."""
        return records.show(self._session, record_id, version=number, purpose=purpose)

    def history(self, record_id: str) -> tuple[HistoryLine, ...]:
        """See ``RecordActs``."""
        return records.history(self._session, record_id)

    def find(self, types: Sequence[str], typed: str, limit: int = 20) -> tuple[RecordRow, ...]:
        """See ``RecordActs``."""
        return self._session.run(lambda s: _find(s, types, typed, limit))

    def last(self, case: str, limit: int) -> tuple[RecordRow, ...]:
        """See ``RecordActs``."""
        return records.list_records(self._session, case=case or None, limit=limit)

    def search(self, query: str, limit: int = 50) -> tuple[Found, ...]:
        """See ``RecordActs``."""
        hits = records.search(self._session, query, limit)
        rows = records.rows_of_hits(self._session, hits)
        return tuple(Found(hit, row) for hit, row in zip(hits, rows, strict=True))

    def add_paragraphs(self, record_id: str, paragraphs: Sequence[str]) -> Saved:
        """See ``RecordActs``. A sealed record is amended first only by a person: it is refused here."""
        fields = self._session.run(lambda s: _with_account(s, record_id, paragraphs))
        return records.save_draft(self._session, record_id, fields)

    def open_identity(self, record_id: str, reason: str) -> RecordView:
        """See ``RecordActs``."""
        return records.open_identity(self._session, record_id, reason)

    def identity_of(self, person: str) -> str:
        """See ``RecordActs``."""
        return self._session.run(lambda s: _identity_of(s, person))

    def begin_statement(self, fields: Mapping[str, Json], case: str) -> BegunStatement:
        """See ``RecordActs``. The person and the consent are drafts like any other; another may be named instead."""
        person = self.begin("person", {}, case)
        with_account = fields.get("statement_kind") != "sk_contact_only"
        consent = self.begin("consent", {"person": person.id}, case) if with_account else None
        named = {"person": person.id, **({"consent": consent.id} if consent is not None else {})}
        begun = self.begin("statement", {**fields, **named}, case)
        changes = begun.changes | person.changes | (consent.changes if consent is not None else frozenset())
        return BegunStatement(begun, person, consent, changes)

    def begin_identity(self, person: str, case: str) -> Begun:
        """See ``RecordActs``."""
        begun = records.new_record(self._session, "identity", {"person": person}, case=case or None)
        self._session.run(lambda s: _link_identity(s, person, begun.id))
        return begun


class IdentityRecords(VaultRecords):
    """The acts on one identity record, opened with a reason.

    The first look is entered in the ledger with the reason; looks of the same page after that are part of it.

    Args:
        session: an open session.
        reason: why it is opened, in words.

    """

    def __init__(self, session: Session, reason: str) -> None:
        super().__init__(session)
        self._reason = reason
        self._entered: set[str] = set()

    def load(self, record_id: str) -> Loaded:
        """Open it; entered before anything is shown."""
        if record_id not in self._entered:
            view = self.open_identity(record_id, self._reason)
            self._entered.add(record_id)
        else:
            view = RecordView(self._session.run(lambda s: s.records.show(record_id)), ())
        return self._session.run(lambda s: _around(s, view))


def account_field(record_type: RecordType) -> str:
    """The field that holds what was told, "" if the type has none."""
    return next((name for name in ("account", "summary") if record_type.field(name) is not None), "")


def with_paragraphs(value: Json, paragraphs: Sequence[str], lang: str) -> dict[str, Json]:
    """A long text, or nothing or a reason, with paragraphs put at its end."""
    account = dict(value) if isinstance(value, dict) and "null_reason" not in value else {}
    return {**account, "lang": account.get("lang", lang), "paragraphs": [*account.get("paragraphs", ()), *paragraphs]}


def _with_account(services: Services, record_id: str, paragraphs: Sequence[str]) -> dict[str, Json]:
    row = services.records.row(record_id)
    if not row.has_draft:
        raise InputProblem("record.no-draft")
    field = account_field(services.registry.record_type(row.type))
    fields = services.records.fields(record_id)
    languages = fields.get("languages")
    lang = str(languages[0]) if isinstance(languages, list) and languages else "uk"
    return {**fields, field: with_paragraphs(fields.get(field), paragraphs, lang)}


def _page(services: Services, query: ListQuery, offset: int, limit: int) -> ListPage:
    """Filter, order and total in the database."""
    where = (
        f"SELECT {RECORD_COLUMNS} FROM records r WHERE r.discarded = 0 AND r.type = :type"  # noqa: S608 (constants)
        f" AND (:case = '' OR r.case_id = :case OR r.id = :case) AND {FILTERS[query.narrowed]}"
    )
    given: dict[str, str | int] = {"type": query.record_type, "case": query.case, "limit": limit, "offset": offset}
    database = services.vault.records
    rows = database.rows(f"{where} ORDER BY {ORDERS[query.order]} LIMIT :limit OFFSET :offset", given)
    total = database.value(f"SELECT count(*) FROM ({where})", given)  # noqa: S608 (constants)
    return ListPage(handling.with_levels(database, [record_row(r) for r in rows]), int(str(total)))


def _refused_field(services: Services, record_id: str, fields: Mapping[str, Json], error: InputProblem) -> str:
    """The top-level field an error is about: by its path, else the first whose reference leads nowhere."""
    path = str(error.details.get("path") or "")
    name = path.partition(".")[0].partition("[")[0]
    if name in fields:
        return name
    record_type = services.records.row(record_id).type
    for candidate, value in fields.items():
        try:
            records.resolve_references(services, record_type, {candidate: value})
        except InputProblem:
            return candidate
    return ""


def _with_stored(services: Services, record_id: str, fields: Mapping[str, Json], name: str) -> dict[str, Json]:
    """The fields with one put back to what is stored of it."""
    stored = services.records.fields(record_id).get(name)
    rest = {k: v for k, v in fields.items() if k != name}
    return rest if stored is None else {**rest, name: stored}


def _around(services: Services, view: RecordView) -> Loaded:
    """What stands beside a record: the consent a statement names, codes of references."""
    from field_doc.evidence.summary import references

    shown = view.shown
    record_type = services.registry.record_type(shown.row.type)
    codes = {}
    for reference in references(record_type, shown.fields):
        found = services.vault.records.row("SELECT code FROM records WHERE id = ?", (reference,))
        if found is not None:
            codes[reference] = str(found["code"])
    consent = None
    named = shown.fields.get("consent")
    if shown.row.type == "statement" and isinstance(named, str) and named in codes:
        consent = {**services.records.fields(named), "code": codes[named]}
    return Loaded(view, consent, codes, around(services, shown.row))


_LIKE: Final = str.maketrans({"%": r"\%", "_": r"\_", "\\": "\\\\"})


def _find(services: Services, types: Sequence[str], typed: str, limit: int) -> tuple[RecordRow, ...]:
    text = typed.strip()
    marks = ",".join(f":t{i}" for i in range(len(types)))
    given: dict[str, str | int] = {f"t{i}": name for i, name in enumerate(types)}
    given |= {"like": f"%{text.translate(_LIKE)}%", "limit": limit}
    rows = services.vault.records.rows(
        f"SELECT {RECORD_COLUMNS} FROM records r WHERE r.discarded = 0 AND r.type IN ({marks})"  # noqa: S608 (marks)
        " AND (r.code LIKE :like ESCAPE '\\' OR r.title LIKE :like ESCAPE '\\')"
        " ORDER BY r.changed_at DESC, r.id LIMIT :limit",
        given,
    )
    return handling.with_levels(services.vault.records, [record_row(r) for r in rows])


def _link_name(person: str) -> str:
    return f"identity-of/{person}"


def _identity_of(services: Services, person: str) -> str:
    from field_doc.app.commands import vaults

    kept = vaults.meta(services, _link_name(person)) or ""
    if not kept:
        return ""
    gone = services.vault.records.value("SELECT discarded FROM records WHERE id = ?", (kept,))
    return "" if gone is None or gone else kept


def _link_identity(services: Services, person: str, identity: str) -> None:
    """Which identity record belongs to a person; ids only, inside the encrypted vault."""
    from field_doc.app.commands import vaults

    with services.vault.records.transaction():
        vaults.set_meta(services, _link_name(person), identity)
