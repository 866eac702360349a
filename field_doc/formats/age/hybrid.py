"""The native post-quantum type: MLKEM768-X25519, also known as X-Wing (C2SP age.md, ``mlkem768x25519``).

HPKE (RFC 9180) base mode with KEM MLKEM768-X25519, HKDF-SHA256 and ChaCha20-Poly1305. A file stays
closed as long as *either* ML-KEM-768 or X25519 holds. Everything Field Doc writes is of this type.
"""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats.age import bech32, unpadded
from field_doc.formats.age.keys import WRAPPED_LENGTH, RandomBytes, check_file_key
from field_doc.formats.age.stanza import Stanza

KIND = "mlkem768x25519"
RECIPIENT_PREFIX = "age1pq"
IDENTITY_PREFIX = "age-secret-key-pq-"
HPKE_INFO = b"age-encryption.org/mlkem768x25519"
SEED_LENGTH = 32
_MLKEM_PUBLIC_LENGTH = 1184
_MLKEM_SEED_LENGTH = 64
_MLKEM_CIPHERTEXT_LENGTH = 1088
_X25519_LENGTH = 32
PUBLIC_LENGTH = _MLKEM_PUBLIC_LENGTH + _X25519_LENGTH
ENCAPSULATED_LENGTH = _MLKEM_CIPHERTEXT_LENGTH + _X25519_LENGTH
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class HybridRecipient:
    """Whom to encrypt for: 1216 bytes, an ML-KEM-768 encapsulation key and an X25519 public key."""

    __slots__ = ("_key", "raw")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != PUBLIC_LENGTH:
            raise InputProblem("age.recipient-text")
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_LENGTH])
            x25519 = X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_LENGTH:])
        except ValueError:
            # FIPS 203 modulus check of the encapsulation key.
            raise InputProblem("age.recipient-text") from None
        self.raw = raw
        self._key = MLKEM768X25519PublicKey(mlkem, x25519)

    @classmethod
    def from_text(cls, text: str) -> HybridRecipient:
        """The recipient ``age1pq1…`` spells; ``InputProblem`` ``age.bech32`` or ``age.recipient-text``."""
        prefix, raw = bech32.decode(text)
        if prefix != RECIPIENT_PREFIX or text != text.lower():
            raise InputProblem("age.recipient-text")
        return cls(raw)

    def text(self) -> str:
        """``age1pq1…``"""
        return bech32.encode(RECIPIENT_PREFIX, self.raw)

    def wrap(self, file_key: bytes) -> Stanza:
        """The stanza that only this recipient's identity opens; fresh randomness each time."""
        sealed = _SUITE.encrypt(check_file_key(file_key), self._key, info=HPKE_INFO)
        encapsulated, body = sealed[:ENCAPSULATED_LENGTH], sealed[ENCAPSULATED_LENGTH:]
        return Stanza((KIND, unpadded.encode(encapsulated)), body)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HybridRecipient) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)


class HybridIdentity:
    """The secret side: a 32-byte seed, expanded with SHAKE256 to an ML-KEM-768 seed and an X25519 key."""

    __slots__ = ("_key", "_recipient", "_seed", "_x25519")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_LENGTH:
            raise InputProblem("age.identity-text")
        expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED_LENGTH + _X25519_LENGTH)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_LENGTH])
        self._seed = seed
        self._x25519 = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_LENGTH:])
        self._key = MLKEM768X25519PrivateKey(mlkem, self._x25519)
        public = mlkem.public_key().public_bytes_raw() + self._x25519.public_key().public_bytes_raw()
        self._recipient = HybridRecipient(public)

    @classmethod
    def generate(cls, random: RandomBytes = secrets.token_bytes) -> HybridIdentity:
        """A fresh identity."""
        return cls(random(SEED_LENGTH))

    @classmethod
    def from_text(cls, text: str) -> HybridIdentity:
        """The identity ``AGE-SECRET-KEY-PQ-1…`` spells; else ``age.bech32`` or ``age.identity-text``."""
        prefix, seed = bech32.decode(text)
        if prefix != IDENTITY_PREFIX or text != text.upper():
            raise InputProblem("age.identity-text")
        return cls(seed)

    def text(self) -> str:
        """``AGE-SECRET-KEY-PQ-1…``: the secret itself, never to be logged or shown unasked."""
        return bech32.encode(IDENTITY_PREFIX, self._seed).upper()

    def recipient(self) -> HybridRecipient:
        """Whom others encrypt for so that this identity opens it."""
        return self._recipient

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key, None when the stanza is for another; ``IntegrityFailure`` ``age.stanza-*``."""
        if stanza.kind != KIND:
            return None
        if len(stanza.arguments) != 2:
            raise IntegrityFailure("age.stanza-arguments")
        encapsulated = unpadded.decode(stanza.arguments[1], ENCAPSULATED_LENGTH)
        if len(stanza.body) != WRAPPED_LENGTH:
            raise IntegrityFailure("age.stanza-body")
        self._refuse_low_order(encapsulated[_MLKEM_CIPHERTEXT_LENGTH:])
        try:
            return _SUITE.decrypt(encapsulated + stanza.body, self._key, info=HPKE_INFO)
        except InvalidTag:
            return None

    def _refuse_low_order(self, share: bytes) -> None:
        """A share that makes the classical half of the secret all zero is an attack, not a mismatch."""
        try:
            self._x25519.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            raise IntegrityFailure("age.stanza-low-order") from None

    def __repr__(self) -> str:
        return "HybridIdentity(…)"
