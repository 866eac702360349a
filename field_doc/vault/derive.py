"""HKDF-SHA256 under registered labels: one key per purpose (R02)."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from field_doc.formats.labels import Label


def hkdf(secret: bytes, label: Label, *, salt: bytes | None = None, length: int = 32) -> bytes:
    """Derive a key; ``label`` is one of ``formats.labels`` (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=label.data).derive(secret)


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104, under a key derived for this one use."""
    return hmac.new(key, message, hashlib.sha256).digest()
