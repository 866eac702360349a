"""Where the files of a bundle go: a folder, or one age file with a tar inside (streamed, no plaintext on disk).

Both are written beside the final place under a name of their own, made durable, and renamed in one
step: what stands under the final name is whole.
"""

from __future__ import annotations

import os
import shutil
import sys
import tarfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from field_doc.base.errors import InputProblem, WorldProblem
from field_doc.formats import age, bundle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from field_doc.base.ids import RandomBytes

_BUFFER = age.CHUNK * 16
_PARTIAL = ".field-doc-partial-"


class Sink(Protocol):
    """Takes the files one by one."""

    def write(self, name: str, size: int, chunks: Iterable[bytes]) -> None:
        """Write one file of ``size`` bytes under a relative name."""
        ...


class FolderSink:
    """Files in a folder, each made durable."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, size: int, chunks: Iterable[bytes]) -> None:
        """Write one file; ``size`` is known from the digests."""
        del size
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            for chunk in chunks:
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())


class _AgeWriter:
    """A file object whose bytes leave encrypted, in whole chunks."""

    def __init__(self, out: BinaryIO, recipients: Sequence[age.Recipient]) -> None:
        file_key = age.new_file_key()
        self._out, self._cipher = out, age.PayloadEncryptor(file_key)
        self._pending = bytearray()
        self._room = bytearray(age.payload_size(_BUFFER))
        out.write(age.seal_header(file_key, list(recipients)))
        out.write(self._cipher.nonce)

    def write(self, data: bytes) -> int:
        """Keep the tail back until more comes: the last chunk must be known as the last."""
        self._pending += data
        while len(self._pending) > _BUFFER:
            self._seal(_BUFFER, last=False)
        return len(data)

    def finish(self) -> None:
        """Encrypt what is left as the end of the payload."""
        self._seal(len(self._pending), last=True)

    def _seal(self, length: int, *, last: bool) -> None:
        """Encrypt the first ``length`` pending bytes."""
        with memoryview(self._pending) as view:
            written = self._cipher.encrypt_into(view[:length], self._room, last=last)
        self._out.write(memoryview(self._room)[:written])
        del self._pending[:length]


class _Pull:
    """Chunks as a file object for tarfile."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._rest = iter(chunks), b""

    def read(self, count: int) -> bytes:
        """Exactly ``count`` bytes, less only at the end."""
        while len(self._rest) < count:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += chunk
        data, self._rest = self._rest[:count], self._rest[count:]
        return data


class TarAgeSink:
    """One age file to the recipients; inside a tar with the same layout as the folder."""

    def __init__(self, out: BinaryIO, recipients: Sequence[age.Recipient], moment: int) -> None:
        self._writer, self._moment = _AgeWriter(out, recipients), moment
        self._tar = tarfile.open(fileobj=self._writer, mode="w|", format=tarfile.PAX_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115

    def write(self, name: str, size: int, chunks: Iterable[bytes]) -> None:
        """Add one member; owner and machine do not stand in it."""
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, self._moment, 0o600
        self._tar.addfile(info, _Pull(chunks))

    def finish(self) -> None:
        """End the tar and the payload."""
        self._tar.close()
        self._writer.finish()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system has such a call."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> int:
    """Remove what a killed program left half-made in ``folder``; returns how many.

    For the caller that holds the vault's lock, before it makes a bundle there: nobody else is making one.
    """
    found = [path for path in folder.glob(f"{_PARTIAL}*") if path.is_dir() and not path.is_symlink()]
    for path in found:
        shutil.rmtree(path)
    return len(found)


@contextmanager
def whole_or_nothing(out: Path, random: RandomBytes) -> Iterator[Path]:
    """A folder beside ``out`` that becomes ``out`` when the block ends well, and vanishes when it does not.

    Raises:
        InputProblem: ``bundle.exists``, ``bundle.place``.
        WorldProblem: ``bundle.write`` with the system's error number.

    """
    if out.exists() or out.is_symlink():
        raise InputProblem("bundle.exists")
    if not out.parent.is_dir():
        raise InputProblem("bundle.place")
    partial = out.parent / f"{_PARTIAL}{random(8).hex()}"
    try:
        partial.mkdir(mode=0o700)
        yield partial
        for folder, _, _ in os.walk(partial):
            sync_folder(Path(folder))
        if out.exists():
            raise InputProblem("bundle.exists")
        partial.rename(out)
        sync_folder(out.parent)
    except OSError as problem:
        raise WorldProblem("bundle.write", errno=problem.errno or 0) from None
    finally:
        if partial.exists():
            shutil.rmtree(partial)


def fill(partial: Path, recipients: Sequence[age.Recipient], moment: int, make: Callable[[Sink], None]) -> None:
    """Let ``make`` write into the folder, or into one encrypted file in it."""
    if not recipients:
        make(FolderSink(partial))
        return
    with (partial / bundle.ENCRYPTED).open("xb") as out:
        sink = TarAgeSink(out, recipients, moment)
        make(sink)
        sink.finish()
        out.flush()
        os.fsync(out.fileno())
