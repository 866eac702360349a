"""Names and layout of an evidence bag (BagIt 1.0, RFC 8493), and the description every bag carries.

``OUT/`` holds ``bag/``, ``report.pdf`` and ``tagmanifest.sig``. In the bag every file but BagIt's own
lies below ``data/`` under a name made of exhibit numbers. docs/spec/bundle.md is the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.canonical import JSON
from field_doc.formats.labels import BUNDLE, NS_TAG_MANIFEST

BAG = "bag"
REPORT = "report.pdf"
SIGNATURE = "tagmanifest.sig"
ENCRYPTED = "bundle.tar.age"
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
ALGORITHMS = ("sha256", "sha512")
TAG_MANIFEST = "tagmanifest-sha512.txt"
PAYLOAD = "data"

DESCRIPTION = "data/bundle.json"
REPORT_IN_BAG = "data/report.pdf"
REPORT_HTML = "data/report.html"
INDEX = "data/index.csv"
INSTRUCTIONS = "data/VERIFY.md"
STATEMENT = "data/disclosure-statement.jws"
RECORDS = "data/records"
EXHIBITS = "data/exhibits"
LEDGERS = "data/ledger"
CERTIFICATES = "data/certificates"
ROOT_COPY = "data/certificates/root.pem"

DECLARATION_TEXT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

#: Commands for a stranger, in the folder that holds ``bag/``; TRUST is the office's trust file from elsewhere.
CHECK_FILES = (
    "cd bag && sha512sum --quiet -c manifest-sha512.txt \\",
    "  && sha512sum --quiet -c tagmanifest-sha512.txt; cd ..",
)
PRINCIPAL = "office"
CHECK_SIGNATURE = (
    f"ssh-keygen -Y verify -f TRUST -I {PRINCIPAL} -n {NS_TAG_MANIFEST} \\",
    f"  -s {SIGNATURE} < bag/{TAG_MANIFEST}",
)
SIGNATURE_ANSWER = f'Good "{NS_TAG_MANIFEST}" signature for {PRINCIPAL} with ED25519 key SHA256:…'
CHECK_REPORT = (f"pdfsig {REPORT}",)
CHECK_CERTIFICATES = ("openssl verify -CAfile TRUST bag/data/certificates/[0-9]*.pem",)

MAX_DESCRIPTION_BYTES = 64 << 20
MAX_MANIFEST_BYTES = 64 << 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}(/[A-Za-z0-9][A-Za-z0-9_.-]{0,80}){0,5}")
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64}|[0-9a-f]{128})  (?P<name>\S+)")


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """Where something is entered: origin of the epoch and sequence number."""

    origin: str
    seq: int


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record that goes along: exhibit number, file below ``data/records``, what was sealed."""

    exhibit: str
    file: str
    record: str
    version: int
    jwt_digest: str


@dataclass(frozen=True, slots=True)
class ExhibitFile:
    """A file that goes along. ``salt`` (hex) only with an original: it opens the ledger's commitment."""

    number: str
    file: str
    original: bool
    media_type: str
    sha256: str
    size: int
    commitment: str
    salt: str | None


@dataclass(frozen=True, slots=True)
class WithheldItem:
    """An item that is named only: reason code and commitment (a file) or JWT digest (a record)."""

    exhibit: str
    reason: str
    commitment: str


@dataclass(frozen=True, slots=True)
class LedgerFiles:
    """One epoch's part: folder below ``data/ledger`` with ``checkpoint``, ``entries.json``, ``ml-dsa-44.pub``."""

    origin: str
    folder: str
    size: int
    device: str
    case: str | None


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """A certificate below ``data/certificates``: what for, whose code."""

    file: str
    purpose: str
    code: str


@dataclass(frozen=True, slots=True)
class RevokedKey:
    """RFC 7638 thumbprint of a key, since when its signatures do not count (UTC), office log position."""

    thumbprint: str
    since: str
    position: int


