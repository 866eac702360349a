"""The reading side of a payload: random access, every chunk authenticated before a byte of it is given out.

Opening a reader decrypts the last chunk, which proves the length: a payload that was cut, padded or
cut at a chunk border is refused before anything of it is read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats.age.payload import (
    CHUNK,
    NONCE_LENGTH,
    SEALED_CHUNK,
    TAG,
    chunk_count,
    chunk_nonce,
    payload_cipher,
    plain_size,
)

#: Chunks that are read from the file at once: 1 MiB measured best.
BATCH = 16


class ByteSource(Protocol):
    """An open, seekable binary file, as far as a reader needs it."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move, and tell where to."""
        ...

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill as much of ``buffer`` as is at hand, and tell how much."""
        ...


class PayloadReader:
    """Plaintext of one payload, at any offset. Not for two threads at once.

    Args:
        source: open file that holds the payload (nonce and chunks) and ends with it.
        file_key: what ``open_header`` gave.
        start: where the payload begins in ``source``: 0 for a payload file, the header's length for
            a joined age file.

    Raises:
        IntegrityFailure: ``age.payload-nonce``, ``age.payload-size``, ``age.payload-chunk`` (wrong key,
            changed bytes, truncation).

    """

    __slots__ = ("_cipher", "_loaded", "_plain", "_sealed", "_source", "_start", "plain_size")

    def __init__(self, source: ByteSource, file_key: bytes, *, start: int = 0) -> None:
        self._source = source
        self._start = start
        #: Plaintext bytes in all.
        self.plain_size = plain_size(source.seek(0, io.SEEK_END) - start)
        nonce = bytearray(NONCE_LENGTH)
        self._fill(0, memoryview(nonce))
        self._cipher = payload_cipher(file_key, bytes(nonce))
        chunks = chunk_count(self.plain_size)
        self._sealed = memoryview(bytearray(min(chunks, BATCH) * SEALED_CHUNK))
        self._plain = memoryview(bytearray(CHUNK))
        self._loaded = -1
        self._load(chunks - 1)

    def read_at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end, as files do."""
        out = bytearray(max(0, min(length, self.plain_size - offset)))
        self.read_into(offset, out)
        return bytes(out)

    def read_into(self, offset: int, out: bytearray | memoryview) -> int:
        """Fill ``out`` from ``offset`` and tell how much; whole chunks go there without a copy.

        On IntegrityFailure ``age.payload-chunk`` nothing of the failing chunk is left in ``out``.
        """
        if offset < 0:
            raise Bug("age.payload-offset")
        target = memoryview(out)
        want = max(0, min(len(target), self.plain_size - offset))
        filled = 0
        while filled < want:
            index, skip = divmod(offset + filled, CHUNK)
            whole = 0 if skip else self._whole_chunks(index, want - filled)
            if whole:
                filled += self._open_run(index, whole, target[filled:])
                continue
            self._load(index)
            size = min(self._chunk_length(index) - skip, want - filled)
            target[filled : filled + size] = self._plain[skip : skip + size]
            filled += size
        return filled

    def chunks(self) -> Iterator[memoryview]:
        """The whole plaintext in order, in read-only parts of up to 1 MiB, each its own memory."""
        for offset in range(0, self.plain_size, BATCH * CHUNK):
            part = memoryview(bytearray(min(BATCH * CHUNK, self.plain_size - offset)))
            self.read_into(offset, part)
            yield part.toreadonly()

    def _chunk_length(self, index: int) -> int:
        """Plaintext bytes of one chunk."""
        return min(CHUNK, self.plain_size - index * CHUNK)

    def _whole_chunks(self, index: int, room: int) -> int:
        """How many chunks from ``index`` fit whole into ``room`` and into one read."""
        whole = room // CHUNK
        if index + whole < chunk_count(self.plain_size) and self._chunk_length(index + whole) <= room % CHUNK:
            whole += 1
        return min(whole, BATCH)

    def _load(self, index: int) -> None:
        """Have chunk ``index`` in the one-chunk cache, for reads that are not whole chunks."""
        if self._loaded != index:
            self._loaded = -1
            self._open_run(index, 1, self._plain)
            self._loaded = index

    def _open_run(self, index: int, count: int, out: memoryview) -> int:
        """Read ``count`` chunks at once and decrypt them into ``out``; tell the plaintext length."""
        last = chunk_count(self.plain_size) - 1
        size = sum(self._chunk_length(index + number) for number in range(count))
        self._fill(NONCE_LENGTH + index * SEALED_CHUNK, self._sealed[: size + count * TAG])
        for number in range(count):
            length = self._chunk_length(index + number)
            sealed = self._sealed[number * SEALED_CHUNK : number * SEALED_CHUNK + length + TAG]
            plain = out[number * CHUNK : number * CHUNK + length]
            self._open_chunk(index + number, sealed, plain, last=index + number == last)
        return size

    def _open_chunk(self, index: int, sealed: memoryview, plain: memoryview, *, last: bool) -> None:
        """Decrypt one chunk; unauthenticated plaintext never stays in the caller's buffer."""
        try:
            self._cipher.decrypt_into(chunk_nonce(index, last=last), sealed, None, plain)
        except InvalidTag:
            plain[:] = bytes(len(plain))
            raise IntegrityFailure("age.payload-chunk", chunk=index) from None

    def _fill(self, offset: int, out: memoryview) -> None:
        """Read exactly ``len(out)`` bytes of the payload from ``offset``."""
        self._source.seek(self._start + offset)
        filled = 0
        while filled < len(out):
            count = self._source.readinto(out[filled:])
            if not count:
                # The file became shorter after it was opened.
                raise IntegrityFailure("age.payload-size")
            filled += count
