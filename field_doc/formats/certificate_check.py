"""Checking a certificate against a root that was given from outside (R01).

RFC 5280 path validation cut down to two levels and exactly the extensions ``certificates`` writes;
what is not known is refused. The root's fingerprint must have been compared by the caller: nothing
here makes a root trustworthy.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import NameOID

from field_doc.base.errors import IntegrityFailure
from field_doc.formats.base64text import from_b64
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.purpose_oids import PQ_DIGEST_OID, PURPOSE_OIDS

MAX_PEM_CHARS = 16 * 1024
MAX_NAME = 64
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_KNOWN = {
    "2.5.29.14": "subject key identifier",
    "2.5.29.15": "key usage",
    "2.5.29.19": "basic constraints",
    "2.5.29.35": "authority key identifier",
    "2.5.29.37": "extended key usage",
    PQ_DIGEST_OID.dotted_string: "digest of the ML-DSA-44 key",
}
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a checked certificate says.

    Args:
        code: code of the device, desk or server (common name).
        key: the certified key with its purpose.
        purpose: the same purpose, for reading.
        serial: serial number, lower-case hex.
        not_before: start of validity, UTC; not_after: end.
        pq_digest: SHA-256 of the ML-DSA-44 key beside a log key, or None.

    """

    code: str
    key: VerifyKey
    purpose: Purpose
    serial: str
    not_before: datetime
    not_after: datetime
    pq_digest: bytes | None = None

    def certifies_pq(self, public: bytes) -> bool:
        """Whether this certificate binds that ML-DSA-44 public key."""
        found = hashlib.sha256(public).digest()
        return self.pq_digest is not None and compare_digest(self.pq_digest, found)


def load_certificate(pem: str) -> x509.Certificate:
    """Exactly one certificate; raises ``IntegrityFailure`` ``certificate.malformed``."""
    text = pem.strip()
    framed = text.startswith(_BEGIN) and text.endswith(_END) and len(text) <= MAX_PEM_CHARS
    der = from_b64("".join(text[len(_BEGIN) : -len(_END)].split())) if framed else None
    if der is None or not _starts_well(der):
        raise IntegrityFailure("certificate.malformed", part="pem")
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion):
        raise IntegrityFailure("certificate.malformed", part="der") from None


def _starts_well(der: bytes) -> bool:
    """Version 3 and a positive serial number (RFC 5280 4.1.2): others the library only warns about."""
    inner = der[_header_length(der) :]
    fields = inner[_header_length(inner) :]
    length, serial = fields[6:7], fields[7:8]
    positive = serial < b"\x80" and length + serial != b"\x01\x00"
    return fields.startswith(b"\xa0\x03\x02\x01\x02\x02") and b"\x01" <= length <= b"\x14" and positive


def _header_length(der: bytes) -> int:
    """Octets of identifier and length in front of a DER value."""
    first = der[1] if len(der) > 1 else 0
    return 2 + (first & 0x7F if first & 0x80 else 0)


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        raise IntegrityFailure("certificate.malformed", part="extension") from None


def _ed25519(certificate: x509.Certificate, purpose: Purpose) -> VerifyKey:
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        raise IntegrityFailure("certificate.malformed", part="key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise IntegrityFailure("certificate.malformed", part="key")
    return VerifyKey.from_raw(purpose, key.public_bytes_raw())


def _check_extensions(certificate: x509.Certificate) -> None:
    """Only what we write. A root with name constraints, or a policy we do not know, is not ours."""
    try:
        found = [extension.oid.dotted_string for extension in certificate.extensions]
    except (x509.DuplicateExtension, ValueError):
        raise IntegrityFailure("certificate.malformed", part="extension") from None
    if not set(found) <= _KNOWN.keys():
        raise IntegrityFailure("certificate.malformed", part="unknown-extension")


def _check_role(certificate: x509.Certificate, *, root: bool) -> None:
    """A root signs certificates, one level deep; everything else signs data and nothing below it."""
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    right = constraints.ca is root and usage.key_cert_sign is root and usage.digital_signature is not root
    if not right or (root and constraints.path_length != 0):
        raise IntegrityFailure("certificate.role")


def _check_signed(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        raise IntegrityFailure("certificate.issuer") from None


def load_root(root_pem: str) -> tuple[x509.Certificate, VerifyKey]:
    """The root's certificate and key, if it is a self-signed Ed25519 root of the kind we make."""
    root = load_certificate(root_pem)
    _check_extensions(root)
    _check_role(root, root=True)
    _check_signed(root, root)
    return root, _ed25519(root, Purpose.ROOT)


def _purpose(certificate: x509.Certificate) -> Purpose:
    """The one purpose; a certificate for several is refused."""
    usages = list(_extension(certificate, x509.ExtendedKeyUsage))
    for purpose, oid in PURPOSE_OIDS.items():
        if usages == [oid]:
            return purpose
    raise IntegrityFailure("certificate.purpose")


def _code(certificate: x509.Certificate, purpose: Purpose) -> str:
    """Common name; the unit beside it must name the purpose the extension names."""
    names = [str(a.value) for a in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    units = [a.value for a in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)]
    if len(names) != 1 or units != [purpose.value] or not names[0].isprintable() or len(names[0]) > MAX_NAME:
        raise IntegrityFailure("certificate.malformed", part="subject")
    return names[0]


def _pq_digest(certificate: x509.Certificate, purpose: Purpose) -> bytes | None:
    """SHA-256 out of the extension, which only certificates of logs may have."""
    for extension in certificate.extensions:
        if extension.oid == PQ_DIGEST_OID:
            value = extension.value
            data = value.value if isinstance(value, x509.UnrecognizedExtension) else b""
            if purpose is not Purpose.LOG or len(data) != 34 or data[:2] != b"\x04\x20":
                raise IntegrityFailure("certificate.malformed", part="pq")
            return data[2:]
    return None


def _check_time(certificate: x509.Certificate, at: datetime) -> None:
    if at < certificate.not_valid_before_utc:
        raise IntegrityFailure("certificate.not-yet-valid")
    if at > certificate.not_valid_after_utc:
        raise IntegrityFailure("certificate.expired")


def verify_chain(cert_pem: str, root_pem: str, purpose: Purpose, at: datetime) -> Subject:
    """Check that the root certified a key for ``purpose`` and that both were valid at ``at`` (aware).

    Raises ``IntegrityFailure``: ``certificate.malformed``, ``.issuer`` (other root, or changed),
    ``.role``, ``.purpose``, ``.not-yet-valid``, ``.expired``. Revocation is the caller's (R14).
    """
    root, _ = load_root(root_pem)
    certificate = load_certificate(cert_pem)
    _check_signed(certificate, root)
    _check_extensions(certificate)
    _check_role(certificate, root=False)
    found = _purpose(certificate)
    if found is not purpose:
        raise IntegrityFailure("certificate.purpose")
    _check_time(root, at)
    _check_time(certificate, at)
    return Subject(
        code=_code(certificate, found),
        key=_ed25519(certificate, found),
        purpose=found,
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        pq_digest=_pq_digest(certificate, found),
    )
