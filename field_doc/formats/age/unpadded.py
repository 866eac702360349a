"""Base64 as age headers spell it: standard alphabet, no padding, one spelling per value (RFC 4648 §3.5)."""

from __future__ import annotations

import base64
import binascii

from field_doc.base.errors import IntegrityFailure


def encode(data: bytes) -> str:
    """Unpadded base64 of ``data``."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decode(text: str, length: int | None = None) -> bytes:
    """The bytes ``text`` spells; ``length`` demands that many.

    Raises:
        IntegrityFailure: ``age.header-base64``, also for padding and left-over bits that are not zero.

    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise IntegrityFailure("age.header-base64") from None
    if encode(data) != text or (length is not None and len(data) != length):
        raise IntegrityFailure("age.header-base64")
    return data
