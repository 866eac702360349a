"""The payload of an age file: a 16-byte nonce, then STREAM chunks (C2SP age.md, "Payload").

Sizes, and the writing side. A payload holds its plaintext in chunks of 64 KiB, each with a 16-byte
Poly1305 tag; the nonce of a chunk is its number (11 bytes, big endian) and 1 for the last chunk, 0 for
all others, so chunks can be read anywhere but neither moved, dropped nor added.
"""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats.age.keys import RandomBytes, check_file_key, derive

#: Plaintext bytes of every chunk but the last.
CHUNK = 64 * 1024
#: Bytes of the Poly1305 tag behind every chunk.
TAG = 16
#: Bytes a full chunk takes in the payload.
SEALED_CHUNK = CHUNK + TAG
#: Bytes at the start of a payload.
NONCE_LENGTH = 16


def payload_size(plain_length: int) -> int:
    """Bytes of the payload (nonce included) of ``plain_length`` plaintext bytes."""
    return NONCE_LENGTH + plain_length + TAG * chunk_count(plain_length)


def chunk_count(plain_length: int) -> int:
    """Chunks of that much plaintext; an empty plaintext has one empty chunk."""
    return max(1, -(-plain_length // CHUNK))


def plain_size(payload_length: int) -> int:
    """Plaintext bytes in a payload of ``payload_length`` bytes, nonce included.

    Raises:
        IntegrityFailure: ``age.payload-nonce`` or ``age.payload-size`` for a length no payload has.

    """
    sealed = payload_length - NONCE_LENGTH
    if sealed < 0:
        raise IntegrityFailure("age.payload-nonce")
    chunks = -(-sealed // SEALED_CHUNK)
    plain = sealed - chunks * TAG
    # The last chunk holds at least one byte, unless it is the only one.
    if chunks == 0 or sealed - (chunks - 1) * SEALED_CHUNK < TAG + (chunks > 1):
        raise IntegrityFailure("age.payload-size")
    return plain


def payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """The cipher of all chunks of one payload."""
    return ChaCha20Poly1305(derive(check_file_key(file_key), nonce, b"payload"))


def chunk_nonce(index: int, *, last: bool) -> bytes:
    """The 12-byte nonce of chunk number ``index``."""
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class PayloadEncryptor:
    """Encrypts one payload front to back into buffers of the caller; releases the GIL meanwhile.

    One object per payload: it counts the chunks itself, so that no chunk number is ever encrypted
    twice under one key (§39). The caller writes ``nonce`` first, then what ``encrypt_into`` leaves.

    Args:
        file_key: 16 bytes, fresh for this payload.
        nonce: 16 bytes for vectors and tests only; drawn from ``random`` otherwise.
        random: where the nonce comes from.

    """

    __slots__ = ("_cipher", "_finished", "_index", "nonce")

    def __init__(
        self, file_key: bytes, nonce: bytes | None = None, *, random: RandomBytes = secrets.token_bytes
    ) -> None:
        self.nonce = random(NONCE_LENGTH) if nonce is None else nonce
        if len(self.nonce) != NONCE_LENGTH:
            raise Bug("age.nonce-length", length=len(self.nonce))
        self._cipher = payload_cipher(file_key, self.nonce)
        self._index = 0
        self._finished = False

    def encrypt_into(
        self, plain: bytes | bytearray | memoryview, out: bytearray | memoryview, *, last: bool
    ) -> int:
        """Encrypt the next part of the plaintext; no copy is made.

        Args:
            plain: whole chunks (a multiple of 64 KiB), or anything when ``last``. The last part of a
                plaintext must not be empty unless the whole plaintext is: read ahead by one buffer.
            out: room for ``plain`` and 16 bytes per chunk; may be longer. Must not overlap ``plain``.
            last: whether the plaintext ends here.

        Returns:
            Bytes written to the start of ``out``.

        """
        source, target = memoryview(plain), memoryview(out)
        chunks = chunk_count(len(source))
        self._check(len(source), len(target), last=last)
        self._finished = last
        written = 0
        for number in range(chunks if source or last else 0):
            part = source[number * CHUNK : (number + 1) * CHUNK]
            end = written + len(part) + TAG
            nonce = chunk_nonce(self._index, last=last and number == chunks - 1)
            self._index += 1
            self._cipher.encrypt_into(nonce, part, None, target[written:end])
            written = end
        return written

    def _check(self, length: int, room: int, *, last: bool) -> None:
        """Refuse what would make a payload nobody can open."""
        if self._finished:
            raise Bug("age.payload-finished")
        if not last and length % CHUNK:
            raise Bug("age.payload-part", length=length)
        if last and not length and self._index:
            raise Bug("age.payload-empty-last")
        if room < length + TAG * chunk_count(length):
            raise Bug("age.payload-room", room=room)
