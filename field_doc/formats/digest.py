"""Digests as text: ``algorithm:hex``, so that no reader has to guess what a hex string is.

Lower-case hex only, one spelling per digest: texts are compared and stored as they are.
"""

from __future__ import annotations

import hashlib
import re

from field_doc.base.errors import IntegrityFailure

#: Algorithms that may stand before the colon, with their length in bytes.
LENGTHS = {"sha256": 32, "sha512": 64, "hmac-sha256": 32}
_GROUP = 4
_TEXT = re.compile(r"(?P<algorithm>[a-z0-9-]{1,16}):(?P<hex>(?:[0-9a-f]{2}){1,64})")


def sha256_text(data: bytes | bytearray | memoryview) -> str:
    """SHA-256 of ``data`` as ``sha256:<64 hex digits>``."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def sha512_text(data: bytes | bytearray | memoryview) -> str:
    """SHA-512 of ``data`` as ``sha512:<128 hex digits>``."""
    return "sha512:" + hashlib.sha512(data).hexdigest()


def parse(text: str) -> tuple[str, bytes]:
    """Algorithm and raw digest.

    Raises:
        IntegrityFailure: ``digest.malformed``, ``digest.unknown-algorithm`` or ``digest.length``.

    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise IntegrityFailure("digest.malformed")
    algorithm, raw = match["algorithm"], bytes.fromhex(match["hex"])
    if algorithm not in LENGTHS:
        raise IntegrityFailure("digest.unknown-algorithm")
    if len(raw) != LENGTHS[algorithm]:
        raise IntegrityFailure("digest.length", algorithm=algorithm, length=len(raw))
    return algorithm, raw


def grouped(text: str, groups: int | None = None) -> str:
    """The hex digits in groups of four, as people compare them by eye or voice.

    Args:
        text: a digest text (``sha256:…``).
        groups: show only that many groups, then an ellipsis; all of them by default.

    """
    digits = parse(text)[1].hex()
    parts = [digits[i : i + _GROUP] for i in range(0, len(digits), _GROUP)]
    if groups is not None and groups < len(parts):
        parts = [*parts[:groups], "…"]
    return " ".join(parts)
