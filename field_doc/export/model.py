"""What a bundle is made of, as plain values with no knowledge of a vault.

``app`` maps its vault to these values; ``redact`` applies the edition, ``tree`` and ``pdf`` set
the report, ``bundle`` writes the files. Digests are texts such as ``sha256:<hex>``; instants are
aware datetimes; texts for people are already in the language of the report.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import BinaryIO

    from field_doc.formats.keys import Purpose
    from field_doc.formats.ledger_entry import Detail
    from field_doc.formats.sdjwt import Path, Sealed

    Opener = Callable[[], BinaryIO]
    ImageMaker = Callable[[], bytes | None]


class Edition(StrEnum):
    """How much a bundle shows (FORMATS.md, "Editions and bundles")."""

    FULL = "full"
    PSEUDONYMISED = "pseudonymised"
    PUBLIC = "public"


class ProtectionClass(StrEnum):
    """Protection class of a field, a fact or an attachment, mildest first."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    IDENTITY = "identity"

    @property
    def rank(self) -> int:
        """0 public, 1 restricted, 2 identity."""
        return list(ProtectionClass).index(self)


class FieldKind(StrEnum):
    """How a printed value is to be read."""

    VALUE = "value"
    WORDS = "words"  # somebody's own words: set in the serif face
    NULL = "null"  # a reason instead of a value: set in italics
    NOT_ASKED = "not_asked"  # nobody asked: named together at the end of the record, not one line each
    NOT_RELEVANT = "not_relevant"  # nothing to ask here (seals of a photograph): known to editions, not printed
    CODE = "code"  # compared character by character: monospaced


def exhibit_numbers(count: int) -> tuple[str, ...]:
    """Numbers for a bundle's items: digits only, no gaps, three wide or as wide as the last needs."""
    width = max(3, len(str(count)))
    return tuple(f"{number:0{width}d}" for number in range(1, count + 1))


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One printed line of a record: what the schema calls it, what it says, who may see it.

    ``path`` names the separately disclosable node the value lives in (``formats.sdjwt``). ``ground``
    is the redaction code printed when it is withheld (R1 person giving the account, R2 another
    person, R3 place); empty lets the class choose it.
    """

    path: Path
    section: str
    label: str
    value: str
    protection: ProtectionClass
    kind: FieldKind = FieldKind.VALUE
    ground: str = ""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact about an exhibit: ``key`` is its stable name, ``label`` and ``value`` are for people."""

    key: str
    label: str
    value: str
    protection: ProtectionClass


@dataclass(frozen=True, slots=True)
class ConsentState:
    """Consent as it stood when the bundle was made: the word for people and whether it covers this hand-over."""

    term: str
    text: str
    covers: bool


@dataclass(frozen=True, slots=True)
class VersionDigest:
    """One sealed version of a record: its number, JWT digest, time and why it was amended."""

    version: int
    digest: str
    sealed_at: str
    reason: str = ""


class PlanKind(StrEnum):
    """What a feature of a site plan stands for; each has its own drawing."""

    ZONE = "zone"  # boundary, dashed
    EXTENT = "extent"  # what was seen, hatched
    UNCERTAIN = "uncertain"  # dotted outline
    LINE = "line"  # road, ditch, edge
    REFERENCE = "reference"  # reference point, triangle
    VIEWPOINT = "viewpoint"  # camera position with direction


@dataclass(frozen=True, slots=True)
class PlanFeature:
    """One feature: WGS 84 ``(longitude, latitude)`` degrees; ``bearing`` in degrees from true north."""

    kind: PlanKind
    label: str
    points: tuple[tuple[float, float], ...]
    bearing: float | None = None


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A burial site's plan. The datum is the origin of the local grid; no coordinates are printed."""

    features: tuple[PlanFeature, ...]
    surveyed: str
    protection: ProtectionClass = ProtectionClass.RESTRICTED


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """One act of custody as the report prints it. ``entry`` is the ledger's sequence number.

    ``not_before`` and ``not_after`` are the independent bounds; empty where there is none yet.
    ``device`` is a code: a signature names a device, never a person.
    """

    entry: int | None
    epoch: str
    wall: str
    act: str
    who: str
    device: str
    digest_matches: bool | None = None
    not_before: str = ""
    not_after: str = ""


@dataclass(frozen=True, slots=True)
class RecordInput:
    """One record in the version that is handed over."""

    exhibit: str
    record_id: str
    record_type: str
    type_label: str
    code: str
    title: str
    version: int
    sealed: Sealed
    sealed_at: str
    device: str
    rows: tuple[FieldRow, ...]
    versions: tuple[VersionDigest, ...]
    complete: bool = True
    event_when: str = ""
    event_where: str = ""
    collected: str = ""
    collector_code: str = ""
    consent: ConsentState | None = None
    plan: SitePlan | None = None
    custody: tuple[CustodyRow, ...] = ()
    attachment_exhibits: tuple[str, ...] = ()
    # Exhibit numbers of what contradicts it in this bundle, and codes of what does and is not in it.
    contradicting: tuple[str, ...] = ()
    contradicting_elsewhere: tuple[str, ...] = ()
    withhold_reason: str = ""
    title_protection: ProtectionClass = ProtectionClass.RESTRICTED
    protection: ProtectionClass = ProtectionClass.RESTRICTED


