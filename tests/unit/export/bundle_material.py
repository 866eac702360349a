"""A small made case for the bundle tests: office, device, ledger, records, photographs with marked metadata.

Everything is invented and drawn here; marks are words that must not leave in a pseudonymised edition.
"""

from __future__ import annotations

import hashlib
import io
import random as random_module
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from PIL import Image, ImageDraw

from field_doc.base.clock import Instant
from field_doc.export import model
from field_doc.export.model import (
    Anchor,
    BundleInput,
    BundleRequest,
    CertificateInput,
    ConsentState,
    CustodyRow,
    Edition,
    ExhibitInput,
    FactRow,
    FieldKind,
    FieldRow,
    LedgerEntryInput,
    LedgerPart,
    PlanFeature,
    PlanKind,
    ProtectionClass,
    RecordInput,
    RevocationState,
    SitePlan,
    VersionDigest,
)
from field_doc.formats import bundle_ledger, certificates, checkpoint, ledger_entry, merkle, sdjwt, sshsig, trust
from field_doc.formats.keys import LogKeys, Purpose, SigningKey
from field_doc.formats.labels import NS_TAG_MANIFEST

NOW = datetime(2026, 11, 14, 12, 5, tzinfo=UTC)
NAME_MARK = "Марусина-Грушевецька"
SERIAL_MARK = b"SERIAL-MARK-7741193"
ARTIST_MARK = b"ARTIST-MARK-Hryhorii"
XMP_MARK = b"XMP-MARK-place-of-the-house"
COMMENT_MARK = b"COMMENT-MARK-thumbnail"
FILE_MARK = "Подвір’я Стецюків IMG_20260916.jpg"


class SetClock:
    """A clock that stands still."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> Instant:
        return Instant(self.moment, "5f1ce7a4-95b5-4d9c-8c3f-2f2a1f0f7b11", 1000)


class SeededRandom:
    """Bytes that are the same in each run."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random_module.Random(seed)

    def __call__(self, count: int) -> bytes:
        return self._random.randbytes(count)


@dataclass
class Office:
    """Root and the desk's bundle key."""

    random: SeededRandom
    name: str = "Виконавчий офіс документування (приклад)"

    def __post_init__(self) -> None:
        early = SetClock(NOW - timedelta(days=300))
        self.root = SigningKey.generate(Purpose.ROOT, self.random)
        self.root_pem = certificates.make_root("Documentation Office (sample)", self.root, early, random=self.random)
        self.bundle = SigningKey.generate(Purpose.BUNDLE, self.random)
        self.bundle_pem = certificates.issue(
            self.root, self.root_pem, self.bundle.public, "D-desk", 900, early, random=self.random
        )
        self.fingerprint = certificates.fingerprint(self.root_pem)

    def trust_text(self) -> str:
        line = sshsig.allowed_signers_line("office", self.bundle.public, [NS_TAG_MANIFEST])
        return trust.encode(self.root_pem, (line,))


