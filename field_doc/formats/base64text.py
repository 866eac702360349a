"""Base 64 with exactly one spelling per value (RFC 4648 sections 4 and 5, section 3.5 enforced).

Lenient decoders skip foreign characters and ignore left-over bits, so that two different texts
carry one value: a signed text could be changed without its signature noticing.
"""

from __future__ import annotations

import base64
import binascii


def b64(data: bytes) -> str:
    """Standard base 64 with padding (notes, SSH)."""
    return base64.b64encode(data).decode("ascii")


def b64url(data: bytes) -> str:
    """URL-safe base 64 without padding (JOSE)."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def from_b64(text: str) -> bytes | None:
    """The bytes of ``text``, or None unless it is exactly what ``b64`` writes for them."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if b64(data) == text else None


def from_b64url(text: str) -> bytes | None:
    """The bytes of ``text``, or None unless it is exactly what ``b64url`` writes for them."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if b64url(data) == text else None
