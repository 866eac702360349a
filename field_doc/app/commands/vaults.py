"""Acts on the vault itself: make, unlock, lock, passphrase, shares, recovery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.app.changes import Changes, Done, Kind, changed
from field_doc.app.session import Services, Session, build
from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.evidence.custody import as_json
from field_doc.sync import enrol
from field_doc.vault import side_file
from field_doc.vault.vault import Vault, read_header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from field_doc.vault.kdf import KdfParameters

_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class VaultInfo:
    """What a vault says of itself; the documenter's name is never part of it."""

    vault_id: str
    code: str
    role: str
    device: str
    fingerprint: str
    origin: str
    epoch: int
    size: int
    has_shares: bool
    backup_at: str | None
    office: str | None
    enrolled: bool
    waiting: int
    changes: Changes = frozenset()


def create_vault(
    session: Session,
    path: Path,
    *,
    documenter: str,
    code: str,
    passphrase: str,
    role: str = "field",
    parameters: KdfParameters | None = None,
) -> VaultInfo:
    """Make a vault and unlock it.

    Args:
        session: a session without a vault.
        path: folder of the new vault.
        documenter: name of who documents; kept in the identity store only.
        code: their code, such as ``M-07``; stands in the ledger.
        passphrase: opens data and signing keys.
        role: ``field`` or ``desk``.
        parameters: Argon2id parameters; the default except in tests that drive the library.

    """
    name, visible = documenter.strip(), code.strip()
    if not name or len(name) > _MAX_NAME:
        raise InputProblem("vault.documenter-name")
    if not visible or len(visible) > 40:
        raise InputProblem("vault.documenter-code")

    need_passphrase(passphrase)

    def first(vault: Vault) -> None:
        _first_acts(build(vault, session.clock), name, visible, role)

    def make() -> Vault:
        return Vault.create(path, passphrase, parameters=parameters, derive=session.derive, first=first)

    session.adopt(make, begin=_nothing_more)
    return info(session)


def need_passphrase(passphrase: str) -> None:
    """An empty one would open to anybody; how good a longer one is, the surfaces judge."""
    if not passphrase.strip():
        raise InputProblem("vault.passphrase-empty")


def _nothing_more(_services: Services) -> None:
    """A new vault is whole when it is there: its first acts were done before vault.json was written."""


def _first_acts(services: Services, name: str, code: str, role: str) -> None:
    now = services.clock.now().iso()
    services.identities.save("self", {"name": name, "code": code}, now)
    with services.custody.act() as act:
        for key, value in (("documenter_code", code), ("role", role), ("created_at", now)):
            services.vault.records.execute("INSERT INTO meta VALUES (?, ?)", (key, value))
        services.custody.begin_epoch(act, "created")
        act.enter("vault.created", terms={"role": role}, detail={"code": code})


def unlock(session: Session, path: Path, passphrase: str) -> VaultInfo:
    """Open a vault; a wrong passphrase is noted beside it and entered at the next unlock."""
    header = read_header(path)
    try:
        session.adopt(lambda: Vault.open(path, passphrase, derive=session.derive))
    except AccessRefused as error:
        if error.code == "vault.passphrase-wrong":
            side_file.note(path, header.recipient, "unlock-failed", session.clock.now().iso())
        raise
    return info(session)


def info(session: Session) -> VaultInfo:
    """What this vault says of itself."""
    return session.run(_info)


def _info(services: Services) -> VaultInfo:
    epoch, head = services.custody.epoch(), services.custody.head()
    office = services.vault.records.row("SELECT state, card FROM office WHERE only = 1")
    return VaultInfo(
        vault_id=services.vault.vault_id,
        code=meta(services, "documenter_code") or "",
        role=meta(services, "role") or "field",
        device=services.keys.device,
        fingerprint=services.keys.record.public.fingerprint(),
        origin=epoch.origin,
        epoch=epoch.number,
        size=head.size,
        has_shares=services.vault.has_shares(),
        backup_at=meta(services, "backup_at"),
        office=services.outbox.office_name() if office else None,
        enrolled=bool(office and office["state"] == "confirmed"),
        waiting=services.outbox.pending(),
    )


def meta(services: Services, name: str) -> str | None:
    """A setting of the vault."""
    found = services.vault.records.value("SELECT value FROM meta WHERE name = ?", (name,))
    return None if found is None else str(found)


def set_meta(services: Services, name: str, value: str) -> None:
    """Keep a setting; needs a transaction."""
    services.vault.records.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
    )


def change_passphrase(session: Session, old: str, new: str) -> Done:
    """Replace the passphrase after the old one was given again.

    Backups made before still open with the old passphrase: the surfaces say so.
    """
    need_passphrase(new)

    def step(services: Services) -> None:
        vault = services.vault
        Vault.check_passphrase(vault.path, old, derive=session.derive)
        vault.set_passphrase(new, derive=session.derive)
        with services.custody.act() as act:
            act.enter("vault.passphrase-changed")

    session.run(step)
    return Done(changed(Kind.SETTINGS))


@dataclass(frozen=True, slots=True)
class Shares:
    """New recovery shares, shown once; older ones open nothing any more."""

    threshold: int
    mnemonics: tuple[str, ...]
    changes: Changes


def make_shares(session: Session, threshold: int, count: int) -> Shares:
    """Make SLIP-39 recovery shares that open data, never signing keys (R03)."""

    def step(services: Services) -> list[str]:
        mnemonics = services.vault.make_shares(threshold, count)
        with services.custody.act() as act:
            act.enter("vault.shares-made", terms={"threshold": str(threshold), "shares": str(count)})
        return mnemonics

    return Shares(threshold, tuple(session.run(step)), changed(Kind.SETTINGS))


def recover(session: Session, path: Path, mnemonics: Sequence[str], passphrase: str) -> VaultInfo:
    """Open with recovery shares and set a new passphrase.

    The old signing keys stay closed for ever: the device gets new ones, begins a new epoch, and is
    unconfirmed until the office enrols it again (R03, R04).
    """
    need_passphrase(passphrase)

    def make() -> Vault:
        vault = Vault.open_with_shares(path, mnemonics)
        try:
            vault.set_passphrase(passphrase, derive=session.derive)
            with vault.records.transaction():
                forget_enrolment(vault, "recovered")
        except BaseException:
            vault.close()
            raise
        return vault

    session.adopt(make, begin=_after_recovery)
    return info(session)


def forget_enrolment(vault: Vault, cause: str) -> None:
    """Keys are new: what the office confirmed was another device. Needs a transaction."""
    enrol.forget(vault.records)
    vault.records.execute("INSERT OR REPLACE INTO meta VALUES ('epoch_cause', ?)", (cause,))


def _after_recovery(services: Services) -> None:
    with services.custody.act() as act:
        services.custody.continue_under_own_keys(act)
        act.enter("vault.recovered")


def remember_place(session: Session, place: object) -> Done:
    """Keep where the user is (screen, record, field), so that unlocking returns there."""

    def step(services: Services) -> None:
        with services.vault.records.transaction():
            set_meta(services, "place", as_json(place))

    session.run(step)
    return Done()


def place(session: Session) -> str | None:
    """Where the user was at the last lock, as JSON."""
    return session.run(lambda s: meta(s, "place"))