@dataclass
class Device:
    """A device with its record key and one log epoch kept in memory."""

    office: Office
    random: SeededRandom
    code: str = "D-4QJR-N"
    leaves: list[bytes] = field(default_factory=list)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        early = SetClock(NOW - timedelta(days=200))
        self.record = SigningKey.generate(Purpose.RECORD, self.random)
        self.log = LogKeys.generate(self.random)
        self.origin = checkpoint.new_origin(random=self.random)
        issue = lambda key, **more: certificates.issue(  # noqa: E731
            self.office.root, self.office.root_pem, key, self.code, 700, early, random=self.random, **more
        )
        self.record_pem = issue(self.record.public)
        self.log_pem = issue(self.log.ed.public, pq_public=self.log.pq.public_raw)
        self.frontier = merkle.Frontier(0, [])
        self.case = ledger_entry.commit_case(self.random(32), "case")
        self.case_n = 0
        self.case_prev: str | None = None

    def enter(self, event, *, terms=None, commitments=None, detail=None, in_case=True) -> int:
        seq = len(self.leaves)
        case = None
        if in_case:
            self.case_n += 1
            case = (self.case, self.case_n, self.case_prev)
        moment = NOW - timedelta(days=2) + timedelta(seconds=seq)
        leaf = ledger_entry.new_leaf(
            seq, event, Instant(moment, "5f1ce7a4-95b5-4d9c-8c3f-2f2a1f0f7b11", seq), terms=terms,
            commitments=commitments, detail=ledger_entry.detail_digest(detail) if detail else None, case=case,
            random=self.random,
        )  # fmt: skip
        data = ledger_entry.leaf_bytes(leaf)
        self.leaves.append(data)
        for level, index, node in self.frontier.append(merkle.leaf_hash(data)):
            self.nodes[level, index] = node
        if in_case:
            self.case_prev = ledger_entry.leaf_digest(data)
        return seq

    def part(self, seqs, details=None) -> LedgerPart:
        fetch = lambda level, index: self.nodes[level, index]  # noqa: E731
        size, root = self.frontier.size, self.frontier.root()
        head = checkpoint.Checkpoint(self.origin, size, root)
        entries = tuple(
            LedgerEntryInput(
                seq,
                self.leaves[seq],
                tuple(merkle.inclusion_proof(seq, size, fetch)),
                (details or {}).get(seq),
                {"device_model": ProtectionClass.RESTRICTED},
            )
            for seq in seqs
        )
        return LedgerPart(
            self.origin, size, root, checkpoint.sign_outgoing(head, self.log), self.log.pq.public_raw, entries,
            case=self.case, device=self.code, anchors=(Anchor(3, "14.11.2026, 10:00"),),
        )  # fmt: skip


def picture(seed: int, *, marked: bool, size=(1280, 960)) -> bytes:
    """A drawn yard; with ``marked`` its EXIF carries marks, a position and a thumbnail."""
    rng = random_module.Random(seed)
    image = Image.new("RGB", size, (150, 170, 190))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size[1] * 0.45, *size), fill=(120, 110, 80))
    for _ in range(40):
        x = rng.randrange(size[0])
        draw.ellipse((x, size[1] * 0.38, x + 60, size[1] * 0.48), fill=(60, 80 + rng.randrange(30), 50))
    draw.rectangle(
        (size[0] * 0.1, size[1] * 0.35, size[0] * 0.4, size[1] * 0.7), fill=(180, 160, 130), outline=(40, 40, 40)
    )
    draw.polygon(
        [(size[0] * 0.07, size[1] * 0.36), (size[0] * 0.25, size[1] * 0.2), (size[0] * 0.43, size[1] * 0.36)],
        fill=(90, 70, 65),
    )
    out = io.BytesIO()
    options = {}
    if marked:
        exif = Image.Exif()
        exif[0x010F], exif[0x0110], exif[0x013B] = "Sample", "Pocket 5", ARTIST_MARK.decode()
        exif.get_ifd(0x8769)[0xA431] = SERIAL_MARK.decode()
        exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 12.0, 44.25), 3: "E", 4: (37.0, 15.0, 24.5)})
        options = {"exif": exif, "comment": COMMENT_MARK, "xmp": b"<x:xmpmeta>" + XMP_MARK + b"</x:xmpmeta>"}
    image.save(out, "JPEG", quality=88, **options)
    return out.getvalue()


def clean(seed: int, size=(1280, 960)) -> bytes:
    return picture(seed, marked=False, size=size)


def exhibit(number: str, data: bytes, salt: bytes, *, media="image/jpeg", **more) -> ExhibitInput:
    values = {
        "protection": ProtectionClass.RESTRICTED,
        "original_name": FILE_MARK,
        "title": f"Подвір’я біля млина, знімок {number}",
        "kind_label": "фото",
        **more,
    }
    return ExhibitInput(
        exhibit=number,
        sha256="sha256:" + hashlib.sha256(data).hexdigest(),
        sha512="sha512:" + hashlib.sha512(data).hexdigest(),
        size=len(data),
        media_type=media,
        commitment_salt=salt,
        open_original=lambda: io.BytesIO(data),
        **values,
    )


