"""The child that runs Argon2id: request on stdin, 32 bytes on stdout, nothing else."""

from __future__ import annotations

import struct
import sys

KEY_BYTES = 32
_HEAD = struct.Struct(">IIIHH")  # memory KiB, passes, lanes, salt length, passphrase length


def pack_request(passphrase: bytes, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    """One request as the child reads it."""
    return _HEAD.pack(memory_kib, passes, lanes, len(salt), len(passphrase)) + salt + passphrase


def answer(request: bytes) -> bytes:
    """Derive the key of one request (RFC 9106, version 0x13)."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    memory, passes, lanes, salt_length, pass_length = _HEAD.unpack_from(request)
    salt = request[_HEAD.size : _HEAD.size + salt_length]
    passphrase = request[_HEAD.size + salt_length :]
    if len(passphrase) != pass_length:
        msg = "request cut short"
        raise SystemExit(msg)
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=memory)
    return kdf.derive(passphrase)


def main() -> int:
    """Read one request, write one answer."""
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
