"""What every part of age shares: the file key, key derivation, and what recipients and identities are."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from field_doc.base.errors import Bug
from field_doc.formats.age.stanza import Stanza

#: Bytes of the key that one header wraps and one payload is encrypted under.
FILE_KEY_LENGTH = 16
#: Bytes of a wrapped file key: the key and its tag. Any other length is refused before it is opened.
WRAPPED_LENGTH = FILE_KEY_LENGTH + 16

RandomBytes = Callable[[int], bytes]


class Recipient(Protocol):
    """Whom a file key can be wrapped for."""

    def wrap(self, file_key: bytes) -> Stanza:
        """The stanza that only the matching identity opens."""
        ...


class Identity(Protocol):
    """What opens stanzas."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key, or None when the stanza is for somebody else.

        Raises:
            IntegrityFailure: ``age.stanza-*`` for a stanza of this type that is not well formed.

        """
        ...


def new_file_key(random: RandomBytes = secrets.token_bytes) -> bytes:
    """A fresh file key; one per file, never used again (R06, §39)."""
    return check_file_key(random(FILE_KEY_LENGTH))


def check_file_key(file_key: bytes) -> bytes:
    """``file_key`` itself, if it has the one length there is; else a Bug of the caller."""
    if len(file_key) != FILE_KEY_LENGTH:
        raise Bug("age.file-key-length", length=len(file_key))
    return file_key


def derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 to 32 bytes (RFC 5869), the only key derivation age has beside scrypt."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)
