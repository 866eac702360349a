"""Object identifiers of Field Doc: one extended key usage per purpose.

The arc is 2.25.<UUID as integer> (ITU-T X.667), which anybody may use without asking; ours comes
from the UUID named here. Numbers are never used again for something else.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from cryptography.x509 import ObjectIdentifier

from field_doc.formats.labels import Purpose

ARC_UUID = uuid.UUID("9b92ddb5-2e47-4f84-8146-9e033a5bba4b")
ARC = f"2.25.{ARC_UUID.int}"

_NUMBERS: Mapping[Purpose, int] = {
    Purpose.RECORD: 1,
    Purpose.LOG: 2,
    Purpose.AUTH: 3,
    Purpose.SERVER_RECEIPT: 4,
    Purpose.DESK_RECEIPT: 5,
    Purpose.BUNDLE: 6,
    Purpose.CARD: 7,
}

PURPOSE_OIDS: Mapping[Purpose, ObjectIdentifier] = MappingProxyType(
    {purpose: ObjectIdentifier(f"{ARC}.1.{number}") for purpose, number in _NUMBERS.items()}
)
"""Extended key usage of each purpose; the root has none, it is the issuer."""

PQ_DIGEST_OID = ObjectIdentifier(f"{ARC}.2.1")
"""Extension: SHA-256 of the ML-DSA-44 public key that stands beside the certified log key."""
