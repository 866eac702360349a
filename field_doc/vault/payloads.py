"""Payload files of a vault: where they lie, how they are published, read and swept.

A payload is an age payload (nonce and STREAM chunks) under a random name with constant times,
written once, never changed. Its headers are rows; header || payload is an age file.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import age
from field_doc.vault.files import fsync_folder, system_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from typing_extensions import Buffer

_NAME = re.compile(r"[0-9a-f]{32}")


class PayloadFolder:
    """payloads/ and incoming/ of one vault. Knows no database: callers bring names and keys."""

    def __init__(self, vault: Path) -> None:
        self.incoming = vault / "incoming"
        self._payloads = vault / "payloads"

    def prepare(self) -> None:
        """Make both folders."""
        with system_errors():
            self.incoming.mkdir(mode=0o700, exist_ok=True)
            self._payloads.mkdir(mode=0o700, exist_ok=True)

    def path(self, name: str) -> Path:
        """Where a published payload lies."""
        if not _NAME.fullmatch(name):
            raise IntegrityFailure("payload.name-malformed")
        return self._payloads / name[:2] / name

    def settle_incoming(self) -> None:
        """Make the names in incoming/ durable; before the commit that refers to them."""
        with system_errors():
            fsync_folder(self.incoming)

    def publish(self, names: Iterable[str]) -> None:
        """Move staged payloads to their place; after the commit. Repeated by ``recover`` if interrupted."""
        with system_errors():
            for name in names:
                place = self.path(name)
                place.parent.mkdir(mode=0o700, exist_ok=True)
                (self.incoming / name).rename(place)

    def recover(self, known: Iterable[str]) -> int:
        """After an unclean end: publish what has a row, remove what has none; returns how many were removed."""
        with system_errors():
            lying = {p.name for p in self.incoming.iterdir() if _NAME.fullmatch(p.name)}
            committed = lying & set(known)
            self.publish(sorted(committed))
            for name in lying - committed:
                (self.incoming / name).unlink()
        return len(lying - committed)

    def discard(self, name: str) -> None:
        """Remove a staged payload that will not be acknowledged."""
        with system_errors():
            (self.incoming / name).unlink(missing_ok=True)

    def open_raw(self, name: str) -> io.BufferedReader:
        """The ciphertext of a payload."""
        try:
            return self.path(name).open("rb")
        except FileNotFoundError as error:
            raise IntegrityFailure("payload.missing") from error

    def open(self, name: str, file_key: bytes) -> PayloadStream:
        """A reader of a payload's plaintext; nothing is written anywhere."""
        raw = self.open_raw(name)
        try:
            return PayloadStream(raw, age.PayloadReader(raw, file_key))
        except BaseException:
            raw.close()
            raise

    def names(self) -> Iterator[str]:
        """Everything that lies in payloads/: published payloads, and what somebody else put there."""
        with system_errors():
            for folder in sorted(self._payloads.iterdir()):
                yield from sorted(p.name for p in folder.iterdir()) if folder.is_dir() else (folder.name,)

    def size(self, name: str) -> int | None:
        """Bytes of the ciphertext, None if it is not there."""
        path = self.path(name)
        return path.stat().st_size if path.exists() else None


class PayloadStream(io.RawIOBase):
    """Plaintext of a payload as a read-only, seekable file; every chunk authenticated as it is read."""

    def __init__(self, raw: io.BufferedReader, reader: age.PayloadReader) -> None:
        super().__init__()
        self._raw = raw
        self._reader = reader
        self._position = 0

    @property
    def size(self) -> int:
        """Plaintext bytes."""
        return self._reader.plain_size

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """The position."""
        return self._position

    def readinto(self, buffer: Buffer) -> int:
        """Next bytes, as many as fit."""
        view = memoryview(buffer).cast("B")
        data = self._reader.read_at(self._position, min(len(view), max(0, self.size - self._position)))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def chunks(self) -> Iterator[memoryview]:
        """The whole plaintext in order, whatever the position."""
        return self._reader.chunks()

    def close(self) -> None:
        """Close the file."""
        self._raw.close()
        super().close()
