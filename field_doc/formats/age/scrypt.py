"""The passphrase type, scrypt (C2SP age.md): for reading only.

Field Doc encrypts files for keys, never for passphrases.
"""

from __future__ import annotations

import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from field_doc.base.errors import IntegrityFailure, Unsupported
from field_doc.formats.age import unpadded
from field_doc.formats.age.keys import WRAPPED_LENGTH
from field_doc.formats.age.stanza import Stanza

KIND = "scrypt"
#: log2 of the work factor we are ready to do for a stranger's file: 20 costs 1 GiB. ``age -p`` writes 18.
MAX_LOG_N = 20
_SALT_LENGTH = 16
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_BLOCK_SIZE = 8
_LOG_N = re.compile(r"[1-9][0-9]*")
_NONCE = bytes(12)


class ScryptIdentity:
    """A passphrase. ``max_log_n`` bounds memory (2^n KiB) and time before anything is computed."""

    __slots__ = ("_max_log_n", "_passphrase")

    def __init__(self, passphrase: str, max_log_n: int = MAX_LOG_N) -> None:
        self._passphrase = passphrase.encode("utf-8")
        self._max_log_n = max_log_n

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key, None when the passphrase is another.

        Raises:
            IntegrityFailure: ``age.stanza-*``.
            Unsupported: ``age.scrypt-work`` for more work than the bound.

        """
        if stanza.kind != KIND:
            return None
        if len(stanza.arguments) != 3:
            raise IntegrityFailure("age.stanza-arguments")
        salt = unpadded.decode(stanza.arguments[1], _SALT_LENGTH)
        log_n = self._work(stanza.arguments[2])
        if len(stanza.body) != WRAPPED_LENGTH:
            raise IntegrityFailure("age.stanza-body")
        kdf = Scrypt(salt=_SALT_LABEL + salt, length=32, n=1 << log_n, r=_BLOCK_SIZE, p=1)
        try:
            return ChaCha20Poly1305(kdf.derive(self._passphrase)).decrypt(_NONCE, stanza.body, None)
        except InvalidTag:
            return None

    def _work(self, text: str) -> int:
        """log2 of the work factor, within the bound."""
        if not _LOG_N.fullmatch(text):
            raise IntegrityFailure("age.stanza-arguments")
        if len(text) > 2 or int(text) > self._max_log_n:
            raise Unsupported("age.scrypt-work", limit=self._max_log_n)
        return int(text)

    def __repr__(self) -> str:
        return "ScryptIdentity(…)"
