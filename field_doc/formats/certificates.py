"""X.509 certificates of the office root: who a key belongs to, and for what (R01).

Two levels and no more: a self-signed Ed25519 root, made in a ceremony and kept offline, and
certificates it issues, each for one key with one purpose (extended key usage of ``purpose_oids``).
Subjects are codes, never names. ``openssl verify`` checks them; ``verify_chain`` checks more.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from field_doc.base.clock import Clock, SystemClock
from field_doc.base.errors import Bug, InputProblem
from field_doc.base.ids import RandomBytes
from field_doc.formats import digest
from field_doc.formats.certificate_check import (
    MAX_NAME,
    Subject,
    load_certificate,
    load_root,
    verify_chain,
)
from field_doc.formats.keys import ML_DSA_PUBLIC_BYTES, Purpose, SigningKey, VerifyKey
from field_doc.formats.purpose_oids import PQ_DIGEST_OID, PURPOSE_OIDS

__all__ = ["Subject", "fingerprint", "issue", "issue_tls", "make_root", "root_key", "verify_chain", "words"]

ROOT_DAYS = 365 * 20
SERIAL_BYTES = 16
WORDS = 12
# 12 words of a list of 2,048 name 132 bits; a shorter list would name fewer.
MIN_WORD_LIST = 2048

_Public = Ed25519PublicKey | EllipticCurvePublicKey


def make_root(
    name: str,
    key: SigningKey,
    clock: Clock | None = None,
    *,
    days: int = ROOT_DAYS,
    random: RandomBytes = secrets.token_bytes,
) -> str:
    """Self-signed certificate (PEM) of the office root. ``name`` is the office's public name."""
    if key.purpose is not Purpose.ROOT:
        raise Bug("key.wrong-purpose", purpose=key.purpose.value, label="x509")
    subject = _name(name, "root")
    public = Ed25519PublicKey.from_public_bytes(key.public.raw)
    builder = _builder(subject, subject, public, _start(clock), days, random)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_key_usage(root=True), critical=True)
    return _pem(key.sign_certificate(builder))


def issue(
    root: SigningKey,
    root_pem: str,
    public: VerifyKey,
    common_name: str,
    days: int,
    clock: Clock | None = None,
    *,
    pq_public: bytes | None = None,
    random: RandomBytes = secrets.token_bytes,
) -> str:
    """Certificate (PEM) for one key with one purpose.

    Args:
        root: the office root key, fitting ``root_pem``.
        public: the key to certify; its purpose becomes the certificate's.
        common_name: code of the device, desk or server.
        days: how long it is valid from now.
        pq_public: for a log key, its ML-DSA-44 companion (1312 bytes), bound by its SHA-256.

    """
    if public.purpose not in PURPOSE_OIDS or (pq_public is not None and public.purpose is not Purpose.LOG):
        raise Bug("key.wrong-purpose", purpose=public.purpose.value, label="x509")
    subject = _name(common_name, public.purpose.value)
    key = Ed25519PublicKey.from_public_bytes(public.raw)
    builder = _issued(root, root_pem, subject, key, _start(clock), days, random)
    builder = builder.add_extension(x509.ExtendedKeyUsage([PURPOSE_OIDS[public.purpose]]), critical=True)
    if pq_public is not None:
        builder = builder.add_extension(_pq_extension(pq_public), critical=False)
    return _pem(root.sign_certificate(builder))


def issue_tls(
    root: SigningKey,
    root_pem: str,
    public: EllipticCurvePublicKey,
    hosts: Iterable[str],
    days: int,
    clock: Clock | None = None,
    *,
    random: RandomBytes = secrets.token_bytes,
) -> str:
    """TLS server certificate (PEM) for an ECDSA P-256 key; ``hosts`` are names and IP addresses.

    It starts a day early: a laptop whose clock is slow must still reach the office.
    """
    names = [_host(host) for host in hosts]
    if not isinstance(public.curve, SECP256R1) or not names:
        raise InputProblem("certificate.tls-input")
    subject = _name("field-doc office server", "tls")
    early = _start(clock) - timedelta(days=1)
    builder = _issued(root, root_pem, subject, public, early, days + 1, random)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return _pem(root.sign_certificate(builder))


def fingerprint(root_pem: str) -> str:
    """``sha256:`` of the DER certificate: the digest ``openssl x509 -fingerprint -sha256`` prints."""
    der = load_certificate(root_pem).public_bytes(Encoding.DER)
    return "sha256:" + hashlib.sha256(der).hexdigest()


def root_key(root_pem: str) -> VerifyKey:
    """The root's public key, once the certificate has been found to be a root of ours."""
    return load_root(root_pem)[1]


def words(root_fingerprint: str, word_list: Sequence[str]) -> tuple[str, ...]:
    """The fingerprint as twelve words for reading aloud (R21): base-n digits, least first.

    ``word_list`` holds at least 2,048 different words; both sides use the same list.
    """
    count = len(word_list)
    if count < MIN_WORD_LIST or len(set(word_list)) != count:
        raise Bug("certificate.word-list", count=count)
    number = int.from_bytes(digest.parse(root_fingerprint)[1], "big")
    chosen = []
    for _ in range(WORDS):
        number, index = divmod(number, count)
        chosen.append(word_list[index])
    return tuple(chosen)


def _start(clock: Clock | None) -> datetime:
    return (clock or SystemClock()).now().wall.astimezone(UTC).replace(microsecond=0)


def _name(common_name: str, unit: str) -> x509.Name:
    """CN and OU; the OU repeats the purpose for people who read a certificate."""
    if not common_name.isprintable() or not 1 <= len(common_name) <= MAX_NAME:
        raise InputProblem("certificate.name", length=len(common_name))
    attributes = [
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name),
    ]
    return x509.Name(attributes)


def _key_usage(*, root: bool) -> x509.KeyUsage:
    """The root signs certificates and revocation lists, everything else signs data."""
    return x509.KeyUsage(
        digital_signature=not root,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=root,
        crl_sign=root,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: _Public, start: datetime, days: int, random: RandomBytes
) -> x509.CertificateBuilder:
    # RFC 5280 4.1.2.2: positive, at most 20 octets; random, so that it counts nothing.
    serial = int.from_bytes(random(SERIAL_BYTES), "big") | 1
    builder = x509.CertificateBuilder(issuer, subject, public, serial, start, start + timedelta(days=days))
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _issued(
    root: SigningKey,
    root_pem: str,
    subject: x509.Name,
    public: _Public,
    start: datetime,
    days: int,
    random: RandomBytes,
) -> x509.CertificateBuilder:
    """What every certificate under the root has."""
    issuer, issuer_key = load_root(root_pem)
    if issuer_key != root.public:
        raise Bug("certificate.other-root")
    builder = _builder(subject, issuer.subject, public, start, days, random)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(Ed25519PublicKey.from_public_bytes(issuer_key.raw))
    builder = builder.add_extension(authority, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return builder.add_extension(_key_usage(root=False), critical=True)


def _pq_extension(pq_public: bytes) -> x509.UnrecognizedExtension:
    """DER OCTET STRING of SHA-256: OpenSSL 3.0 could not read a certificate for the key itself."""
    if len(pq_public) != ML_DSA_PUBLIC_BYTES:
        raise Bug("key.malformed", length=len(pq_public))
    return x509.UnrecognizedExtension(PQ_DIGEST_OID, b"\x04\x20" + hashlib.sha256(pq_public).digest())


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return x509.DNSName(host)
    except ValueError:
        raise InputProblem("certificate.tls-input") from None


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")
