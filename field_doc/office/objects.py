"""Ciphertext on disk: one file an object, written part by part, fsynced before anything is answered.

A part is written from its start without gaps; how far it is held is a row of ``parts``, entered only after
the bytes are durable. A kill between the two costs the bytes of one request, never correctness: what is
beyond the row is written again.
"""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from field_doc.base.errors import AccessRefused, IntegrityFailure, WorldProblem
from field_doc.formats.labels import POSSESSION
from field_doc.formats.wire import PART_BYTES, parts
from field_doc.office.database import Database
from field_doc.office.tables import OBJECTS, PARTS

_STRIPES = 64
_HASHES_AT_ONCE = 2
_BLOCK = 1 << 20
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def part_size(size: int, part: int) -> int:
    """Bytes of one part of the grid; only the last one is shorter."""
    return min(PART_BYTES, size - part * PART_BYTES)


class ObjectStore:
    """Objects of all devices, each known by its device and its SHA-256."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder, self._db = folder, database
        self._locks = tuple(threading.Lock() for _ in range(_STRIPES))
        self._hashing = threading.BoundedSemaphore(_HASHES_AT_ONCE)
        with disk_errors():
            folder.mkdir(mode=0o700, exist_ok=True)

    def path(self, device: str, digest: str) -> Path:
        """Where an object lies; the device's name is hashed, a thumbprint differs in case only at times."""
        shelf = hashlib.sha256(device.encode("ascii")).hexdigest()[:16]
        return self._folder / shelf / digest[7:9] / digest[7:]

    def held(self, device: str, digest: str) -> list[int]:
        """How far each part is held; raises ``office.not-found`` for what is not this device's."""
        with self._db.read() as connection:
            size, checked = _known(connection, device, digest)
            if checked:
                return [part_size(size, n) for n in range(parts(size))]
            found = _held(connection, device, digest)
        return [found.get(n, 0) for n in range(parts(size))]

    def append(self, device: str, digest: str, part: int, offset: int, data: bytes) -> int:
        """Add ``data`` to a part at ``offset``; returns how far the part is held now.

        What is held already is passed over, so that a request may be repeated.

        Raises:
            AccessRefused: ``office.not-found``.
            IntegrityFailure: ``part.number``, ``part.too-long``, ``part.offset`` (details: ``held``).

        """
        with self._lock(device, digest, part):
            with self._db.read() as connection:
                size, checked = _known(connection, device, digest)
                held = _held_of(connection, device, digest, part)
            _check_place(size, part, offset, len(data))
            if checked:
                return part_size(size, part)
            if offset > held:
                raise IntegrityFailure("part.offset", held=held)
            new = data[held - offset :]
            if not new:
                return held
            self._write(self.path(device, digest), part * PART_BYTES + held, new)
            self._note(device, digest, part, held + len(new))
            return held + len(new)

    def _lock(self, device: str, digest: str, part: int) -> threading.Lock:
        return self._locks[hash((device, digest, part)) % _STRIPES]

    def _write(self, path: Path, position: int, data: bytes) -> None:
        with disk_errors():
            fresh = [] if path.exists() else _new_folders(path.parent, self._folder)
            number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(number, "r+b", buffering=0) as file:
                file.seek(position)
                rest = memoryview(data)
                while rest:
                    rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
            for folder in fresh:
                _sync_folder(folder)

    def _note(self, device: str, digest: str, part: int, held: int) -> None:
        key = (PARTS.c.device == device) & (PARTS.c.digest == digest) & (PARTS.c.part == part)
        with self._db.write() as connection:
            if connection.execute(update(PARTS).where(key).values(held=held)).rowcount == 0:
                connection.execute(insert(PARTS).values(device=device, digest=digest, part=part, held=held))

    def check(self, device: str, digest: str) -> None:
        """Recompute an object that has all its bytes; a wrong one is dropped, to be sent again.

        Raises ``IntegrityFailure`` ``object.digest``, or ``submission.incomplete`` while bytes are missing.
        """
        with self._db.read() as connection:
            size, checked = _known(connection, device, digest)
            held = _held(connection, device, digest)
        if checked:
            return
        if any(held.get(n, 0) != part_size(size, n) for n in range(parts(size))):
            raise IntegrityFailure("submission.incomplete")
        found = self._digest(device, digest, hashlib.sha256(), size)
        if found != digest[7:]:
            self._drop(device, digest)
            raise IntegrityFailure("object.digest", digest=digest)
        key = (OBJECTS.c.device == device) & (OBJECTS.c.digest == digest)
        with self._db.write() as connection:
            connection.execute(update(OBJECTS).where(key).values(checked=1))

    def _drop(self, device: str, digest: str) -> None:
        """Rows first: bytes nobody counts on are written over."""
        with self._db.write() as connection:
            connection.execute(delete(PARTS).where((PARTS.c.device == device) & (PARTS.c.digest == digest)))
        with disk_errors():
            self.path(device, digest).unlink(missing_ok=True)

    def possession(self, device: str, digest: str, nonce: bytes) -> str:
        """Hex of SHA-256(label, 0x00, nonce, ciphertext): only who still has the bytes can say it."""
        with self._db.read() as connection:
            size, checked = _known(connection, device, digest)
        if not checked:
            raise AccessRefused("office.not-found")
        return self._digest(device, digest, hashlib.sha256(POSSESSION.data + b"\0" + nonce), size)

    def _digest(self, device: str, digest: str, state: hashlib._Hash, size: int) -> str:
        with self._hashing:
            for block in self.read(device, digest, 0, size):
                state.update(block)
        return state.hexdigest()

    def read(self, device: str, digest: str, start: int, end: int) -> Iterator[bytes]:
        """Bytes ``start`` up to ``end`` of an object, in blocks; a file cut short ends early."""
        if start >= end:
            return
        with disk_errors(), self.path(device, digest).open("rb") as file:
            file.seek(start)
            while start < end and (block := file.read(min(_BLOCK, end - start))):
                start += len(block)
                yield block

    def owner(self, digest: str) -> tuple[str, int]:
        """For the desk: a device whose checked object this is, and its size."""
        wanted = (OBJECTS.c.digest == digest) & (OBJECTS.c.checked == 1)
        with self._db.read() as connection:
            row = connection.execute(select(OBJECTS.c.device, OBJECTS.c.bytes).where(wanted).limit(1)).first()
        if row is None:
            raise AccessRefused("office.not-found")
        return row.device, row.bytes


