"""Keeping a vault safe, for the window: passphrase, shares, backup, checks; and the ways in without a passphrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from typing import TYPE_CHECKING, Final, Protocol

from field_doc import __version__
from field_doc.app import self_check, share_words
from field_doc.app.commands import upkeep, vaults
from field_doc.app.session import Session
from field_doc.vault import kdf
from field_doc.vault import passphrase as phrases

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.changes import Done
    from field_doc.app.commands.upkeep import BackupResult, CheckResult
    from field_doc.app.commands.vaults import Shares
    from field_doc.app.session import Services
    from field_doc.app.share_words import ShareFacts
    from field_doc.base.progress import Reporter

_NOTED: Final = "shares_noted_at"
# Name of the distribution -> licence, as docs/dependencies.md records it.
_PARTS: Final = {
    "PySide6_Essentials": "LGPL-3.0-only",
    "cryptography": "Apache-2.0 OR BSD-3-Clause",
    "sqlcipher3": "Zlib (SQLCipher: BSD-3-Clause)",
    "shamir-mnemonic": "MIT",
    "Pillow": "MIT-CMU",
    "pi-heif": "BSD-3-Clause (libheif: LGPL-3.0)",
    "ExifRead": "BSD-3-Clause",
    "reportlab": "BSD-3-Clause",
    "pyhanko": "MIT",
}
_SHIPPED: Final = (("Noto Sans", "OFL-1.1"), ("DejaVu", "Bitstream-Vera"), ("Lucide", "ISC"))


@dataclass(frozen=True, slots=True)
class Safety:
    """What the settings and the status line say of the vault's safety.

    ``shares`` is ``none``, ``not-noted`` (made, but nobody typed words back) or ``made``;
    ``backup_days`` is None while there is no backup.
    """

    vault: str
    shares: str
    backup_at: datetime | None
    backup_days: int | None
    enrol_again: bool
    folder: Path


@dataclass(frozen=True, slots=True)
class Part:
    """A library the program is made of, its version and its licence (SPDX where it says so)."""

    name: str
    version: str
    licence: str


def strong_enough(passphrase: str) -> bool:
    """Whether a passphrase will do, judged as on the first page."""
    return phrases.judge(passphrase).enough


class SettingsActs(Protocol):
    """What the settings need; every method runs off the GUI thread."""

    def safety(self) -> Safety:
        """Shares, backup, place."""
        ...

    def strong_enough(self, passphrase: str) -> bool:
        """Whether a new passphrase will do."""
        ...

    def change_passphrase(self, old: str, new: str) -> Done:
        """Replace the passphrase."""
        ...

    def make_shares(self, threshold: int, count: int) -> Shares:
        """New recovery shares; earlier ones open nothing any more."""
        ...

    def note_shares(self) -> None:
        """Words of every share were typed back."""
        ...

    def backup(self, out: Path, reporter: Reporter) -> BackupResult:
        """Write an encrypted copy and read it back."""
        ...

    def check(self, *, full: bool, reporter: Reporter) -> CheckResult:
        """Look whether the vault is what was written."""
        ...

    def self_check(self) -> tuple[self_check.Check, ...]:
        """Look at the program and this computer."""
        ...

    def about(self) -> tuple[Part, ...]:
        """The program and what it is made of."""
        ...


class VaultSettings:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def safety(self) -> Safety:
        """See ``SettingsActs``."""
        return self._session.run(_safety)

    def strong_enough(self, passphrase: str) -> bool:
        """See ``SettingsActs``."""
        return strong_enough(passphrase)

    def change_passphrase(self, old: str, new: str) -> Done:
        """See ``SettingsActs``."""
        return vaults.change_passphrase(self._session, old, new)

    def make_shares(self, threshold: int, count: int) -> Shares:
        """See ``SettingsActs``."""
        self._session.run(lambda s: _set_noted(s, ""))
        return vaults.make_shares(self._session, threshold, count)

    def note_shares(self) -> None:
        """See ``SettingsActs``."""
        self._session.run(lambda s: _set_noted(s, s.clock.now().iso()))

    def backup(self, out: Path, reporter: Reporter) -> BackupResult:
        """See ``SettingsActs``."""
        return upkeep.backup(self._session, out, reporter=reporter)

    def check(self, *, full: bool, reporter: Reporter) -> CheckResult:
        """See ``SettingsActs``."""
        return upkeep.check(self._session, full=full, reporter=reporter)

    def self_check(self) -> tuple[self_check.Check, ...]:
        """See ``SettingsActs``."""
        return self_check.run()

    def about(self) -> tuple[Part, ...]:
        """See ``SettingsActs``."""
        own = Part("Field Doc", __version__, "Apache-2.0")
        return (own, *(_part(*pair) for pair in _PARTS.items()), *(Part(n, "", licence) for n, licence in _SHIPPED))


def _set_noted(services: Services, at: str) -> None:
    with services.vault.records.transaction():
        vaults.set_meta(services, _NOTED, at)


def _safety(services: Services) -> Safety:
    at = vaults.meta(services, "backup_at")
    moment = datetime.fromisoformat(at) if at else None
    days = max(0, (services.clock.now().wall.date() - moment.date()).days) if moment else None
    state = services.vault.records.value("SELECT state FROM office WHERE only = 1")
    shares = "none"
    if services.vault.has_shares():
        shares = "made" if vaults.meta(services, _NOTED) else "not-noted"
    return Safety(services.vault.path.stem, shares, moment, days, state == "enrol-again", services.vault.path)


def _part(name: str, licence: str) -> Part:
    try:
        return Part(name, metadata.version(name), licence)
    except metadata.PackageNotFoundError:
        return Part(name, "", licence)


class RecoveryActs(Protocol):
    """What the pages before unlock need; every method runs off the GUI thread."""

    def complete(self, typed: str) -> str | None:
        """The word of the list somebody means, by its first four letters (at once, any thread)."""
        ...

    def look_at(self, mnemonic: str) -> ShareFacts:
        """Check one share."""
        ...

    def strong_enough(self, passphrase: str) -> bool:
        """Whether a new passphrase will do."""
        ...

    def recover(self, vault: Path, mnemonics: Sequence[str], passphrase: str, reporter: Reporter) -> object:
        """Open with shares and set a new passphrase; gives the open session."""
        ...

    def restore(
        self, source: Path, target: Path, passphrase: str, mnemonics: Sequence[str], reporter: Reporter
    ) -> object:
        """Make a vault of a backup; gives the open session."""
        ...


class VaultRecovery:
    """The acts before a vault is open; each success gives a new open session.

    Args:
        make: makes a session without a vault.

    """

    def __init__(self, make: Callable[[], Session] | None = None) -> None:
        self._make = make or (lambda: Session(derive=kdf.derive))

    def complete(self, typed: str) -> str | None:
        """See ``RecoveryActs``."""
        return share_words.complete(typed)

    def look_at(self, mnemonic: str) -> ShareFacts:
        """See ``RecoveryActs``."""
        return share_words.look_at(mnemonic)

    def strong_enough(self, passphrase: str) -> bool:
        """See ``RecoveryActs``."""
        return strong_enough(passphrase)

    def recover(self, vault: Path, mnemonics: Sequence[str], passphrase: str, reporter: Reporter) -> Session:
        """See ``RecoveryActs``."""
        del reporter
        return self._opened(lambda session: vaults.recover(session, vault, mnemonics, passphrase))

    def restore(
        self, source: Path, target: Path, passphrase: str, mnemonics: Sequence[str], reporter: Reporter
    ) -> Session:
        """See ``RecoveryActs``."""
        return self._opened(
            lambda session: upkeep.restore(session, source, target, passphrase, mnemonics=mnemonics, reporter=reporter)
        )

    def _opened(self, act: Callable[[Session], object]) -> Session:
        session = self._make()
        try:
            act(session)
        except BaseException:
            session.close()
            raise
        return session