def seal(device: Device, record_id: str, kind: str, code: str, fields, attachments=(), version=1, supersedes=None):
    moment = (NOW - timedelta(days=2)).isoformat(timespec="seconds")
    value = sdjwt.RecordVersion(
        record_id, kind, f"{kind}.v1", code, version, supersedes, moment, device.record.public.thumbprint(),
        device.origin, True, None, fields, list(attachments),
    )  # fmt: skip
    return sdjwt.seal(value, device.record, device.random)


STORY = [
    f"Мене звати {NAME_MARK}. Я мешкаю в селі від народження.",
    "Десятого березня, ближче до обіду, до подвір’я млина під’їхали дві машини.",
    "З машин вийшли, як мені здалося, шестеро у формі. Знаків я не розгледіла.",
    "Потім я почула кілька пострілів. Хто стріляв, я не бачила: я відійшла від вікна.",
]


def _row(path, section, label, value, protection=ProtectionClass.RESTRICTED, kind=FieldKind.VALUE, ground=""):
    return FieldRow(("fields", *path), section, label, value, protection, kind, ground)


def account(device: Device) -> RecordInput:
    fields = {
        "story": STORY,
        "witness_name": NAME_MARK,
        "language": "uk",
        "place": {"as_said": "біля млина", "raion": "Вигаданський"},
    }
    sealed = seal(device, "11111111-1111-4111-8111-111111111111", "first_account", "S-7K3Q-C", fields)
    rows = (
        _row(("witness_name",), "Хто", "Ім’я", NAME_MARK, ProtectionClass.IDENTITY, ground="R1"),
        _row(("language",), "Хто", "Мова розмови", "українська"),
        _row(("place", "as_said"), "Де", "Місце, як сказано", "біля млина", kind=FieldKind.WORDS),
        _row(("place", "raion"), "Де", "Район", "Вигаданський"),
        *(
            _row(("story", n), "Розповідь", f"Абзац № {n + 1}", text,
                 ProtectionClass.IDENTITY if NAME_MARK in text else ProtectionClass.RESTRICTED,
                 FieldKind.WORDS, "R1")
            for n, text in enumerate(STORY)
        ),
        _row(("earlier",), "Попередні розмови", "Попередні розмови", "не запитували", kind=FieldKind.NULL),
    )  # fmt: skip
    return RecordInput(
        "002", "11111111-1111-4111-8111-111111111111", "first_account", "первинна розповідь", "W-7K3Q-C",
        "Первинна розповідь W-7K3Q-C", 1, sealed, (NOW - timedelta(days=2)).isoformat(), device.code, rows,
        (VersionDigest(1, sdjwt.jwt_digest(sealed), (NOW - timedelta(days=2)).isoformat()),),
        event_when="10.03.2022, близько полудня", event_where="с. Вигадане", collected="14.09.2026",
        collector_code="K-02", consent=ConsentState("given_limits", "надано з обмеженнями", covers=True),
        custody=custody(device, 1), contradicting=("004",), contradicting_elsewhere=("W-9QQ2-F",),
    )  # fmt: skip


def incident(device: Device, attachments) -> RecordInput:
    fields = {
        "title": "Повідомлене затримання й постріли біля млина",
        "summary": ["Біля млина, за словами W-7K3Q-C, затримали трьох чоловіків. " * 6] * 3,
        "hidden_place": "49.2122, 37.2569",
    }
    sealed = seal(device, "22222222-2222-4222-8222-222222222222", "incident", "I-4TF9-R", fields, attachments)
    rows = (
        _row(("title",), "Що повідомлено", "Назва", fields["title"]),
        *(_row(("summary", n), "Що повідомлено", f"Абзац № {n + 1}", text) for n, text in enumerate(fields["summary"])),
        _row(
            ("hidden_place",),
            "Де",
            "Координати",
            fields["hidden_place"],
            ProtectionClass.IDENTITY,
            FieldKind.CODE,
            "R3",
        ),
    )
    return RecordInput(
        "001", "22222222-2222-4222-8222-222222222222", "incident", "запис про подію", "I-4TF9-R",
        "Повідомлене затримання й постріли біля млина", 1, sealed, (NOW - timedelta(days=2)).isoformat(), device.code,
        rows, (VersionDigest(1, sdjwt.jwt_digest(sealed), (NOW - timedelta(days=2)).isoformat()),),
        event_when="10.03.2022",
        event_where="с. Вигадане", collected="14.09.2026", collector_code="K-02", custody=custody(device, 0),
        attachment_exhibits=("004", "005"),
    )  # fmt: skip