def _check_place(size: int, part: int, offset: int, length: int) -> None:
    if part >= parts(size):
        raise IntegrityFailure("part.number")
    if offset + length > part_size(size, part):
        raise IntegrityFailure("part.too-long")


def _known(connection: Connection, device: str, digest: str) -> tuple[int, bool]:
    key = (OBJECTS.c.device == device) & (OBJECTS.c.digest == digest)
    row = connection.execute(select(OBJECTS.c.bytes, OBJECTS.c.checked).where(key)).first()
    if row is None:
        raise AccessRefused("office.not-found")
    return row.bytes, bool(row.checked)


def _held(connection: Connection, device: str, digest: str) -> dict[int, int]:
    key = (PARTS.c.device == device) & (PARTS.c.digest == digest)
    return {row.part: row.held for row in connection.execute(select(PARTS.c.part, PARTS.c.held).where(key))}


def _held_of(connection: Connection, device: str, digest: str, part: int) -> int:
    """One row: an object may have ten thousand parts, and each asks."""
    key = (PARTS.c.device == device) & (PARTS.c.digest == digest) & (PARTS.c.part == part)
    return int(connection.execute(select(PARTS.c.held).where(key)).scalar() or 0)


def _new_folders(folder: Path, top: Path) -> list[Path]:
    """Make ``folder`` below ``top``; those whose list of names changes by a new file in it."""
    changed = [folder]
    while folder != top and not folder.exists():
        folder = folder.parent
        changed.append(folder)
    changed[0].mkdir(parents=True, mode=0o700, exist_ok=True)
    return changed


def _sync_folder(folder: Path) -> None:
    """A new name is durable only when its folder is; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Operating system's errors name paths, so only their number goes on."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise WorldProblem("office.disk-full") from None
        raise WorldProblem("office.disk", errno=error.errno) from None
