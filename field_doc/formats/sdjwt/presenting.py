"""Presentations: which parts there are, leaving some out, and the two digests that name the result.

Nothing here checks a signature: withholding needs no key, and whoever receives the result checks it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem
from field_doc.formats import digest
from field_doc.formats.base64text import b64url
from field_doc.formats.labels import TYP_RECORD
from field_doc.formats.sdjwt import jws, parts
from field_doc.formats.sdjwt.model import MAX_JWT_CHARS, Path, Sealed, check_sizes
from field_doc.formats.sdjwt.opening import reveal

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of a presentation whose signature has NOT been checked.

    Attributes:
        record_id, version: as the claims say.
        disclosed: digest -> path of every part that is shown.
        withheld: digest -> path, or None where the name is not known, of every part that is not.

    """

    record_id: str
    version: int
    disclosed: dict[str, Path]
    withheld: dict[str, Path | None]


def outline(sealed: Sealed) -> Outline:
    """Every digest of a presentation and where it stands.

    Refuses what ``open_partial`` refuses, except a wrong signature.

    Raises:
        IntegrityFailure: ``jws.*``, ``sdjwt.*``, ``canonical.*``.

    """
    check_sizes(sealed)
    untrusted_claims = jws.peek(sealed.jwt, TYP_RECORD, max_chars=MAX_JWT_CHARS)
    partial, revealer = reveal(sealed, untrusted_claims)
    return Outline(partial.record_id, partial.version, revealer.places, partial.withheld)


def digest_paths(sealed: Sealed) -> dict[str, Path]:
    """Digest -> path of every part that ``sealed`` discloses.

    Made from the complete version it puts words to what an edition withholds:
    ``("fields", "story", 2)`` is paragraph 3 of the story.
    """
    return outline(sealed).disclosed


def key_thumbprint(sealed: Sealed) -> str:
    """RFC 7638 thumbprint of the key ``sealed`` says it was signed with: which certificate to look for."""
    return jws.key_id(sealed.jwt, TYP_RECORD, max_chars=MAX_JWT_CHARS)


def paths(sealed: Sealed) -> list[Path]:
    """Every part that can be withheld from ``sealed``, in the order in which they are disclosed."""
    places = digest_paths(sealed)
    return [places[parts.digest_of(disclosure)] for disclosure in sealed.disclosures]


def present(sealed: Sealed, withhold: Iterable[Path]) -> Sealed:
    """``sealed`` without the parts at ``withhold`` and without everything inside them.

    Raises:
        InputProblem: ``sdjwt.no-such-part`` when a path names nothing that ``sealed`` discloses.

    """
    places = digest_paths(sealed)
    unwanted = set(withhold)
    if unwanted - set(places.values()):
        raise InputProblem("sdjwt.no-such-part", count=len(unwanted - set(places.values())))
    kept = [d for d in sealed.disclosures if not _inside(places[parts.digest_of(d)], unwanted)]
    return Sealed(sealed.jwt, tuple(kept))


def _inside(path: Path, unwanted: set[Path]) -> bool:
    """Whether the path or anything it stands in is unwanted."""
    return any(path[:length] in unwanted for length in range(1, len(path) + 1))


def jwt_digest(sealed: Sealed) -> str:
    """``sha256:…`` of the issuer-signed JWT without disclosures: what the ledger enters (R09).

    The same for the complete version and for every presentation of it.
    """
    return digest.sha256_text(sealed.jwt.encode("ascii"))


def sd_hash(sealed: Sealed) -> str:
    """base64url SHA-256 over the presentation up to its last tilde (RFC 9901, section 4.3.1)."""
    return b64url(hashlib.sha256(sealed.text().encode("ascii")).digest())