@dataclass(frozen=True, slots=True)
class Description:
    """``data/bundle.json``. Codes, terms, digests and numbers only."""

    number: str
    edition: str
    language: str
    issued_at: str
    recipient: str
    purpose: str
    supersedes: str
    program: str
    root: str
    records: tuple[RecordFile, ...]
    exhibits: tuple[ExhibitFile, ...]
    withheld: tuple[WithheldItem, ...]
    ledgers: tuple[LedgerFiles, ...]
    certificates: tuple[CertificateFile, ...]
    revocation_as_of: str
    revocation_position: int
    revoked: tuple[RevokedKey, ...]


_ROWS: dict[str, type] = {
    "records": RecordFile,
    "exhibits": ExhibitFile,
    "withheld": WithheldItem,
    "ledgers": LedgerFiles,
    "certificates": CertificateFile,
    "revoked": RevokedKey,
}
_TYPES = {"str": (str,), "int": (int,), "bool": (bool,), "str | None": (str, type(None))}


def _members(row: object) -> dict[str, JSON]:
    """A row as an object."""
    return {name: getattr(row, name) for name in type(row).__slots__}  # type: ignore[attr-defined]


def encode(description: Description) -> bytes:
    """Canonical JSON of the description."""
    value: dict[str, JSON] = {"type": BUNDLE.text}
    for name in Description.__slots__:
        member = getattr(description, name)
        value[name] = [_members(row) for row in member] if name in _ROWS else member
    return canonical.encode(value)


def decode(data: bytes) -> Description:
    """The description in a bag.

    Raises:
        IntegrityFailure: ``bundle.description`` when a member is not as the format says, ``canonical.*``.

    """
    value = canonical.decode(data, max_bytes=MAX_DESCRIPTION_BYTES)
    if not isinstance(value, dict) or value.pop("type", None) != BUNDLE.text:
        raise IntegrityFailure("bundle.description", member="type")
    for name, kind in _ROWS.items():
        rows = value.get(name)
        if not isinstance(rows, list):
            raise IntegrityFailure("bundle.description", member=name)
        value[name] = cast("JSON", tuple(_row(row, kind, name) for row in rows))
    return cast("Description", _row(value, Description, "bundle", skip=frozenset(_ROWS)))


def _row(value: JSON, kind: type, where: str, skip: frozenset[str] = frozenset()) -> object:
    """A value of ``kind`` out of an object with exactly its members."""
    hints: Mapping[str, str] = kind.__annotations__
    if not isinstance(value, dict) or value.keys() != hints.keys():
        raise IntegrityFailure("bundle.description", member=where)
    for name, hint in hints.items():
        if name not in skip and type(value[name]) not in _TYPES[hint]:
            raise IntegrityFailure("bundle.description", member=name)
    return kind(**value)


def manifest_line(digest_hex: str, name: str) -> str:
    """One line of a manifest; raises ``Bug`` ``bundle.name`` for a name the layout does not know."""
    if not is_name(name):
        raise Bug("bundle.name")
    return f"{digest_hex}  {name}\n"


def is_name(name: str) -> bool:
    """Whether a relative path may stand in a bag of ours."""
    return _NAME.fullmatch(name) is not None


def parse_manifest(data: bytes) -> dict[str, str]:
    """File name -> digest in hex.

    Raises:
        IntegrityFailure: ``bundle.manifest`` for another spelling, a repeated or an unsafe name.

    """
    if len(data) > MAX_MANIFEST_BYTES:
        raise IntegrityFailure("bundle.manifest", reason="size")
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise IntegrityFailure("bundle.manifest", reason="encoding") from None
    if lines.pop() != "":
        raise IntegrityFailure("bundle.manifest", reason="end")
    found: dict[str, str] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or not is_name(match["name"]) or match["name"] in found:
            raise IntegrityFailure("bundle.manifest", reason="line")
        found[match["name"]] = match["digest"]
    return found
