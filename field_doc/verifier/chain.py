"""Keys of a bundle: which certificates hold under a root, what was revoked (R01, R14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import bundle as layout
from field_doc.formats import certificates, sshsig
from field_doc.formats.keys import Purpose
from field_doc.formats.labels import NS_TAG_MANIFEST
from field_doc.verifier.claims import Claim, Trusted, fails, holds, not_checked

if TYPE_CHECKING:
    from field_doc.formats.bundle import Description
    from field_doc.formats.certificates import Subject
    from field_doc.formats.trust import Trust
    from field_doc.verifier.files import Listing

MAX_PEM = 64 * 1024
MAX_SIGNATURE = 8 * 1024


@dataclass(frozen=True, slots=True)
class Keyring:
    """Certificates that hold under ``root_pem``, and whether that root came from outside."""

    trust: Trusted
    root_pem: str
    subjects: tuple[Subject, ...]
    refused: int

    def of(self, purpose: Purpose) -> tuple[Subject, ...]:
        """Keys for one purpose."""
        return tuple(subject for subject in self.subjects if subject.purpose is purpose)


def keyring(listing: Listing, description: Description, trust: Trust | None) -> Keyring:
    """Certificates under the trusted root if one was given, else under the copy in the bag (trust: none).

    When a root was given that did not certify this bundle's keys, the copy in the bag is used to go on
    looking, and the answer stays ``foreign``: nothing in a bundle vouches for its signer.
    """
    offered = _text(listing, layout.ROOT_COPY)
    at = datetime.fromisoformat(description.issued_at)
    if at.tzinfo is None:
        raise IntegrityFailure("bundle.description", member="issued_at")
    if trust is None:
        return _ring(Trusted.NONE, offered, listing, description, at)
    for root in (*trust.roots, *((offered,) if _is_trusted(offered, trust) else ())):
        ring = _ring(Trusted.ANCHORED, root, listing, description, at)
        if ring.of(Purpose.BUNDLE):
            return ring
    return _ring(Trusted.FOREIGN, offered, listing, description, at)


def _is_trusted(offered: str, trust: Trust) -> bool:
    """Whether the copy in the bag has a fingerprint that was compared."""
    try:
        return certificates.fingerprint(offered) in trust.fingerprints
    except IntegrityFailure:
        return False


def _ring(trust: Trusted, root: str, listing: Listing, description: Description, at: datetime) -> Keyring:
    """What holds under one root."""
    subjects: list[Subject] = []
    refused = 0
    for item in description.certificates:
        try:
            pem = _text(listing, f"{layout.CERTIFICATES}/{item.file}")
            subjects.append(certificates.verify_chain(pem, root, Purpose(item.purpose), at))
        except (IntegrityFailure, ValueError):
            refused += 1
    return Keyring(trust, root, tuple(subjects), refused)


def _text(listing: Listing, name: str) -> str:
    """A small ASCII file."""
    try:
        return listing.read(name, MAX_PEM).decode("ascii")
    except UnicodeDecodeError:
        raise IntegrityFailure("certificate.malformed", part="encoding") from None


def check_signed(listing: Listing, signature: bytes | None, ring: Keyring) -> tuple[Claim, Subject | None]:
    """The signature over the tag manifest, by a certified BUNDLE key."""
    claim, check = "list.signed", layout.CHECK_SIGNATURE
    if signature is None:
        return fails(claim, "no-signature", check, file=layout.SIGNATURE), None
    try:
        data = listing.read(layout.TAG_MANIFEST, layout.MAX_MANIFEST_BYTES)
        armored = signature.decode("ascii")
    except (IntegrityFailure, UnicodeDecodeError):
        return fails(claim, "signature", check), None
    for subject in ring.of(Purpose.BUNDLE):
        try:
            sshsig.verify(armored, data, NS_TAG_MANIFEST, subject.key)
        except IntegrityFailure:
            continue
        return holds(claim, check, device=subject.code, key=subject.key.thumbprint()), subject
    return fails(claim, "signature", check), None


def check_anchored(ring: Keyring, signer: Subject | None, description: Description) -> Claim:
    """Whether the signer was certified by a root that came from outside the bundle."""
    claim, check = "list.anchored", layout.CHECK_CERTIFICATES
    fingerprint = certificates.fingerprint(ring.root_pem)
    if ring.trust is Trusted.FOREIGN:
        return fails(claim, "foreign-root", check, root=fingerprint)
    if ring.refused or description.root != fingerprint:
        return fails(claim, "certificate", check, refused=ring.refused, root=fingerprint)
    if ring.trust is Trusted.NONE:
        return not_checked(claim, "no-trust", check, root=fingerprint)
    if signer is None:
        return fails(claim, "certificate", check, root=fingerprint)
    return holds(claim, check, root=fingerprint, device=signer.code)
