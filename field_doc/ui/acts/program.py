"""What the first pages and the status line ask for, done by the commands of the program."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from field_doc.base.errors import AccessRefused
from field_doc.ui.acts.newvault import FolderFacts, Judgement, NewVault

if TYPE_CHECKING:
    from field_doc.app.session import Session
    from field_doc.base.progress import Reporter

SUFFIX: Final = ".fdvault"
_HEADER: Final = "vault.json"
_LEAST_BYTES: Final = 200_000_000
_LONGEST_WAIT: Final = 60
NO_CODE: Final = "D-01"


def is_vault(path: Path) -> bool:
    """Whether a vault lies in that folder."""
    return (path / _HEADER).is_file()


def vault_folder(path: Path) -> Path:
    """The folder of a new vault that somebody means: with the suffix of vaults."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def default_folder(name: str) -> Path:
    """Where a new vault is offered to lie: in the documents of this account, under a name that is free."""
    home = Path.home() / "Documents"
    place = home if home.is_dir() else Path.home()
    number, found = 1, place / f"{name}{SUFFIX}"
    while found.exists():
        number += 1
        found = place / f"{name}-{number}{SUFFIX}"
    return found


def _nearest(path: Path) -> Path:
    """The nearest folder above that exists."""
    return next(p for p in (path, *path.parents) if p.is_dir())


def is_removable(path: Path) -> bool:
    """Whether the disk of a folder can be pulled out, as far as this system tells (Linux only)."""
    if sys.platform != "linux":
        return False
    device = path.stat().st_dev
    major, minor = device >> 8 & 0xFFF, device & 0xFF
    block = Path(f"/sys/dev/block/{major}:{minor}")
    if not block.exists():
        return False
    real = block.resolve()
    flags = (folder / "removable" for folder in (real, real.parent))
    return any(flag.is_file() and flag.read_text(encoding="ascii").strip() == "1" for flag in flags)


class FirstStart:
    """The acts of the first page.

    Args:
        new_session: makes a session without a vault.

    """

    def __init__(self, new_session: Callable[[], Session]) -> None:
        self._new_session = new_session

    def look(self, folder: Path) -> FolderFacts:
        """Free space and kind of disk."""
        target = vault_folder(folder)
        near = _nearest(target)
        free = shutil.disk_usage(near).free
        import os

        from field_doc.vault.making import is_free

        taken = not is_free(target)
        return FolderFacts(
            free,
            removable=is_removable(near),
            writable=os.access(near, os.W_OK),
            taken=taken,
            enough=free >= _LEAST_BYTES,
        )

    def judge(self, passphrase: str) -> Judgement:
        """Estimate a passphrase."""
        from field_doc.vault import passphrase as phrases

        found = phrases.judge(passphrase)
        return Judgement(found.level + 1 if passphrase else 0, found.enough, found.words, found.span)

    def suggest(self, lang: str) -> str:
        """Six words from the list of that language."""
        from field_doc.vault import passphrase as phrases

        return phrases.generate(lang)

    def create(self, request: NewVault, reporter: Reporter) -> object:
        """Make the vault and open it."""
        from field_doc.app.commands import vaults

        del reporter
        session = self._new_session()
        folder = vault_folder(request.folder)
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            vaults.create_vault(
                session,
                folder,
                documenter=request.documenter,
                code=request.code or NO_CODE,
                passphrase=request.passphrase,
            )
        except BaseException:
            session.close()
            raise
        return session


class Unlock:
    """The acts of the unlock page; each failure makes the next try wait longer.

    Args:
        path: folder of the vault.
        new_session: makes a session without a vault.

    """

    def __init__(self, path: Path, new_session: Callable[[], Session]) -> None:
        self._path, self._new_session = path, new_session
        self._failed = 0

    def open_vault(self, passphrase: str, reporter: Reporter) -> object:
        """Open the vault; a wrong phrase says how long to wait."""
        from field_doc.app.commands import vaults

        del reporter
        session = self._new_session()
        try:
            vaults.unlock(session, self._path, passphrase)
        except AccessRefused as error:
            session.close()
            if error.code != "vault.passphrase-wrong":
                raise
            self._failed += 1
            wait = min(_LONGEST_WAIT, 2**self._failed) if self._failed > 1 else 0
            raise AccessRefused(error.code, wait_seconds=wait, attempts=self._failed) from None
        except BaseException:
            session.close()
            raise
        return session


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status line says of the vault, beside what was just saved."""

    waiting: int
    backup_at: datetime | None
    has_shares: bool
    enrolled: bool
    code: str
    today: datetime
    role: str = "field"


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A case of the chooser."""

    id: str
    code: str
    title: dict[str, str]
    level: str = ""


class ProgramActs(Protocol):
    """What the frame of the window asks for; every method runs off the GUI thread."""

    def standing(self) -> Standing:
        """Outbox, backup, shares."""
        ...

    def counts(self, case: str) -> dict[str, int]:
        """Records of each type, in a case or ("") in all."""
        ...

    def cases(self) -> tuple[CaseChoice, ...]:
        """The cases, last changed first."""
        ...

    def place(self) -> str:
        """Where the user was at the last lock, as JSON; "" if nowhere."""
        ...

    def lock(self, place: object) -> None:
        """Keep the place, enter the lock, close the vault."""
        ...


class VaultProgram:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def standing(self) -> Standing:
        """See ``ProgramActs``."""
        from field_doc.app.commands import vaults

        info = vaults.info(self._session)
        at = datetime.fromisoformat(info.backup_at) if info.backup_at else None
        return Standing(
            info.waiting, at, info.has_shares, info.enrolled, info.code, self._session.clock.now().wall, info.role
        )

    def counts(self, case: str) -> dict[str, int]:
        """See ``ProgramActs``."""
        from field_doc.app.commands import records

        return records.counts(self._session, case or None)

    def cases(self) -> tuple[CaseChoice, ...]:
        """See ``ProgramActs``."""
        from field_doc.app.commands import records

        rows = records.list_records(self._session, type_name="case", limit=200)
        return tuple(CaseChoice(r.id, r.code, dict(r.title), r.effective_level) for r in rows)

    def place(self) -> str:
        """See ``ProgramActs``."""
        from field_doc.app.commands import vaults

        return vaults.place(self._session) or ""

    def lock(self, place: object) -> None:
        """See ``ProgramActs``."""
        from field_doc.app.commands import vaults

        try:
            vaults.remember_place(self._session, place)
        finally:
            self._session.close()
