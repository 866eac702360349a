"""Values of a sealed version: the version, its sealed form, and what is left when parts are withheld."""

from __future__ import annotations

from dataclasses import dataclass

from field_doc.base.errors import IntegrityFailure
from field_doc.formats.canonical import JSON

#: Version of this profile; a reader refuses a higher one as ``sdjwt.newer``.
PROFILE = 1
#: RFC 9901 section 4.1.1: the one hash the profile knows.
HASH_ALGORITHM = "sha-256"
#: RFC 9901 section 9.3 recommends 128 bits.
SALT_BYTES = 16
#: An object holds its parts' digests as ``{"_sd": [digest, …]}``, an array element is ``{"...": digest}``.
SD, ELEMENT = "_sd", "..."
#: Names that mean something to SD-JWT; no record may use them.
RESERVED = frozenset({SD, "_sd_alg", ELEMENT})

#: Separately disclosable parts of one version.
MAX_DISCLOSURES = 20_000
#: Length of a part's path (``("fields", "acts", 0, "place", "raion")`` is 5 long).
MAX_DEPTH = 24
#: Characters of the issuer-signed JWT, of one disclosure, and of all of it.
MAX_JWT_CHARS = 4 << 20
MAX_DISCLOSURE_CHARS = 4 << 20
MAX_TEXT_CHARS = 64 << 20

#: Where a part stands, from the root: names of members and positions in arrays, from 0.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A part that is signed but not shown; ``digest`` is its base64url SHA-256.

    None when several parts of one object are withheld and nobody without them can say which is which.
    """

    digest: str | None


#: A tree with withheld parts. A withheld element keeps its place in the array; a withheld member's name is
#: unknown, so it stands under ``"~" + digest`` (no name may begin with ``~``).
Shown = None | bool | int | str | Withheld | list["Shown"] | dict[str, "Shown"]
WITHHELD_MEMBER = "~"


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """One version of a record, complete.

    Attributes:
        record_id: UUID of the record, lower case.
        type: record type (``incident``).
        schema: schema the fields follow (``incident.v1``).
        code: visible code (``I-7K3Q-C``); separately disclosable, so that it can be re-mapped per recipient.
        version: 1, 2, …
        supersedes: ``jwt_digest`` of version n-1; None for version 1.
        sealed_at: ISO 8601 with seconds and offset or ``Z``, by the device's own clock.
        device: RFC 7638 thumbprint that names the device.
        epoch: origin of the log in which the seal is entered.
        complete: whether every required field had a value or a reason of its own.
        reason: why this version was made, in words; separately disclosable.
        fields: name -> value; plain JSON of strings, integers, booleans, null, arrays, objects.
        attachments: one object per attachment.

    """

    record_id: str
    type: str
    schema: str
    code: str
    version: int
    supersedes: str | None
    sealed_at: str
    device: str
    epoch: str
    complete: bool
    reason: str | None
    fields: dict[str, JSON]
    attachments: list[JSON]


@dataclass(frozen=True, slots=True)
class PartialVersion:
    """What a presentation shows of a version; always-visible claims as in ``RecordVersion``.

    Attributes:
        withheld: digest of each withheld part -> its path, or None where the name is not known.
            Parts inside a withheld part are not listed: nobody can see that they exist.

    """

    record_id: str
    type: str
    schema: str
    code: str | Withheld
    version: int
    supersedes: str | None
    sealed_at: str
    device: str
    epoch: str
    complete: bool
    reason: str | Withheld | None
    fields: dict[str, Shown]
    attachments: list[Shown]
    withheld: dict[str, Path | None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """An SD-JWT: the issuer-signed JWT and the disclosures that travel with it, in order."""

    jwt: str
    disclosures: tuple[str, ...]

    def text(self) -> str:
        """The compact serialization ``jwt~d1~d2~`` (RFC 9901, section 4)."""
        return "~".join((self.jwt, *self.disclosures, ""))


def parse(text: str) -> Sealed:
    """Split the compact serialization; nothing is verified yet.

    A key-binding JWT after the last tilde is refused: the profile has none, the disclosure statement
    takes its place.

    Raises:
        IntegrityFailure: ``sdjwt.size``, ``sdjwt.form``, ``sdjwt.too-many``.

    """
    if len(text) > MAX_TEXT_CHARS:
        raise IntegrityFailure("sdjwt.size", size=len(text), limit=MAX_TEXT_CHARS)
    jwt, *disclosures = text.split("~")
    if not disclosures or disclosures.pop():
        raise IntegrityFailure("sdjwt.form")
    sealed = Sealed(jwt, tuple(disclosures))
    check_sizes(sealed)
    return sealed


def check_sizes(sealed: Sealed) -> None:
    """Refuse what is over the limits or empty before anything of it is decoded."""
    if len(sealed.disclosures) > MAX_DISCLOSURES:
        raise IntegrityFailure("sdjwt.too-many", count=len(sealed.disclosures), limit=MAX_DISCLOSURES)
    if not all(piece and piece.isascii() for piece in (sealed.jwt, *sealed.disclosures)):
        raise IntegrityFailure("sdjwt.form")
    if len(sealed.jwt) > MAX_JWT_CHARS:
        raise IntegrityFailure("sdjwt.size", size=len(sealed.jwt), limit=MAX_JWT_CHARS)
    longest = max(map(len, sealed.disclosures), default=0)
    if longest > MAX_DISCLOSURE_CHARS:
        raise IntegrityFailure("sdjwt.size", size=longest, limit=MAX_DISCLOSURE_CHARS)
