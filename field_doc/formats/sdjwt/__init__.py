"""Sealed record versions: SD-JWT (RFC 9901) in a strict profile.

A version is signed once; afterwards any part of it can be withheld without touching the signature, and
what is withheld stays visible as withheld. The page is docs/spec/sealed-version.md; findings R09, R10,
R11 say why the profile is stricter than the RFC.
"""

from __future__ import annotations

from field_doc.formats.sdjwt.grain import tree_digest_count
from field_doc.formats.sdjwt.model import (
    MAX_DEPTH,
    MAX_DISCLOSURES,
    PROFILE,
    PartialVersion,
    Path,
    RecordVersion,
    Sealed,
    Shown,
    Withheld,
    parse,
)
from field_doc.formats.sdjwt.opening import open_complete, open_partial
from field_doc.formats.sdjwt.presenting import (
    Outline,
    digest_paths,
    jwt_digest,
    key_thumbprint,
    outline,
    paths,
    present,
    sd_hash,
)
from field_doc.formats.sdjwt.sealing import seal

__all__ = [
    "MAX_DEPTH",
    "MAX_DISCLOSURES",
    "PROFILE",
    "Outline",
    "PartialVersion",
    "Path",
    "RecordVersion",
    "Sealed",
    "Shown",
    "Withheld",
    "digest_paths",
    "jwt_digest",
    "key_thumbprint",
    "open_complete",
    "open_partial",
    "outline",
    "parse",
    "paths",
    "present",
    "sd_hash",
    "seal",
    "tree_digest_count",
]
