"""The native classical type, X25519 (C2SP age.md): for reading and for tests.

What Field Doc writes is hybrid only (R27).
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats.age import bech32, unpadded
from field_doc.formats.age.keys import WRAPPED_LENGTH, RandomBytes, check_file_key, derive
from field_doc.formats.age.stanza import Stanza

KIND = "X25519"
RECIPIENT_PREFIX = "age"
IDENTITY_PREFIX = "age-secret-key-"
KEY_LENGTH = 32
_INFO = b"age-encryption.org/v1/X25519"
# Fixed by the specification: every wrap key is used once.
_NONCE = bytes(12)


class X25519Recipient:
    """Whom to encrypt for: a 32-byte X25519 public key."""

    __slots__ = ("_random", "raw")

    def __init__(self, raw: bytes, random: RandomBytes = secrets.token_bytes) -> None:
        if len(raw) != KEY_LENGTH:
            raise InputProblem("age.recipient-text")
        self.raw = raw
        self._random = random

    @classmethod
    def from_text(cls, text: str) -> X25519Recipient:
        """The recipient ``age1…`` spells; ``InputProblem`` ``age.bech32`` or ``age.recipient-text``."""
        prefix, raw = bech32.decode(text)
        if prefix != RECIPIENT_PREFIX or text != text.lower():
            raise InputProblem("age.recipient-text")
        return cls(raw)

    def text(self) -> str:
        """``age1…``"""
        return bech32.encode(RECIPIENT_PREFIX, self.raw)

    def wrap(self, file_key: bytes) -> Stanza:
        """The stanza that only this recipient's identity opens, under a fresh ephemeral key."""
        ephemeral = X25519PrivateKey.from_private_bytes(self._random(KEY_LENGTH))
        share = ephemeral.public_key().public_bytes_raw()
        try:
            secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.raw))
        except ValueError:
            raise InputProblem("age.recipient-text") from None
        wrap_key = derive(secret, share + self.raw, _INFO)
        body = ChaCha20Poly1305(wrap_key).encrypt(_NONCE, check_file_key(file_key), None)
        return Stanza((KIND, unpadded.encode(share)), body)


class X25519Identity:
    """The secret side: a 32-byte X25519 private key."""

    __slots__ = ("_key", "_public", "_secret")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_LENGTH:
            raise InputProblem("age.identity-text")
        self._secret = secret
        self._key = X25519PrivateKey.from_private_bytes(secret)
        self._public = self._key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls, random: RandomBytes = secrets.token_bytes) -> X25519Identity:
        """A fresh identity."""
        return cls(random(KEY_LENGTH))

    @classmethod
    def from_text(cls, text: str) -> X25519Identity:
        """The identity ``AGE-SECRET-KEY-1…`` spells; else ``age.bech32`` or ``age.identity-text``."""
        prefix, secret = bech32.decode(text)
        if prefix != IDENTITY_PREFIX or text != text.upper():
            raise InputProblem("age.identity-text")
        return cls(secret)

    def text(self) -> str:
        """``AGE-SECRET-KEY-1…``: the secret itself, never to be logged or shown unasked."""
        return bech32.encode(IDENTITY_PREFIX, self._secret).upper()

    def recipient(self) -> X25519Recipient:
        """Whom others encrypt for so that this identity opens it."""
        return X25519Recipient(self._public)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key, None when the stanza is for another; ``IntegrityFailure`` ``age.stanza-*``."""
        if stanza.kind != KIND:
            return None
        if len(stanza.arguments) != 2:
            raise IntegrityFailure("age.stanza-arguments")
        share = unpadded.decode(stanza.arguments[1], KEY_LENGTH)
        if len(stanza.body) != WRAPPED_LENGTH:
            raise IntegrityFailure("age.stanza-body")
        try:
            secret = self._key.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            # An all-zero secret: the share is a point of low order.
            raise IntegrityFailure("age.stanza-low-order") from None
        try:
            wrap_key = derive(secret, share + self._public, _INFO)
            return ChaCha20Poly1305(wrap_key).decrypt(_NONCE, stanza.body, None)
        except InvalidTag:
            return None

    def __repr__(self) -> str:
        return "X25519Identity(…)"