def site(device: Device) -> RecordInput:
    fields = {"kind": "possible_burial", "visits": 2}
    sealed = seal(device, "33333333-3333-4333-8333-333333333333", "burial_site", "P-9XM4-T", fields)
    lon, lat = 37.25, 49.21

    def at(east, north):
        return lon + east / 72_960.0, lat + north / 111_200.0

    features = (
        PlanFeature(PlanKind.REFERENCE, "D0", (at(0, 0),)),
        PlanFeature(PlanKind.REFERENCE, "D1", (at(12, -4),)),
        PlanFeature(PlanKind.REFERENCE, "D2", (at(44.5, -3),)),
        PlanFeature(PlanKind.EXTENT, "F1", (at(17, 16), at(24, 21), at(30, 20), at(32, 17), at(29, 15), at(19, 14.5))),
        PlanFeature(PlanKind.UNCERTAIN, "F2", (at(33, 22), at(34, 25), at(38, 24.5), at(37, 22))),
        PlanFeature(PlanKind.ZONE, "межа", (at(7, 16), at(11, 31), at(39, 31), at(43, 18), at(40, 2.5), at(9, 4))),
        PlanFeature(PlanKind.VIEWPOINT, "004", (at(4, 6),), 55),
        PlanFeature(PlanKind.LINE, "дорога", (at(-3, -8), at(0, 16), at(6, 38))),
    )
    rows = (
        _row(("kind",), "Місце", "Вид", "ймовірне місце поховання"),
        _row(("visits",), "Місце", "Відвідувань", "2"),
    )
    return RecordInput(
        "003", "33333333-3333-4333-8333-333333333333", "burial_site", "запис про місце", "P-9XM4-T",
        "Ймовірне місце поховання за лісосмугою", 1, sealed, (NOW - timedelta(days=2)).isoformat(), device.code, rows,
        (VersionDigest(1, sdjwt.jwt_digest(sealed), (NOW - timedelta(days=2)).isoformat()),),
        event_when="11–12.03.2022",
        event_where="клітинка 10 км", collected="16.09.2026", collector_code="K-02",
        plan=SitePlan(features, "16.09.2026, K-02"), custody=custody(device, 2),
    )  # fmt: skip


def custody(device: Device, entry: int) -> tuple[CustodyRow, ...]:
    wall = (NOW - timedelta(days=2)).isoformat()
    return (
        CustodyRow(entry, device.origin, wall, "Версію 1 зафіксовано", "K-02", device.code, digest_matches=True),
        CustodyRow(entry + 6, device.origin, NOW.isoformat(), "Записано до пакета", "K-02", device.code,
                   not_before="13.11.2026, 21:10", not_after="14.11.2026, 14:02"),
    )  # fmt: skip


def intake_row(device: Device, entry: int) -> tuple[CustodyRow, ...]:
    wall = (NOW - timedelta(days=2) + timedelta(seconds=entry)).isoformat()
    return (
        CustodyRow(
            entry, device.origin, wall, "Внесено до сховища з картки пам’яті", "K-02", device.code, digest_matches=True
        ),
    )


FACTS = (
    FactRow("taken", "Знято", "16.09.2026 12:31:07 (годинник камери)", ProtectionClass.RESTRICTED),
    FactRow("camera", "Камера", "Sample Pocket 5; 26 мм екв.; 1/320 с", ProtectionClass.RESTRICTED),
    FactRow("position", "Місце", "49.2122, 37.2569", ProtectionClass.IDENTITY),
    FactRow("direction", "Напрямок", "260° (істинний)", ProtectionClass.RESTRICTED),
)


@dataclass
class Case:
    """The whole made case."""

    office: Office
    device: Device
    source: BundleInput
    photos: dict[str, bytes]

    @property
    def trust(self) -> trust.Trust:
        return trust.decode(self.office.trust_text().encode())

    def edition(self, edition: Edition, **more) -> BundleInput:
        return replace(self.source, request=replace(self.source.request, edition=edition, **more))


