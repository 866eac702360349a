"""Bundle, check, outbox and desk with invented content: for pictures and for tests of the pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from field_doc.app.bundling.preview import Item, Preview
from field_doc.app.changes import Kind, changed
from field_doc.app.commands.bundles import Answer, BundleRow, Issued, SignerFacts
from field_doc.app.commands.continuing import Continues
from field_doc.app.commands.courier import Packed
from field_doc.app.commands.desk import Pulled
from field_doc.app.commands.names import Decided as NamesDecided
from field_doc.app.commands.office import CardIssued, Decided, DeviceRow
from field_doc.app.commands.sync import Again, CardView, Enrolled, Synced
from field_doc.base.errors import AccessRefused, Cancelled
from field_doc.base.progress import Progress
from field_doc.evidence.model import Delivery, RecordRow
from field_doc.export.model import ConsentState
from field_doc.export.suspects import Suspect
from field_doc.ui.acts.bundles import BundleOrder
from field_doc.ui.acts.desk import Devices, Judged, JudgedPage
from field_doc.ui.acts.office import OfficeStanding, OutboxPage, OutboxRow, ReceiptRow
from field_doc.ui.memory import Forgetful
from field_doc.ui.tasks import Inline
from field_doc.verifier.claims import CLAIMS, Claim, Holding, Trusted, Verdict

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter
    from field_doc.evidence.names_check import NameHit

AT: Final = datetime(2026, 11, 15, 8, 42, tzinfo=UTC)
ROOT: Final = "sha256:" + "7c3ef0a92d5561b84f1c92d077ae08b3b6e51d42c09f3a68e2d75b1184fc906a"


class SampleProgram:
    """Stands in for the program: jobs run at once, what it is told is kept."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.runner = Inline()
        self.memory = Forgetful()
        self.case = ""
        self.went: list[str] = []
        self.said: list[str] = []
        self.errors: list[Exception] = []
        self.changes: list[frozenset[object]] = []
        self.opened: list[str] = []
        self.section: Any = None
        self.shell = SimpleNamespace(section=None)

    @property
    def registry(self) -> Any:
        """Record types and vocabularies."""
        from field_doc.schema import registry

        return registry.load()

    @property
    def labels(self) -> Any:
        """Labels in the present language."""
        return self.registry.labels(self.words)

    def need_session(self) -> Any:
        """No vault stands behind this."""
        return None

    def go(self, key: str) -> None:
        """Kept."""
        self.went.append(key)

    def open_record(self, record_id: str, tab: str = "", field: str = "") -> None:
        """Kept."""
        del tab, field
        self.opened.append(record_id)

    def changed(self, changes: Iterable[object]) -> None:
        """Kept."""
        self.changes.append(frozenset(changes))

    def notify(self, text: str) -> None:
        """Kept."""
        self.said.append(text)

    def show_error(self, error: Exception) -> None:
        """Kept."""
        self.errors.append(error)

    def start_long(
        self,
        title: str,
        job: Callable[[Reporter], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
        screen: str = "",
    ) -> Any:
        """Run at once."""
        del title, screen
        handle = self.runner.submit(job, owner=self, done=done, failed=failed, progress=progress)
        return SimpleNamespace(handle=handle)


# -- checking -------------------------------------------------------------------------------------------------


def sample_verdict(*, fails: bool = True, trust: Trusted = Trusted.ANCHORED) -> Verdict:
    """A verdict: one photograph differs, two claims were not checked."""
    bad = Claim(
        "files.listed", Holding.FAILS, "file-differs",
        {
            "matching": 212, "differing": 2,
            "named": (
                {
                    "file": "data/exhibits/031.jpg",
                    "listed": "4f1c92d077ae08b3b6e51d42c09f3a68e2d75b1184fc906a7c3ef0a92d5561b8",
                    "found": "a2085be1f4c7913d0e6672ab58f0d9146b3dc2f8017e95aa44108ed3f72c39b0",
                },
                {"file": "data/exhibits/044.1.jpg", "listed": "77ab19c2" * 8, "found": "1b7fe0d4" * 8},
            ),
        },
        ("sha512sum --quiet -c manifest-sha512.txt",),
    )  # fmt: skip
    special = {
        "files.listed": bad if fails else Claim("files.listed", Holding.HOLDS, "ok", {"matching": 214}),
        "keys.not-revoked": Claim("keys.not-revoked", Holding.NOT_CHECKED, "no-office-log"),
        "time.existed": Claim("time.existed", Holding.NOT_CHECKED, "no-time-stamp"),
    }
    if trust is Trusted.NONE:
        special["list.anchored"] = Claim("list.anchored", Holding.NOT_CHECKED, "no-trust", {"root": ROOT})
    counted: dict[str, dict[str, object]] = {
        "files.complete": {"files": 214}, "records.sealed": {"records": 10, "devices": ["D-4QJR-N"]},
        "hidden.covered": {"hidden": 41, "records": 10}, "ledger.unbroken": {"entries": 96, "size": 1204},
        "ledger.holds-items": {"items": 224, "withheld": 2},
    }  # fmt: skip
    claims = tuple(
        special.get(name) or Claim(name, Holding.HOLDS, "ok", counted.get(name, {}), ("field-doc verify .",))
        for name in CLAIMS
    )
    best = Holding.HOLDS if trust is Trusted.ANCHORED else Holding.CONSISTENT
    return Verdict(Holding.FAILS if fails else best, trust, claims, "B-2026-0C11A4", "pseudonymised", ROOT)


@dataclass
class SampleVerifying:
    """Checks that always find the same, or fail with ``error``."""

    verdict: Verdict
    error: Exception | None = None
    cancelled: bool = False
    saved: tuple[Path, str] | None = None
    asked: tuple[Path, str | None] | None = None

    def verify(self, path: Path, trusted: str | None, reporter: Reporter) -> tuple[Verdict, datetime]:
        """See ``VerifyActs``."""
        self.asked = (path, trusted)
        reporter.check()
        if self.cancelled:
            raise Cancelled
        if self.error is not None:
            raise self.error
        return self.verdict, AT

    def save(self, path: Path, text: str) -> None:
        """See ``VerifyActs``."""
        self.saved = (path, text)


# -- issuing --------------------------------------------------------------------------------------------------


def sample_records() -> tuple[RecordRow, ...]:
    """Sealed records of an invented case."""

    def row(code: str, kind: str, title: dict[str, str], *, complete: bool = True) -> RecordRow:
        return RecordRow(
            f"id-{code}", kind, code, "case-1", title, "2022-03-10", "2026-11-10T10:00:00Z", "2026-11-12T10:00:00Z",
            1, has_draft=False, complete=complete, blocked=None, delivery=Delivery.NONE, delivery_reason=None, files=0,
        )  # fmt: skip

    mill = {"uk": "Постріли біля млина", "en": "Shots by the mill"}
    return (
        row("I-4TF9-R", "incident", mill), row("W-7K3Q-C", "statement", {}), row("W-9RPC-T", "statement", {}),
        row("W-4TDH-K", "statement", {}, complete=False), row("S-2M8X-1", "burial_site", {}),
        row("M-6B0V-4", "item", {"uk": "Фото подвір’я", "en": "Photographs of the yard"}),
    )  # fmt: skip


def sample_preview() -> Preview:
    """What would go along: one record left out, one place to read."""
    yes, no = ConsentState("yes", "так", covers=True), ConsentState("no", "ні", covers=False)
    items = (
        Item("001", "id-I-4TF9-R", "I-4TF9-R", "Постріли біля млина", "подія", "full"),
        Item("002", "id-W-7K3Q-C", "W-7K3Q-C", "W-7K3Q-C", "свідчення", "redacted", yes, "", ("Ім’я", "Координати")),
        Item("003", "id-W-9RPC-T", "W-9RPC-T", "", "свідчення", "withheld", no, "consent"),
        Item("004", "", "", "Подвір’я біля млина", "фото", "redacted", None, "original"),
    )
    suspect = Suspect(
        "001", "Абзац № 2", "002", "Ім’я", "З машин вийшли шестеро. Сусідка ", "Грушевецької", " бачила їх із городу."
    )
    return Preview(items, (suspect,))


@dataclass
class SampleBundles:
    """The acts of a new bundle on invented records; ``failure`` is raised by ``issue``."""

    rows: tuple[RecordRow, ...] = field(default_factory=sample_records)
    answers: dict[str, str] = field(default_factory=lambda: {"W-9RPC-T": "no", "W-4TDH-K": "not_asked"})
    preview: Preview = field(default_factory=sample_preview)
    failure: Exception | None = None
    expired: bool = False
    ordered: list[tuple[BundleOrder, Path, tuple[Suspect, ...]]] = field(default_factory=list)
    looked: list[BundleOrder] = field(default_factory=list)
    named: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    saved: tuple[Path, str] | None = None

    def candidates(self, case: str) -> tuple[RecordRow, ...]:
        """See ``BundleActs``."""
        return tuple(r for r in self.rows if not case or r.case_id == case)

    def consents(self, records: Sequence[str], purpose: str, recipient: str = "") -> tuple[Answer, ...]:
        """See ``BundleActs``."""
        del purpose, recipient
        rows = [r for r in self.rows if r.id in records and r.type == "statement"]
        return tuple(Answer(r.id, r.code, self.answers.get(r.code, "yes"), "consent-1") for r in rows)

    def look_ahead(self, order: BundleOrder) -> Preview:
        """See ``BundleActs``."""
        self.looked.append(order)
        return self.preview

    def decide_names(self, hits: Sequence[NameHit], decision: str) -> NamesDecided:
        """See ``BundleActs``."""
        self.named.append((tuple(hit.key for hit in hits), decision))
        return NamesDecided(len(hits), changed(Kind.LEDGER))

    def look_at_signer(self, path: Path, passphrase: str) -> SignerFacts:
        """See ``BundleActs``."""
        del path
        if passphrase.startswith("wrong"):
            raise AccessRefused("signer.passphrase")
        return SignerFacts("Офіс документування (зразок)", datetime(2028, 8, 2, tzinfo=UTC), self.expired)

    def issue(
        self, order: BundleOrder, out: Path, signer: Path, passphrase: str, reviewed: Collection[Suspect],
        reporter: Reporter,
    ) -> Issued:  # fmt: skip
        """See ``BundleActs``."""
        del signer, passphrase
        reporter.check()
        self.ordered.append((order, out, tuple(reviewed)))
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        return Issued("B-2026-0C11A4", out, out / "bag", out / "report.pdf", None, (), (), changed(Kind.BUNDLES))

    def issued(self) -> tuple[BundleRow, ...]:
        """See ``BundleActs``."""
        return (BundleRow("B-2026-7A01FF", "pseudonymised", "2026-11-03T09:00:00+00:00", ROOT),)

    def trust_file(self) -> str:
        """See ``BundleActs``."""
        return "# field-doc/trust/v1\n"

    def root_fingerprint(self) -> str:
        """See ``BundleActs``."""
        return ROOT

    def save(self, path: Path, text: str) -> None:
        """See ``BundleActs``."""
        self.saved = (path, text)


# -- outbox ---------------------------------------------------------------------------------------------------

CARD_WORDS: Final = (
    "липа", "човен", "лютий", "дзвін", "папір", "озеро", "крига", "пошта", "ранок", "сокіл", "тихо", "явір",
)  # fmt: skip
DEVICE: Final = "sha256:" + "a208" * 16


def sample_rows() -> tuple[OutboxRow, ...]:
    """Things on their way, in every state."""

    def row(number: int, code: str, kind: str, state: str, size: int, reason: str = "", at: str = "") -> OutboxRow:
        return OutboxRow(number, kind, f"id-{code}", code, "statement" if code[0] == "W" else "incident", 1, size,
                         state, reason, at)  # fmt: skip

    return (
        row(1, "W-H3QZ-2", "version", "refused", 12_400_000, "desk.object-differs"),
        row(2, "W-M2XB-4", "version", "sending", 61_200_000),
        row(3, "W-9RPC-T", "version", "waiting", 100_000, "consent.storage"),
        row(4, "I-4TF9-R", "file", "waiting", 594_000_000),
        row(5, "W-7K3Q-C", "version", "stored", 38_000_000, at="2026-11-11T19:04:00+00:00"),
        row(6, "W-C6VN-0", "version", "accepted", 1_100_000, at="2026-11-09T08:20:00+00:00"),
    )


@dataclass
class SampleOutbox:
    """The acts of the outbox on invented things; ``failure`` is raised by the next act."""

    state: str = "confirmed"
    rows: tuple[OutboxRow, ...] = field(default_factory=sample_rows)
    failure: Exception | None = None
    enrolled: list[tuple[Path, str]] = field(default_factory=list)
    synced: int = 0
    packed: list[Path] = field(default_factory=list)

    def _raise(self) -> None:
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure

    def standing(self) -> OfficeStanding:
        """See ``OutboxActs``."""
        if self.state == "none":
            return OfficeStanding("none", device=DEVICE)
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.state] = counts.get(row.state, 0) + 1
        receipts = (
            ReceiptRow("stored", "2026-11-11T19:04:00+00:00", ("W-7K3Q-C",), 9, ""),
            ReceiptRow("accepted", "2026-11-09T08:20:00+00:00", ("W-C6VN-0", "I-4TF9-R"), 2, ""),
        )
        return OfficeStanding(
            self.state, "Офіс документування (зразок)", "https://office.example", ROOT, DEVICE, counts, receipts,
            counts.get("refused", 0),
        )  # fmt: skip

    def page(self, narrowed: str, offset: int, limit: int) -> OutboxPage:
        """See ``OutboxActs``."""
        states = {"waiting": {"waiting", "sending"}}.get(narrowed, {narrowed})
        rows = tuple(r for r in self.rows if narrowed == "all" or r.state in states) if self.state != "none" else ()
        return OutboxPage(rows[offset : offset + limit], len(rows))

    def look_at_card(self, path: Path, lang: str) -> CardView:
        """See ``OutboxActs``."""
        del path, lang
        self._raise()
        return CardView("Офіс документування (зразок)", "D-07", "UA", "2026-11-22T08:00:00Z", ROOT, CARD_WORDS)

    def enrol(self, path: Path, fingerprint: str) -> Enrolled:
        """See ``OutboxActs``."""
        self._raise()
        self.enrolled.append((path, fingerprint))
        self.state = "pending"
        return Enrolled("Офіс", ROOT, DEVICE, compared=True, changes=changed(Kind.OFFICE))

    def sync(self, reporter: Reporter) -> Synced:
        """See ``OutboxActs``."""
        reporter.report(Progress("sync.send", 8, 15, 31_000_000, 61_200_000))
        self._raise()
        self.synced += 1
        return Synced(self.state, 3, 2, 0, (), ("stored",), changed(Kind.OUTBOX))

    def names(self) -> int:
        """Somebody is named in three places."""
        return 3 if self.state == "confirmed" else 0

    def send_again(self) -> Again:
        """See ``OutboxActs``."""
        self._raise()
        return Again(sum(row.state == "refused" for row in self.rows), changed(Kind.OUTBOX))

    def pack(self, folder: Path, reporter: Reporter) -> Packed:
        """See ``OutboxActs``."""
        reporter.report(Progress("courier.write", 0, 0, 31_000_000, 61_200_000))
        self._raise()
        self.packed.append(folder)
        return Packed(3, 3, changes=changed(Kind.OUTBOX), bytes=67_108_864)

    def receive(self, folder: Path, reporter: Reporter) -> Packed:
        """See ``OutboxActs``."""
        del folder
        reporter.report(Progress("courier.read", 0, 0, 4000, 4100))
        self._raise()
        return Packed(0, 0, receipts=("accepted",), changes=changed(Kind.OUTBOX))


