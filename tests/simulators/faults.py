"""Faults for tests: a cheap key derivation, a vault opened behind the program's back, small and read-only disks."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from field_doc.app.commands import vaults
from field_doc.app.session import Session
from field_doc.base.clock import Clock, SystemClock
from field_doc.vault.kdf import KdfParameters
from field_doc.vault.vault import Vault

PASSPHRASE = "stork lantern barley window copper thirteen"
FAST = KdfParameters(memory_kib=65536, passes=1, lanes=4)


def cheap(passphrase: str, salt: bytes, parameters: KdfParameters) -> bytes:
    """In place of Argon2id: tests open vaults hundreds of times."""
    assert parameters.memory_kib
    return hashlib.sha256(salt + passphrase.encode()).digest()


def made(path: Path, *, clock: Clock | None = None, **options: str) -> Session:
    """A new vault, unlocked."""
    session = Session(derive=cheap, clock=clock or SystemClock())
    given = {"documenter": "Test Documenter", "code": "T-01", "passphrase": PASSPHRASE, **options}
    vaults.create_vault(session, path, parameters=FAST, **given)
    return session


@contextlib.contextmanager
def unlocked(path: Path, passphrase: str = PASSPHRASE) -> Iterator[Session]:
    """An existing vault, unlocked for the length of a block."""
    with Session(derive=cheap) as session:
        vaults.unlock(session, path, passphrase)
        yield session


@contextlib.contextmanager
def behind(path: Path, passphrase: str = PASSPHRASE) -> Iterator[Vault]:
    """The vault's databases without the program's acts: what somebody who holds the key can change.

    Triggers that refuse changes are taken away first, as such a person would.
    """
    vault = Vault.open(path, passphrase, derive=cheap)
    try:
        for row in vault.records.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            vault.records.execute(f"DROP TRIGGER {row['name']}")
        yield vault
    finally:
        vault.close()


@contextlib.contextmanager
def mounted(folder: Path, *arguments: str) -> Iterator[Path]:
    """A file system of its own at ``folder``; skips where this user may not mount."""
    folder.mkdir(exist_ok=True)
    command = ["mount", *arguments, str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root and the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def small_disk(folder: Path, size: str) -> contextlib.AbstractContextManager[Path]:
    """A disk in memory of that size (``1m``)."""
    return mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs")


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder as on a medium that cannot be written."""
    with mounted(folder, "--bind", str(folder)):
        done = subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("a read-only mount is not possible here")
        yield


def files_below(folder: Path) -> list[Path]:
    """Every file, for searches of marked words."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
