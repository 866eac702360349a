"""Signing keys, one per purpose (R02): Ed25519 (RFC 8032) and, beside it for logs, ML-DSA-44 (FIPS 204).

A key signs only under a label registered for its purpose, and only bytes that carry that label. The
modules that own an artefact build those bytes from typed values; ``sign_as`` is theirs to call, and
nobody else's.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.base.ids import RandomBytes
from field_doc.formats.base64text import b64url, from_b64url
from field_doc.formats.framing import carries
from field_doc.formats.labels import Label, Purpose

__all__ = ["LogKeys", "MlDsaKey", "Purpose", "SigningKey", "VerifyKey", "ml_dsa_verifies", "refuse_shared"]

SEED_BYTES = 32
ED25519_PUBLIC_BYTES = 32
ED25519_SIGNATURE_BYTES = 64
ML_DSA_PUBLIC_BYTES = 1312
ML_DSA_SIGNATURE_BYTES = 2420


def _require(purpose: Purpose, label: Label, message: bytes) -> None:
    """Refuse a use the register does not know; both are mistakes of ours, never of an input."""
    if purpose not in label.purposes:
        raise Bug("key.wrong-purpose", purpose=purpose.value, label=str(label))
    if not carries(label, message):
        raise Bug("key.wrong-framing", label=str(label))


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """Public Ed25519 key with the one purpose it is known for. ``raw`` is 32 bytes (RFC 8032 5.1.2)."""

    purpose: Purpose
    raw: bytes

    @classmethod
    def from_raw(cls, purpose: Purpose, raw: bytes) -> VerifyKey:
        """A key out of stored or received bytes; raises ``IntegrityFailure`` if they are none."""
        if len(raw) != ED25519_PUBLIC_BYTES:
            raise IntegrityFailure("key.malformed", length=len(raw))
        return cls(purpose, bytes(raw))

    @classmethod
    def from_jwk(cls, purpose: Purpose, jwk: Mapping[str, object]) -> VerifyKey:
        """A key out of exactly the members ``jwk()`` writes (RFC 8037 section 2)."""
        x = jwk.get("x")
        raw = from_b64url(x) if isinstance(x, str) else None
        if raw is None or dict(jwk) != {"crv": "Ed25519", "kty": "OKP", "x": x}:
            raise IntegrityFailure("key.malformed")
        return cls.from_raw(purpose, raw)

    def jwk(self) -> dict[str, str]:
        """JSON Web Key: only the members RFC 7638 hashes."""
        return {"crv": "Ed25519", "kty": "OKP", "x": b64url(self.raw)}

    def _jwk_digest(self) -> bytes:
        """SHA-256 of the JWK in RFC 7638's one spelling (members in order, no blanks)."""
        text = f'{{"crv":"Ed25519","kty":"OKP","x":"{b64url(self.raw)}"}}'
        return hashlib.sha256(text.encode("ascii")).digest()

    def thumbprint(self) -> str:
        """RFC 7638 thumbprint, base64url: names the key in JOSE."""
        return b64url(self._jwk_digest())

    def fingerprint(self) -> str:
        """The same digest as ``sha256:<hex>``: names the key in ledger entries and to people."""
        return "sha256:" + self._jwk_digest().hex()

    def verifies(self, label: Label, message: bytes, signature: bytes) -> bool:
        """Whether this key signed ``message`` under ``label``.

        False as well when the label is none of this key's or the message does not carry it: a verifier
        is asked about bytes of others' making.
        """
        if self.purpose not in label.purposes or not carries(label, message):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """Private Ed25519 key with its one purpose. Never printed, never pickled."""

    __slots__ = ("_key", "public", "purpose")

    def __init__(self, purpose: Purpose, key: Ed25519PrivateKey) -> None:
        self.purpose = purpose
        self._key = key
        self.public = VerifyKey(purpose, key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, purpose: Purpose, random: RandomBytes = secrets.token_bytes) -> SigningKey:
        """A new key."""
        return cls.from_seed(purpose, random(SEED_BYTES))

    @classmethod
    def from_seed(cls, purpose: Purpose, seed: bytes) -> SigningKey:
        """The key of a stored 32-byte seed (RFC 8032 private key)."""
        if len(seed) != SEED_BYTES:
            raise IntegrityFailure("key.malformed", length=len(seed))
        return cls(purpose, Ed25519PrivateKey.from_private_bytes(seed))

    def seed(self) -> bytes:
        """The 32 bytes to be wrapped in the vault; nothing else may ask for them."""
        return self._key.private_bytes_raw()

    def sign_as(self, label: Label, message: bytes) -> bytes:
        """Sign (64 bytes). For the module that owns ``label``; others call that module's typed function."""
        _require(self.purpose, label, message)
        return self._key.sign(message)

    def sign_certificate(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        """Sign an X.509 certificate; for the office root only."""
        if self.purpose is not Purpose.ROOT:
            raise Bug("key.wrong-purpose", purpose=self.purpose.value, label="x509")
        return builder.sign(self._key, None)

    def __repr__(self) -> str:
        return f"SigningKey({self.purpose.value})"

    def __reduce__(self) -> NoReturn:
        raise Bug("key.not-portable")


class MlDsaKey:
    """Private ML-DSA-44 key of a log. It stands beside Ed25519, never instead of it."""

    __slots__ = ("_key", "public_raw")

    def __init__(self, key: MLDSA44PrivateKey) -> None:
        self._key = key
        self.public_raw = key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls, random: RandomBytes = secrets.token_bytes) -> MlDsaKey:
        """A new key."""
        return cls.from_seed(random(SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> MlDsaKey:
        """The key of a stored 32-byte seed (FIPS 204 algorithm 1, xi)."""
        if len(seed) != SEED_BYTES:
            raise IntegrityFailure("key.malformed", length=len(seed))
        return cls(MLDSA44PrivateKey.from_seed_bytes(seed))

    def seed(self) -> bytes:
        """The 32 bytes to be wrapped in the vault."""
        return self._key.private_bytes_raw()

    def sign_as(self, label: Label, message: bytes) -> bytes:
        """Sign (2420 bytes), empty context; only for labels of logs."""
        _require(Purpose.LOG, label, message)
        return self._key.sign(message)

    def __repr__(self) -> str:
        return "MlDsaKey(log)"

    def __reduce__(self) -> NoReturn:
        raise Bug("key.not-portable")


def ml_dsa_verifies(public_raw: bytes, label: Label, message: bytes, signature: bytes) -> bool:
    """Whether the ML-DSA-44 key with these 1312 public bytes signed ``message`` under ``label``."""
    if Purpose.LOG not in label.purposes or not carries(label, message):
        return False
    try:
        MLDSA44PublicKey.from_public_bytes(public_raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The two keys of one log epoch; a head that leaves carries both signatures."""

    ed: SigningKey
    pq: MlDsaKey

    def __post_init__(self) -> None:
        if self.ed.purpose is not Purpose.LOG:
            raise Bug("key.wrong-purpose", purpose=self.ed.purpose.value, label="log")

    @classmethod
    def generate(cls, random: RandomBytes = secrets.token_bytes) -> LogKeys:
        """New keys for a new epoch."""
        return cls(SigningKey.generate(Purpose.LOG, random), MlDsaKey.generate(random))


def refuse_shared(keys: Iterable[VerifyKey]) -> None:
    """Raise ``IntegrityFailure`` ``key.two-purposes`` if the same 32 bytes are known for two purposes.

    For self-check, enrolment and verifiers: the register separates uses only while keys are separate.
    """
    known: dict[bytes, Purpose] = {}
    for key in keys:
        if known.setdefault(key.raw, key.purpose) is not key.purpose:
            raise IntegrityFailure("key.two-purposes", first=known[key.raw].value, second=key.purpose.value)
