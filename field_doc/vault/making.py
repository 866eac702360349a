"""A vault that is being made: until it is complete a marker lies in its folder.

``vault.json`` is written last, after the first entries of the ledger: without it there is no vault. What an
interrupted creation left (kill, power) is swept by the next one in the same place. Only such remains: a vault
that lost its ``vault.json`` has no marker and is never touched (docs/spec/vault.md, "Making").
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Final

from field_doc.base.errors import InputProblem
from field_doc.vault.files import WriterLock, fsync_folder, system_errors

if TYPE_CHECKING:
    from pathlib import Path

HEADER: Final = "vault.json"
RECORDS: Final = "records.db"
IDENTITIES: Final = "identities.db"
LOCK: Final = "lock"
MARKER: Final = "unfinished"
_FOLDERS: Final = ("payloads", "incoming")
_DATABASES: Final = tuple(
    name + suffix for name in (RECORDS, IDENTITIES) for suffix in ("", "-wal", "-shm", "-journal")
)
# vault.json goes first, the marker last: whoever sweeps may be killed too.
_FILES: Final = (HEADER, HEADER + ".new", *_DATABASES)


def is_free(path: Path) -> bool:
    """Whether a vault can be made in that place: nothing is there, or the remains of an unfinished one."""
    if not path.exists():
        return True
    if not path.is_dir():
        return False
    names = {entry.name for entry in path.iterdir()}
    if HEADER in names or not names <= {*_FILES, *_FOLDERS, MARKER, LOCK}:
        return False
    marked = MARKER in names or names <= {LOCK}
    return marked and not any(any((path / name).iterdir()) for name in _FOLDERS if name in names)


def begin(path: Path) -> WriterLock:
    """Take the place, sweep what an interrupted creation left there, and mark it.

    Raises:
        InputProblem: ``vault.place-taken``: something else is there.
        AccessRefused: another process makes a vault there at this moment.
        WorldProblem: the disk cannot take it.

    """
    with system_errors():
        if not is_free(path):
            raise InputProblem("vault.place-taken")
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = WriterLock(path / LOCK)
    try:
        with system_errors():
            if not is_free(path):  # somebody finished one between the look and the lock
                raise InputProblem("vault.place-taken")
            _mark(path)
            _remove(path)
    except BaseException:
        lock.release()
        raise
    return lock


def _mark(path: Path) -> None:
    """Durable before anything else is: a power cut must not leave databases without it."""
    os.close(os.open(path / MARKER, os.O_WRONLY | os.O_CREAT, 0o600))
    fsync_folder(path)


def _remove(path: Path) -> None:
    for name in _FILES:
        (path / name).unlink(missing_ok=True)
    for name in _FOLDERS:
        if (path / name).is_dir():
            (path / name).rmdir()


def complete(path: Path) -> None:
    """The vault is whole: take the marker away. Also at each opening, should a kill have left it."""
    with system_errors():
        if (path / MARKER).exists():
            (path / MARKER).unlink()
            fsync_folder(path)


def give_up(path: Path, lock: WriterLock) -> None:
    """A creation failed: nothing half-made stays. What cannot be removed now is swept by the next try."""
    with contextlib.suppress(OSError):
        _remove(path)
        lock.release()
        (path / MARKER).unlink(missing_ok=True)
        (path / LOCK).unlink(missing_ok=True)
    lock.release()