def make_case(
    edition: Edition = Edition.PSEUDONYMISED, seed: int = 7, language: str = "uk", *, chosen: int = 3
) -> Case:
    """Three records, two photographs, one recording; everything entered in the device's ledger.

    With fewer ``chosen`` only the first records go along, and the bundle claims no case.
    """
    random = SeededRandom(seed)
    office = Office(random)
    device = Device(office, random)
    photos = {
        "004": picture(4, marked=True),
        "005": picture(5, marked=True, size=(960, 1280)),
        "006": b"RIFFvoice" * 99,
    }
    salts = {number: random(32) for number in photos}
    attachments = [
        {"id": f"att-{number}", "sha256": "sha256:" + hashlib.sha256(photos[number]).hexdigest(), "name": FILE_MARK}
        for number in ("004", "005")
    ]
    records = (incident(device, attachments), account(device), site(device))
    details = {}
    for record in records:
        detail = ledger_entry.Detail.of({"device_model": "laptop", "typed_by": NAME_MARK}, random)
        seq = device.enter("record.sealed", terms={"jwt": sdjwt.jwt_digest(record.sealed)}, detail=detail)
        details[seq] = detail
    exhibits = []
    for number, data in photos.items():
        made = (
            {"clean_image": lambda n=number: clean(int(n), (1280, 960) if n == "004" else (960, 1280))}
            if number != "006"
            else {}
        )
        media = "image/jpeg" if number != "006" else "audio/wav"
        item = exhibit(number, data, salts[number], media=media, **made)
        seq = device.enter("intake.captured", commitments={"content": ledger_entry.commit(salts[number], item.sha256)})
        item = replace(item, facts=FACTS, ledger_entry=(device.origin, seq), custody=intake_row(device, seq),
                       collected="16.09.2026", collector_code="K-02", event_when="16.09.2026, 12:31",
                       marks=(SERIAL_MARK, ARTIST_MARK),
                       caption="Подвір’я біля млина; огорожа, темна пляма ліворуч.")  # fmt: skip
        if number == "006":
            item = replace(
                item, protection=ProtectionClass.IDENTITY, kind_label="аудіозапис", title=f"Голос {NAME_MARK}"
            )
        exhibits.append(item)
    whole = chosen == len(records)
    records = records[:chosen]
    exhibits = [replace(item, exhibit=f"{n:03}") for n, item in enumerate(exhibits, chosen + 1)]
    number = "NLG-2026-000031"
    device.enter(
        "export.bundled",
        terms={"bundle": number.lower(), "edition": edition.value, "records": str(len(records)),
               "files": str(len(exhibits)), "scope": "case" if whole else "records", "ledgers": bundle_ledger.register(())},
    )  # fmt: skip
    part = device.part(range(len(device.leaves)), details)
    part = part if whole else replace(part, case=None, entries=part.entries[:chosen] + part.entries[3:])
    request = BundleRequest(
        number=number, edition=edition, recipient="Прокуратура Вигаданської області, відділ 3 (вигадано)",
        recipient_code="R-11", purpose_term="pretrial",
        purpose="Досудове розслідування; запит від 30.10.2026 № 00-0000 (вигадано)",
        language=language, issued_at=NOW, office=office.name, root_fingerprint=office.fingerprint, case_code="C-5Q2W-K",
        case_title="«Вигадане» (робоча назва)", level="Конфіденційний", made_by="K-02, L-01", program="Field Doc 0.1.0",
        sheet_letters="NLG", first_sheet=413,
    )  # fmt: skip
    certs = (
        CertificateInput(Purpose.BUNDLE, "D-desk", office.bundle_pem),
        CertificateInput(Purpose.RECORD, device.code, device.record_pem),
        CertificateInput(Purpose.LOG, device.code, device.log_pem),
    )
    revocation = RevocationState(NOW.isoformat(), 41)
    source = BundleInput(request, records, tuple(exhibits), (part,), certs, office.root_pem, revocation, case_items=6)
    return Case(office, device, source, photos)


__all__ = ["Case", "make_case", "model"]
