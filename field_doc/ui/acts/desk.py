"""The desk for the window: devices that wait and that are known, cards, what arrived and how it was judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from field_doc.base.errors import WorldProblem

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.commands.desk import Pulled
    from field_doc.app.commands.office import CardIssued, Decided, DeviceRow
    from field_doc.app.session import Services, Session
    from field_doc.base.progress import Reporter


@dataclass(frozen=True, slots=True)
class Devices:
    """Waiting enrolments, then devices decided about; ``away``: the server did not answer, so only the latter."""

    rows: tuple[DeviceRow, ...]
    away: Exception | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One submission the desk judged: its manifest, whose, accepted or refused (code), when, how many objects."""

    manifest: str
    device: str
    answer: str
    reason: str
    at: str
    objects: int
    told: bool


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """Some of them, newest first, and how many there are."""

    rows: tuple[Judged, ...]
    total: int


class DeskActs(Protocol):
    """What the desk's page needs; every method runs off the GUI thread."""

    def devices(self) -> Devices:
        """Devices; asks the server."""
        ...

    def judged(self, offset: int, limit: int) -> JudgedPage:
        """What was judged."""
        ...

    def confirm(self, device: str, folder: Path, passphrase: str) -> Decided:
        """Certify a device; needs the root for a moment."""
        ...

    def refuse(self, device: str) -> Decided:
        """Refuse a waiting device."""
        ...

    def revoke(self, device: str, since: str) -> Decided:
        """Signatures from ``since`` (ISO 8601 with offset) on do not count."""
        ...

    def issue_card(self, folder: Path, code: str, out: Path, passphrase: str) -> CardIssued:
        """Write a card for one device."""
        ...

    def pull(self, reporter: Reporter) -> Pulled:
        """Fetch, open, recompute, accept or refuse."""
        ...

    def receive(self, stick: Path, answer: Path, reporter: Reporter) -> Pulled:
        """The same from a stick; the answer is written for the way back."""
        ...


class VaultDesk:
    """The acts on a desk's open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def devices(self) -> Devices:
        """See ``DeskActs``."""
        from field_doc.app.commands import office

        try:
            return Devices(office.devices(self._session))
        except WorldProblem as error:
            return Devices(self._session.run(_known), error)

    def judged(self, offset: int, limit: int) -> JudgedPage:
        """See ``DeskActs``."""
        return self._session.run(lambda s: _judged(s, offset, limit))

    def confirm(self, device: str, folder: Path, passphrase: str) -> Decided:
        """See ``DeskActs``."""
        from field_doc.app.commands import office

        return office.confirm(self._session, folder, device, root_passphrase=passphrase)

    def refuse(self, device: str) -> Decided:
        """See ``DeskActs``."""
        from field_doc.app.commands import refusing

        return refusing.refuse(self._session, device)

    def revoke(self, device: str, since: str) -> Decided:
        """See ``DeskActs``."""
        from field_doc.app.commands import office

        return office.revoke(self._session, device, since)

    def issue_card(self, folder: Path, code: str, out: Path, passphrase: str) -> CardIssued:
        """See ``DeskActs``."""
        from field_doc.app.commands import office

        return office.issue_card(self._session, folder, code=code, out=out, root_passphrase=passphrase)

    def pull(self, reporter: Reporter) -> Pulled:
        """See ``DeskActs``."""
        from field_doc.app.commands import desk

        return desk.pull(self._session, reporter=reporter)

    def receive(self, stick: Path, answer: Path, reporter: Reporter) -> Pulled:
        """See ``DeskActs``."""
        from field_doc.app.commands import courier

        return courier.office_receive(self._session, stick, answer, reporter=reporter)


def office_folder(session: Session) -> str:
    """The folder the desk lies in: where ``office init`` laid the root too, until it was moved away."""
    return str(session.run(lambda s: s.vault.path).parent)


def _known(services: Services) -> tuple[DeviceRow, ...]:
    """Devices decided about, from the desk's own store."""
    from field_doc.app.commands.office import known_devices

    return known_devices(services)


def _judged(services: Services, offset: int, limit: int) -> JudgedPage:
    rows = services.vault.records.rows(
        "SELECT p.*, coalesce(d.code, '') AS code FROM pulled p LEFT JOIN devices d ON d.thumbprint = p.device"
        " ORDER BY p.pulled_at DESC, p.rowid DESC LIMIT :limit OFFSET :offset",
        {"limit": limit, "offset": offset},
    )
    total = services.vault.records.value("SELECT count(*) FROM pulled")
    return JudgedPage(tuple(_one(services, r) for r in rows), int(str(total)))


def _one(services: Services, row: Any) -> Judged:
    """A row with what its own receipt says."""
    from field_doc.formats import receipt
    from field_doc.formats.keys import Purpose

    own = services.vault.signing_keys.load(Purpose.DESK_RECEIPT).public
    said = receipt.open_desk(str(row["receipt"]), own)
    return Judged(
        row["manifest"], row["code"] or row["device"][:8], row["answer"], said.reason or "", row["pulled_at"],
        len(said.objects), bool(row["sent"]),
    )  # fmt: skip
