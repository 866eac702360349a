"""The trust file: what a verifier is given from outside a bundle (R01).

One text file that three tools read as it is: ``ssh-keygen -Y verify -f`` (allowed_signers lines),
``openssl verify -CAfile`` (the root certificate), and ours. Lines that begin with ``#`` are comments,
the first one names the format; revocations stand in comment lines of their own. docs/spec/trust.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats import certificates, digest
from field_doc.formats.labels import TRUST_FILE

HEADER = f"# {TRUST_FILE.text}"
MAX_BYTES = 1 << 20
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_REVOKED = re.compile(r"# revoked (?P<thumbprint>[A-Za-z0-9_-]{43}) since (?P<since>\S+)", re.ASCII)
_SIGNER = re.compile(r"\S+ \S+ ssh-ed25519 [A-Za-z0-9+/=]+( .*)?|\S+ ssh-ed25519 [A-Za-z0-9+/=]+( .*)?")


@dataclass(frozen=True, slots=True)
class TrustedRevocation:
    """A key whose signatures do not count from ``since`` on (aware, UTC)."""

    thumbprint: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Trust:
    """What the verifier trusts: fingerprints of roots, their certificates where known, signers, revocations."""

    fingerprints: frozenset[str]
    roots: tuple[str, ...] = ()
    allowed_signers: tuple[str, ...] = ()
    revoked: tuple[TrustedRevocation, ...] = ()

    def root_for(self, offered_pem: str | None) -> str | None:
        """The certificate of a trusted root: an own copy, else the offered one if its fingerprint is trusted."""
        if self.roots:
            return self.roots[0]
        if offered_pem is not None and certificates.fingerprint(offered_pem) in self.fingerprints:
            return offered_pem
        return None


def from_fingerprint(text: str) -> Trust:
    """Trust in one root named by the fingerprint people compared; spaces and case are forgiven.

    Raises:
        InputProblem: ``trust.fingerprint``.

    """
    plain = re.sub(r"[\s:]", "", text.lower().removeprefix("sha256:"))
    try:
        digest.parse("sha256:" + plain)
    except IntegrityFailure:
        raise InputProblem("trust.fingerprint") from None
    return Trust(frozenset({"sha256:" + plain}))


def encode(root_pem: str, allowed_signers: tuple[str, ...], revoked: tuple[TrustedRevocation, ...] = ()) -> str:
    """The text of a trust file. ``allowed_signers`` are lines of ``sshsig.allowed_signers_line``."""
    lines = [
        HEADER,
        "# Root and signers of one office. Compare the fingerprint over another channel before use.",
        f"# root {certificates.fingerprint(root_pem)}",
        *(f"# revoked {item.thumbprint} since {item.since.isoformat()}" for item in revoked),
        *(line.rstrip("\n") for line in allowed_signers),
        root_pem.strip(),
    ]
    return "\n".join(lines) + "\n"


def decode(data: bytes) -> Trust:
    """The trust in a file somebody gave.

    Raises:
        InputProblem: ``trust.file`` when it is no trust file, ``trust.root`` when its root is none or not the
            one it names.

    """
    text = _text(data)
    head, roots = _split(text)
    comments = [line for line in head if line.startswith("#")]
    signers = tuple(line for line in head if line and not line.startswith("#"))
    if not comments or comments[0] != HEADER or not all(_SIGNER.fullmatch(line) for line in signers):
        raise InputProblem("trust.file")
    fingerprints = frozenset(_fingerprint(root) for root in roots)
    named = {line.removeprefix("# root ") for line in comments if line.startswith("# root ")}
    if not roots or named != fingerprints:
        raise InputProblem("trust.root")
    revoked = tuple(_revoked(line) for line in comments if line.startswith("# revoked "))
    return Trust(fingerprints, roots, signers, revoked)


def _text(data: bytes) -> str:
    """ASCII text with any line ends."""
    if len(data) > MAX_BYTES:
        raise InputProblem("trust.file")
    try:
        return data.decode("ascii").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputProblem("trust.file") from None


def _split(text: str) -> tuple[list[str], tuple[str, ...]]:
    """Lines outside certificates, and the certificates."""
    outside: list[str] = []
    roots: list[str] = []
    inside: list[str] | None = None
    for line in text.split("\n"):
        if line == _BEGIN:
            inside = []
        if inside is None:
            outside.append(line)
            continue
        inside.append(line)
        if line == _END:
            roots.append("\n".join(inside) + "\n")
            inside = None
    if inside is not None:
        raise InputProblem("trust.file")
    return outside, tuple(roots)


def _fingerprint(root_pem: str) -> str:
    """Fingerprint of a certificate that is a root of the kind we make."""
    try:
        certificates.root_key(root_pem)
        return certificates.fingerprint(root_pem)
    except IntegrityFailure:
        raise InputProblem("trust.root") from None


def _revoked(line: str) -> TrustedRevocation:
    """A revocation line."""
    match = _REVOKED.fullmatch(line)
    try:
        since = datetime.fromisoformat(match["since"]) if match else None
    except ValueError:
        since = None
    if match is None or since is None or since.tzinfo is None:
        raise InputProblem("trust.file")
    return TrustedRevocation(match["thumbprint"], since)
