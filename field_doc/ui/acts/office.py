"""The office for the window of the field: what waits, joining by card, sending, sticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from field_doc.evidence import handling

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.commands.courier import Packed
    from field_doc.app.commands.sync import Again, CardView, Enrolled, Synced
    from field_doc.app.session import Services, Session
    from field_doc.base.progress import Reporter

# What the list may be narrowed to; only these fragments ever reach the database.
FILTERS: Final[Mapping[str, str]] = {
    "all": "1",
    "waiting": "o.state IN ('waiting', 'sending')",
    "stored": "o.state = 'stored'",
    "accepted": "o.state = 'accepted'",
    "refused": "o.state = 'refused'",
}
_ROWS: Final = (
    "SELECT o.id, o.kind, o.subject, o.number, o.bytes, o.state, o.reason, o.queued_at,"
    " coalesce(r.id, s.id, '') AS record, coalesce(r.code, s.code, '') AS code, coalesce(r.type, '') AS type,"
    " (SELECT max(x.received_at) FROM receipts x WHERE x.submission = o.submission AND x.kind = o.state) AS at"
    " FROM outbox o LEFT JOIN records r ON o.kind <> 'file' AND r.id = o.subject"
    " LEFT JOIN files f ON o.kind = 'file' AND f.id = o.subject LEFT JOIN records s ON s.id = f.series_id"
)
_ORDER: Final = (
    "CASE o.state WHEN 'refused' THEN 0 WHEN 'sending' THEN 1 WHEN 'waiting' THEN 2 WHEN 'stored' THEN 3 ELSE 4 END,"
    " CASE WHEN o.state IN ('stored', 'accepted') THEN -o.id ELSE o.id END"
)
_SHOWN_RECEIPTS: Final = 50


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One thing on its way. ``kind`` is version, file or identity; ``at`` when it came into its state, "" unknown."""

    id: int
    kind: str
    record: str
    code: str
    type: str
    number: int
    bytes: int
    state: str
    reason: str
    at: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """Some rows, and how many there are."""

    rows: tuple[OutboxRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One receipt: what it says, when it came, which records it covers and how many things."""

    kind: str
    at: str
    codes: tuple[str, ...]
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class OfficeStanding:
    """How this vault stands with its office.

    ``state`` is ``none``, ``pending``, ``confirmed``, ``refused``, ``enrol-again`` or ``desk``; fingerprints are
    ``sha256:`` and hex, that of the root "" before joining. ``stuck``: things that go again only if somebody asks.
    """

    state: str
    office: str = ""
    url: str = ""
    root: str = ""
    device: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    receipts: tuple[ReceiptRow, ...] = ()
    stuck: int = 0


class OutboxActs(Protocol):
    """What the page needs; every method runs off the GUI thread."""

    def standing(self) -> OfficeStanding:
        """Office, fingerprints, counts, receipts."""
        ...

    def page(self, narrowed: str, offset: int, limit: int) -> OutboxPage:
        """Rows of the list."""
        ...

    def look_at_card(self, path: Path, lang: str) -> CardView:
        """What people compare before the card is used."""
        ...

    def enrol(self, path: Path, fingerprint: str) -> Enrolled:
        """Join by the card whose root has that fingerprint."""
        ...

    def sync(self, reporter: Reporter) -> Synced:
        """Send what waits, fetch what came."""
        ...

    def names(self) -> int:
        """Places in what waits where somebody's name stands and nobody decided."""
        ...

    def send_again(self) -> Again:
        """Let what was refused wait again."""
        ...

    def pack(self, folder: Path, reporter: Reporter) -> Packed:
        """Write what waits to a stick."""
        ...

    def receive(self, folder: Path, reporter: Reporter) -> Packed:
        """Read the office's answer from a stick."""
        ...


class VaultOffice:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def standing(self) -> OfficeStanding:
        """See ``OutboxActs``."""
        return self._session.run(_standing)

    def page(self, narrowed: str, offset: int, limit: int) -> OutboxPage:
        """See ``OutboxActs``."""
        return self._session.run(lambda s: _page(s, narrowed, offset, limit))

    def look_at_card(self, path: Path, lang: str) -> CardView:
        """See ``OutboxActs``."""
        from field_doc.app.commands import sync

        return sync.look_at_card(self._session, path, lang=lang)

    def enrol(self, path: Path, fingerprint: str) -> Enrolled:
        """See ``OutboxActs``."""
        from field_doc.app.commands import sync

        return sync.enrol(self._session, path, fingerprint=fingerprint)

    def sync(self, reporter: Reporter) -> Synced:
        """See ``OutboxActs``."""
        from field_doc.app.commands import sync

        return sync.sync_now(self._session, reporter=reporter)

    def names(self) -> int:
        """See ``OutboxActs``."""
        from field_doc.app.commands import names

        return len(names.open_in_waiting(self._session))

    def send_again(self) -> Again:
        """See ``OutboxActs``."""
        from field_doc.app.commands import sync

        return sync.send_again(self._session)

    def pack(self, folder: Path, reporter: Reporter) -> Packed:
        """See ``OutboxActs``."""
        from field_doc.app.commands import courier

        return courier.pack(self._session, folder, reporter=reporter)

    def receive(self, folder: Path, reporter: Reporter) -> Packed:
        """See ``OutboxActs``."""
        from field_doc.app.commands import courier

        return courier.receive(self._session, folder, reporter=reporter)


def _standing(services: Services) -> OfficeStanding:
    from field_doc.formats import certificates
    from field_doc.sync.enrol import membership

    member = membership(services)
    rows = services.vault.records.rows("SELECT state, count(*) AS n FROM outbox GROUP BY state")
    counts = {str(r["state"]): int(r["n"]) for r in rows}
    root = certificates.fingerprint(member.root_pem) if member.root_pem else ""
    stuck = services.vault.records.value(
        "SELECT count(*) FROM outbox WHERE state = 'refused' OR (state = 'waiting' AND reason = 'epoch.ended')"
    )
    return OfficeStanding(
        member.state, member.office, member.url, root, services.keys.record.public.fingerprint(), counts,
        _receipts(services), int(stuck),
    )  # fmt: skip


def _receipts(services: Services) -> tuple[ReceiptRow, ...]:
    rows = services.vault.records.rows(
        "SELECT x.kind, x.received_at, x.submission, (SELECT reason FROM submissions s WHERE s.digest = x.submission)"
        " AS reason FROM receipts x ORDER BY x.received_at DESC, x.rowid DESC LIMIT :most",
        {"most": _SHOWN_RECEIPTS},
    )
    return tuple(_receipt(services, r) for r in rows)


def _receipt(services: Services, row: Any) -> ReceiptRow:
    found = services.vault.records.rows(
        "SELECT DISTINCT coalesce(r.code, s.code, '') AS code FROM outbox o"
        " LEFT JOIN records r ON o.kind <> 'file' AND r.id = o.subject"
        " LEFT JOIN files f ON o.kind = 'file' AND f.id = o.subject LEFT JOIN records s ON s.id = f.series_id"
        " WHERE o.submission = ? ORDER BY 1",
        (row["submission"],),
    )
    count = services.vault.records.value("SELECT count(*) FROM outbox WHERE submission = ?", (row["submission"],))
    codes = tuple(str(r["code"]) for r in found if r["code"])
    return ReceiptRow(str(row["kind"]), str(row["received_at"]), codes, int(str(count)), str(row["reason"] or ""))


def _page(services: Services, narrowed: str, offset: int, limit: int) -> OutboxPage:
    """Filter, order and total in the database."""
    where = FILTERS[narrowed]
    database = services.vault.records
    rows = database.rows(
        f"{_ROWS} WHERE {where} ORDER BY {_ORDER} LIMIT :limit OFFSET :offset",  # (constants)
        {"limit": limit, "offset": offset},
    )
    total = database.value(f"SELECT count(*) FROM outbox o WHERE {where}")  # noqa: S608 (constants)
    strict = handling.levels(database, [str(r["record"]) for r in rows])
    return OutboxPage(tuple(_row(r, strict.get(str(r["record"]), "")) for r in rows), int(str(total)))


def _row(r: Any, level: str) -> OutboxRow:
    return OutboxRow(
        r["id"], r["kind"], r["record"], r["code"], r["type"], r["number"], r["bytes"], r["state"],
        str(r["reason"] or ""), str(r["at"] or ""), level,
    )  # fmt: skip