# -- desk -----------------------------------------------------------------------------------------------------


def sample_devices() -> tuple[DeviceRow, ...]:
    """Devices in every state."""
    return (
        DeviceRow("dev-new", "D-07", DEVICE, "pending", "c1", card_used_twice=True),
        DeviceRow("dev-known", "D-02", ROOT, "confirmed", "c2"),
        DeviceRow("dev-lost", "D-01", "sha256:" + "1b7f" * 16, "revoked", "c3",
                  revoked_since="2026-11-01T10:00:00Z"),
        DeviceRow("dev-again", "D-02", "sha256:" + "5e0a" * 16, "pending", "c4", continues=(
            Continues("sha256:" + "77ab" * 16, "", "", 61, 0), Continues(ROOT, "D-02", "confirmed", 812, 912),
        )),
        DeviceRow("dev-forged", "", "sha256:" + "c0de" * 16, "forged", "c5"),
    )  # fmt: skip


@dataclass
class SampleDesk:
    """The acts of the desk on invented devices; ``failure`` is raised by the next act."""

    rows: tuple[DeviceRow, ...] = field(default_factory=sample_devices)
    away: Exception | None = None
    failure: Exception | None = None
    pulled: Pulled = field(default_factory=lambda: Pulled((ROOT,), (), changed(Kind.OFFICE)))
    did: list[tuple[str, ...]] = field(default_factory=list)

    def _raise(self) -> None:
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure

    def _decide(self, device: str, state: str) -> Decided:
        self._raise()
        self.rows = tuple(replace(d, state=state) if d.device == device else d for d in self.rows)
        return Decided(device, DEVICE, state, changed(Kind.OFFICE))

    def devices(self) -> Devices:
        """See ``DeskActs``."""
        return Devices(self.rows, self.away)

    def judged(self, offset: int, limit: int) -> JudgedPage:
        """See ``DeskActs``."""
        rows = (
            Judged("sha256:" + "5c01" * 16, "D-02", "accepted", "", "2026-11-15T08:30:00+00:00", 9, told=True),
            Judged("sha256:" + "77ab" * 16, "D-02", "refused", "desk.object-differs", "2026-11-14T08:30:00+00:00", 4,
                   told=False),
        )  # fmt: skip
        return JudgedPage(rows[offset : offset + limit], len(rows))

    def confirm(self, device: str, folder: Path, passphrase: str) -> Decided:
        """See ``DeskActs``."""
        self.did.append(("confirm", device, str(folder), passphrase))
        return self._decide(device, "confirmed")

    def refuse(self, device: str) -> Decided:
        """See ``DeskActs``."""
        self.did.append(("refuse", device))
        return self._decide(device, "refused")

    def revoke(self, device: str, since: str) -> Decided:
        """See ``DeskActs``."""
        self.did.append(("revoke", device, since))
        return self._decide(device, "revoked")

    def issue_card(self, folder: Path, code: str, out: Path, passphrase: str) -> CardIssued:
        """See ``DeskActs``."""
        self.did.append(("card", str(folder), code, str(out), passphrase))
        self._raise()
        return CardIssued("c9", code, ROOT, "2026-11-22T08:00:00Z")

    def pull(self, reporter: Reporter) -> Pulled:
        """See ``DeskActs``."""
        reporter.report(Progress("desk.pull", 1, 3))
        self._raise()
        return self.pulled

    def receive(self, stick: Path, answer: Path, reporter: Reporter) -> Pulled:
        """See ``DeskActs``."""
        reporter.report(Progress("courier.read", 0, 0, 31_000_000, 61_200_000))
        self.did.append(("receive", str(stick), str(answer)))
        self._raise()
        return self.pulled