@dataclass(frozen=True, slots=True)
class ExhibitInput:
    """One original file, opened only when it is written.

    ``sha256``/``sha512`` are of the original plaintext. ``commitment_salt`` (32 bytes) is the salt under
    which the ledger committed to ``sha256``; it is disclosed only together with the original.
    ``clean_image`` makes the metadata-free JPEG derivative, ``preview`` a smaller one for the page; either makes
    None where the file is damaged or of a kind no picture can be made of.
    ``metadata_open``: everything the original's metadata shows is disclosed by this edition anyway.
    ``marks``: byte strings (serial numbers, positions) that must appear nowhere when the original is withheld.
    """

    exhibit: str
    sha256: str
    sha512: str
    size: int
    media_type: str
    protection: ProtectionClass
    original_name: str
    title: str
    kind_label: str
    commitment_salt: bytes
    open_original: Opener
    clean_image: ImageMaker | None = None
    preview: ImageMaker | None = None
    metadata_open: bool = False
    facts: tuple[FactRow, ...] = ()
    caption: str = ""
    event_when: str = ""
    event_where: str = ""
    collected: str = ""
    collector_code: str = ""
    consent: ConsentState | None = None
    custody: tuple[CustodyRow, ...] = ()
    findings: tuple[str, ...] = ()
    withhold_reason: str = ""
    marks: tuple[bytes, ...] = ()
    title_protection: ProtectionClass = ProtectionClass.RESTRICTED
    ledger_entry: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntryInput:
    """One ledger entry that goes along: the stored leaf, its detail, and who may see which member."""

    seq: int
    leaf: bytes
    proof: tuple[bytes, ...]
    detail: Detail | None = None
    member_classes: Mapping[str, ProtectionClass] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EarlierInput:
    """That the log began as one of ``size`` entries: nodes of a consistency proof to the part's head."""

    size: int
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that left the device: entries below ``size`` were out of its hands at ``when`` (ISO 8601, or words)."""

    size: int
    when: str


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """One epoch's part: the outgoing head (both signature lines) and the entries of these records.

    ``pq_key`` is the log's raw ML-DSA-44 public key; ``case`` the salted code of the case in its leaves
    (R16; the bundle claims completeness only if all entries of that case go along);
    ``device`` the device's code; ``anchors`` the heads that left it, oldest first; ``earlier`` shows that the log
    began as those heads, and as the ones other epochs go on from.
    """

    origin: str
    size: int
    root: bytes
    checkpoint: str
    pq_key: bytes
    entries: tuple[LedgerEntryInput, ...]
    case: str | None = None
    device: str = ""
    anchors: tuple[Anchor, ...] = ()
    earlier: tuple[EarlierInput, ...] = ()


@dataclass(frozen=True, slots=True)
class CertificateInput:
    """A certificate to the office root: PEM, what the key is for, and the code of its holder."""

    purpose: Purpose
    code: str
    pem: str


@dataclass(frozen=True, slots=True)
class Revoked:
    """One key whose signatures do not count from ``since`` on (UTC ISO 8601), and where the office log says so."""

    thumbprint: str
    since: str
    position: int


@dataclass(frozen=True, slots=True)
class RevocationState:
    """Revocations as read at a position of the office log; position 0: no office log was seen."""

    as_of: str
    position: int
    revoked: tuple[Revoked, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """The report's signer: a PKCS#12 file's bytes and its passphrase."""

    pkcs12: bytes
    passphrase: bytes | None


@dataclass(frozen=True, slots=True)
class BundleRequest:
    """What was asked for: number, edition, whom for, what for, in which language, signed by whom."""

    number: str
    edition: Edition
    recipient: str
    recipient_code: str
    purpose_term: str
    purpose: str
    language: str
    issued_at: datetime
    office: str
    root_fingerprint: str
    case_code: str = ""
    case_title: str = ""
    level: str = ""
    made_by: str = ""
    supersedes: str = ""
    program: str = ""
    first_sheet: int = 1
    sheet_letters: str = ""


@dataclass(frozen=True, slots=True)
class BundleInput:
    """Everything a bundle is made from. ``case_items`` is the number of items the case has by its ledgers."""

    request: BundleRequest
    records: tuple[RecordInput, ...]
    exhibits: tuple[ExhibitInput, ...]
    ledgers: tuple[LedgerPart, ...]
    certificates: tuple[CertificateInput, ...]
    root_pem: str
    revocation: RevocationState
    case_items: int | None = None
    method: tuple[tuple[str, str], ...] = ()
