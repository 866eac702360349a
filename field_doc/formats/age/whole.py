"""Complete age files, header and payload together, in memory and from file to file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Protocol

from field_doc.formats.age import armor
from field_doc.formats.age.envelope import open_header, seal_header
from field_doc.formats.age.header import LineSource, split_header
from field_doc.formats.age.keys import Identity, Recipient, new_file_key
from field_doc.formats.age.payload import CHUNK, PayloadEncryptor, payload_size
from field_doc.formats.age.reader import BATCH, ByteSource, PayloadReader


class ReadableInto(Protocol):
    """Anything plaintext can be read from, a pipe too."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill as much of ``buffer`` as is at hand, and tell how much."""
        ...


class Writable(Protocol):
    """Anything bytes can be written to; a ``write`` takes all of them."""

    def write(self, data: bytes | memoryview, /) -> object:
        """Take ``data``."""
        ...


class AgeSource(ByteSource, LineSource, Protocol):
    """An open, seekable age file."""

    def tell(self) -> int:
        """Where the next byte is read from."""
        ...


def encrypt_bytes(data: bytes | bytearray | memoryview, recipients: Sequence[Recipient]) -> bytes:
    """One age file of ``data`` for ``recipients``, under a fresh file key."""
    file_key = new_file_key()
    header = seal_header(file_key, recipients)
    encryptor = PayloadEncryptor(file_key)
    front = len(header) + len(encryptor.nonce)
    out = bytearray(len(header) + payload_size(len(data)))
    out[:front] = header + encryptor.nonce
    encryptor.encrypt_into(data, memoryview(out)[front:], last=True)
    return bytes(out)


def decrypt_bytes(data: bytes, identities: Iterable[Identity]) -> bytes:
    """The plaintext of one age file, binary or armored.

    Raises:
        AccessRefused: ``age.no-identity-matched``.
        IntegrityFailure: ``age.*``.

    """
    out = io.BytesIO()
    binary = armor.decode(data) if armor.is_armored(data) else data
    decrypt_stream(io.BytesIO(binary), out, identities)
    return out.getvalue()


def encrypt_stream(source: ReadableInto, target: Writable, recipients: Sequence[Recipient]) -> None:
    """Encrypt ``source`` to its end into ``target`` as one age file, 1 MiB at a time."""
    file_key = new_file_key()
    encryptor = PayloadEncryptor(file_key)
    target.write(seal_header(file_key, recipients) + encryptor.nonce)
    part, following = (memoryview(bytearray(BATCH * CHUNK)) for _ in range(2))
    out = memoryview(bytearray(payload_size(BATCH * CHUNK)))
    filled, last = _read_full(source, part), False
    while not last:
        # Only a look ahead tells whether this part is the last, which its chunk's nonce must say.
        ahead = _read_full(source, following) if filled == len(part) else 0
        last = ahead == 0
        target.write(out[: encryptor.encrypt_into(part[:filled], out, last=last)])
        part, following, filled = following, part, ahead


def decrypt_stream(source: AgeSource, target: Writable, identities: Iterable[Identity]) -> None:
    """Decrypt the binary age file at ``source`` (seekable) into ``target``.

    The end of the file is proven before anything is written. A chunk that fails later leaves what
    came before it in ``target``: the caller discards it. Raises as ``decrypt_bytes``.
    """
    file_key = open_header(split_header(source), identities)
    for part in PayloadReader(source, file_key, start=source.tell()).chunks():
        target.write(part)


def _read_full(source: ReadableInto, buffer: memoryview) -> int:
    """Fill ``buffer`` unless the source ends before."""
    filled = 0
    while filled < len(buffer):
        count = source.readinto(buffer[filled:])
        if not count:
            break
        filled += count
    return filled
