"""The invented office, device and submission behind the worked examples of the road to the office.

Everything here follows from fixed seeds. What does not (age files and ML-DSA signatures are never the same twice)
lies in docs/spec/vectors and is opened, not remade.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from spec_pages import SPEC, example

from field_doc.base.clock import Instant
from field_doc.formats import age, certificates
from field_doc.formats.card import Card
from field_doc.formats.checkpoint import Checkpoint
from field_doc.formats.detail import Detail, DetailMember, detail_bytes, detail_digest
from field_doc.formats.enrolment import Continued, Enrolment
from field_doc.formats.keys import LogKeys, MlDsaKey, Purpose, SigningKey
from field_doc.formats.ledger_entry import Leaf, commit, leaf_bytes
from field_doc.formats.merkle import Frontier, leaf_hash
from field_doc.formats.sdjwt import RecordVersion, seal

VECTORS = SPEC / "vectors"
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BOOT = "6f1d4c1e-52f0-4a7e-9d0b-0a1b2c3d4e5f"
ORIGIN = "field-doc/log/v1/00112233445566778899aabbccddeeff"
CASE, SERIES, FILE, PERSON = (f"0b7c9a52-6c0e-4e0c-9a0e-2f3b8a1d7c{n}" for n in ("20", "21", "22", "23"))


class Clock:
    """Noon of 2 March 2026."""

    def now(self) -> Instant:
        return Instant(AT, BOOT, 60_000)


def seed(name: str) -> bytes:
    """SHA-256 of a word."""
    return hashlib.sha256(name.encode("ascii")).digest()


def counted(start: int = 0):
    """Bytes for serial numbers and salts: the first of SHA-256 of a counter."""
    counter = iter(range(start, 10_000))
    return lambda count: hashlib.sha256(next(counter).to_bytes(4, "big")).digest()[:count]


# keys -------------------------------------------------------------------------------------------------
ROOT = SigningKey.from_seed(Purpose.ROOT, bytes(range(32)))
DESK_RECEIPT = SigningKey.from_seed(Purpose.DESK_RECEIPT, seed("desk-receipt"))
SERVER_RECEIPT = SigningKey.from_seed(Purpose.SERVER_RECEIPT, seed("server-receipt"))
RECORD = SigningKey.from_seed(Purpose.RECORD, seed("record"))
LOG = LogKeys(SigningKey.from_seed(Purpose.LOG, seed("log")), MlDsaKey.from_seed(seed("log-pq")))
AUTH = SigningKey.from_seed(Purpose.AUTH, seed("auth"))
CONTENT = age.HybridIdentity.from_text(example("age-payload.md", "identity").strip())
CUSTODIAN_A, CUSTODIAN_B, DEVICE_AGE = (
    age.HybridIdentity.generate(lambda count, name=name: seed(name)[:count])
    for name in ("custodian-a", "custodian-b", "device")
)

_random = counted()
ROOT_PEM = certificates.make_root("Example office", ROOT, Clock(), random=_random)
DESK_PEM = certificates.issue(ROOT, ROOT_PEM, DESK_RECEIPT.public, "DESK", 730, Clock(), random=_random)
SERVER_PEM = certificates.issue(ROOT, ROOT_PEM, SERVER_RECEIPT.public, "server", 90, Clock(), random=_random)

CARD = Card(
    card_id="c0" * 16,
    code="M-07",
    office="Example office",
    country="UA",
    url="https://office.example:8443",
    server_id="server-0011223344556677",
    pins=(hashlib.sha256(b"SubjectPublicKeyInfo of the server").hexdigest(),),
    root_pem=ROOT_PEM,
    desk_pem=DESK_PEM,
    server_pem=SERVER_PEM,
    content=CONTENT.recipient().text(),
    custodians=(CUSTODIAN_A.recipient().text(), CUSTODIAN_B.recipient().text()),
    token_a=bytes(range(16)),
    token_b=bytes(range(16, 32)),
    issued="2026-03-02T12:00:00Z",
    expires="2026-03-09T12:00:00Z",
)
ENROLMENT = Enrolment(
    card_id=CARD.card_id,
    record=RECORD.public.raw,
    log=LOG.ed.public.raw,
    log_pq=LOG.pq.public_raw,
    auth=AUTH.public.raw,
    recipient=DEVICE_AGE.recipient().text(),
    origin=ORIGIN,
    continues=(
        Continued(
            origin="field-doc/log/v1/ffeeddccbbaa99887766554433221100",
            size=812,
            root=seed("ended-root"),
            record=SigningKey.from_seed(Purpose.RECORD, seed("ended-record")).public.raw,
            log=SigningKey.from_seed(Purpose.LOG, seed("ended-log")).public.raw,
            log_pq=MlDsaKey.from_seed(seed("ended-log-pq")).public_raw,
        ),
    ),
)

# a ledger of three entries -------------------------------------------------------------------------------
PLAIN = bytes.fromhex(example("age-payload.md", "plaintext-hex").strip())
PAYLOAD = bytes.fromhex(example("age-payload.md", "payload-hex").strip())
HEADER = example("age-payload.md", "header").encode("ascii")
_SALT = seed("salt")[:16]
SHA256, SHA512 = (f"{n}:" + hashlib.new(n, PLAIN).hexdigest() for n in ("sha256", "sha512"))
DETAIL = Detail((DetailMember("name", "note.txt", seed("name")[:16]), DetailMember("sha256", SHA256, _SALT)))


def entry(seq: int, event: str, *, detail: Detail | None = None, **terms: str) -> bytes:
    """Leaf bytes of one entry."""
    commitments = {"sha256": commit(_SALT, SHA256)} if detail is not None else {}
    digest = None if detail is None else detail_digest(detail)
    now = Clock().now()
    return leaf_bytes(Leaf(seq, event, now.iso(), BOOT, 60_000, terms, commitments, bytes([seq]) * 16, digest))


LEAVES = (
    (entry(0, "vault.created"), None),
    (entry(1, "intake.captured", detail=DETAIL, file=FILE, bytes=str(len(PLAIN))), detail_bytes(DETAIL)),
)


def head_over(*leaves: bytes) -> Checkpoint:
    """Size and root of a ledger."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf_hash(leaf))
    return Checkpoint(ORIGIN, frontier.size, frontier.root())


# an identity ---------------------------------------------------------------------------------------------
IDENTITY = seal(
    RecordVersion(
        record_id=PERSON,
        type="identity",
        schema="identity.v1",
        code="W-7KQ2-M",
        version=1,
        supersedes=None,
        sealed_at="2026-03-02T12:00:00.000+00:00",
        device=RECORD.public.thumbprint(),
        epoch=ORIGIN,
        complete=True,
        reason=None,
        fields={"family_name": "Invented"},
        attachments=[],
    ),
    RECORD,
    random=counted(100),
)
