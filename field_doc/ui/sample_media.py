"""Media, ledger, settings and recovery with invented content, for pictures and for tests; nothing here is a vault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from field_doc.app import share_words
from field_doc.app.changes import Done
from field_doc.app.commands.custody import Head, Proven
from field_doc.app.commands.files import Exported, FilesPage
from field_doc.app.commands.intake import IntakeResult
from field_doc.app.commands.upkeep import BackupResult, CheckResult
from field_doc.app.commands.vaults import Shares
from field_doc.app.ledger_pages import LedgerPage
from field_doc.app.ledger_view import HistoryLine
from field_doc.app.self_check import Check
from field_doc.base.progress import Progress
from field_doc.decode.values import Pixels, Problem
from field_doc.evidence.check import Finding
from field_doc.evidence.model import Delivery, FileRow, Intake
from field_doc.ui.acts.upkeep import Part, Safety
from field_doc.ui.samples import sections, status
from field_doc.ui.screen import PlainScreen
from field_doc.ui.shell import ResponsiveShell
from field_doc.ui.tasks import Inline

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from field_doc.app.share_words import ShareFacts
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter

_NOW: Final = datetime(2026, 11, 12, 15, 48, tzinfo=UTC)
_SKY, _WOOD, _FIELD = (186, 198, 204), (96, 112, 98), (150, 150, 112)


def landscape(width: int, height: int, seed: int) -> Pixels:
    """A field under a sky: rows of RGB, no photograph of anything."""
    rows = []
    horizon = height * (38 + seed % 14) // 100
    for y in range(height):
        if y < horizon - height // 12:
            tone = tuple(c + 20 * (horizon - y) // max(1, horizon) for c in _SKY)
        elif y < horizon:
            tone = _WOOD
        else:
            tone = tuple(c - 18 * (y - horizon) // height - seed % 5 for c in _FIELD)
        rows.append(bytes(min(255, max(0, c)) for c in tone) * width)
    return Pixels(b"".join(rows), width, height)


def sample_file(number: int, kind: str = "image") -> FileRow:
    """An invented file."""
    findings = {2: "no_offset", 6: "modified_after_capture", 9: "truncated"}
    found: tuple[Any, ...] = ({"code": findings[number % 12], "details": []},) if number % 12 in findings else ()
    facts: dict[str, Any] = {
        "captured_at": f"2026-11-12T14:{number % 60:02}:07+02:00", "captured_at_basis": "exif_original_with_offset",
        "gps": {"lat": "51.61806", "lon": "31.54806", "accuracy_m": "4", "datum": "WGS-84"},
        "make": "Sample", "model": "NX-20", "serial": "0041883", "width": 6000, "height": 4000,
    }  # fmt: skip
    names = {"image": f"IMG_{2096 + number}.JPG", "video": f"MOV_{number:04}.MP4", "document": "Акт обстеження.pdf"}
    media = {"image": "image/jpeg", "video": "video/mp4", "document": "application/pdf"}
    return FileRow(
        id=f"file-{number}", series_id="series", payload="",
        sha256="sha256:" + sha256(str(number).encode()).hexdigest(),
        bytes=6_400_000, media_type=media[kind], kind=kind, name=names[kind], protection="restricted",
        taken_in_at=_NOW.isoformat(), facts=facts if kind == "image" else {}, findings=found, problem=None,
        detached=False, delivery=Delivery.NONE,
    )  # fmt: skip


class SampleMedia:
    """Media acts over invented files."""

    def __init__(self, total: int = 96, warnings: tuple[str, ...] = ()) -> None:
        self.total, self.warnings = total, warnings
        self.viewed: list[tuple[str, str]] = []

    def _file(self, number: int) -> FileRow:
        kind = {4: "video", 11: "document"}.get(number, "image")
        return sample_file(number, kind)

    def page(self, record: str, limit: int, offset: int) -> FilesPage:
        """Files by pages; every seventh stands in a series with warnings."""
        del record
        files = tuple(self._file(n) for n in range(offset, min(self.total, offset + limit)))
        return FilesPage(files, self.total, {"series": self.warnings})

    def thumbnails(self, ids: Sequence[str]) -> dict[str, Pixels | None]:
        """Landscapes."""
        return {i: landscape(320, 213, int(i.rpartition("-")[2])) for i in ids}

    def take_in(self, paths: Sequence[Path], record: str, source_kind: str, reporter: Reporter) -> IntakeResult:
        """As a card of which one file cannot be read."""
        del paths, record, source_kind
        reporter.report(Progress("intake.copy", 8, 12, 50_000_000, 80_000_000))
        items = [Intake(f"DCIM/IMG_{n}.JPG", "taken", f"file-{n}") for n in range(8)]
        items += [
            Intake("DCIM/IMG_2107.JPG", "known", "file-11"),
            Intake("DCIM/IMG_2100.JPG", "failed", code="intake.source-unreadable"),
        ]
        return IntakeResult(tuple(items), "series", False, frozenset())

    def view(self, file_id: str, purpose: str) -> Pixels | Problem:
        """A larger landscape."""
        self.viewed.append((file_id, purpose))
        return landscape(1500, 1000, int(file_id.rpartition("-")[2]))

    def export(self, file_id: str, out: Path, purpose: str, reporter: Reporter) -> Exported:
        """Nothing is written."""
        del file_id, out, purpose, reporter
        return Exported("", 6_400_000, frozenset())

    def detach(self, record: str, series: str, reason: str) -> Done:
        """Nothing happens."""
        del record, series, reason
        return Done()


_SENT: Final = "sha256:" + sha256(b"submission").hexdigest()
_NAMES: Final = {"file-1": "IMG_2096.JPG", "series": "M-6B0V-4"}
_EVENTS: Final[tuple[tuple[str, dict[str, str], dict[str, Any]], ...]] = (
    ("vault.created", {"role": "field"}, {"code": "FD3-D02"}), ("vault.unlocked", {}, {}),
    ("draft.begun", {"type": "statement", "code": "W-7K3Q-C"}, {}),
    ("intake.captured", {"file": "file-1", "media_type": "image.jpeg", "bytes": "6400000", "class": "restricted",
                         "source_kind": "card"},
     {"name": "IMG_2096.JPG", "path": "DCIM/100NX/IMG_2096.JPG", "series": "series", "modified": _NOW.isoformat(),
      "sha256": "sha256:" + sha256(b"1").hexdigest()}),
    ("file.viewed", {"file": "file-1"}, {"purpose": "Перевірити підпис до знімка"}),
    ("record.sealed", {"number": "1", "type": "statement", "complete": "no", "attachments": "14",
                       "version": "sha256:" + sha256(b"2").hexdigest()}, {"code": "W-7K3Q-C"}),
    ("file.exported", {"file": "file-1", "form": "plain"}, {"purpose": "для лікаря"}),
    ("fixity.checked", {"extent": "full", "payloads": "614", "findings": "0"}, {}),
    ("transfer.sent", {"submission": _SENT, "objects": "15"}, {}),
    ("receipt.accepted", {"submission": _SENT, "size": "1187", "receipt": _SENT}, {}),
    ("export.bundled", {"bundle": "b-2026-0c11a4", "edition": "pseudonymised", "records": "4", "files": "12",
                        "purpose": "cp_ua_authorities", "form": "signed"},
     {"recipient": "Обласна прокуратура, відділ воєнних злочинів", "recipient_code": "R-27E396"}),
)  # fmt: skip


class SampleCustody:
    """Ledger acts over invented entries."""

    def __init__(self, size: int = 1204, findings: tuple[Finding, ...] = ()) -> None:
        self.size, self.findings = size, findings

    def page(self, group: str, limit: int, offset: int) -> LedgerPage:
        """Newest first."""
        del group
        numbers = range(self.size - 1 - offset, max(-1, self.size - 1 - offset - limit), -1)
        return LedgerPage(tuple(self._line(n) for n in numbers), self.size, names=_NAMES)

    @staticmethod
    def _line(number: int) -> HistoryLine:
        event, terms, detail = _EVENTS[number % len(_EVENTS)]
        return HistoryLine(1, number, event, _NOW.isoformat(), terms, detail)

    def counts(self) -> dict[str, int]:
        """Invented."""
        parts = {"changes": 812, "reads": 240, "handovers": 41, "vault": 111}
        return {"all": self.size, **(parts if self.size else dict.fromkeys(parts, 0))}

    def head(self) -> Head:
        """Invented."""
        return Head(
            1, "field-doc.example/log/7c1f0f6c-43c2-4ab2-9d7c-2a41e6c0f9b1", self.size, sha256(b"root").digest()
        )

    def verify(self) -> tuple[Finding, ...]:
        """As given."""
        return self.findings

    def prove(self, seq: int, out: Path) -> Proven:
        """Nothing is written."""
        del out
        return Proven(seq, self.size, sha256(b"root").digest())


class SampleSettings:
    """Settings acts over an invented vault."""

    def __init__(self, shares: str = "none", days: int | None = 2, findings: tuple[Finding, ...] = ()) -> None:
        self._safety = Safety(
            "Сховище-3",
            shares,
            None if days is None else _NOW,
            days,
            enrol_again=False,
            folder=Path("Сховище-3.fdvault"),
        )
        self._findings = findings
        self.noted = False

    def safety(self) -> Safety:
        """As given."""
        return self._safety

    def strong_enough(self, passphrase: str) -> bool:
        """Five words."""
        return len(passphrase.split()) >= 5

    def change_passphrase(self, old: str, new: str) -> Done:
        """Nothing happens."""
        del old, new
        return Done()

    def make_shares(self, threshold: int, count: int) -> Shares:
        """Words of the list, of no key."""
        words = share_words.word_list()
        mnemonics = tuple(
            " ".join(words[(31 * n + 7 * i) % len(words)] for i in range(33)) for n in range(1, count + 1)
        )
        return Shares(threshold, mnemonics, frozenset())

    def note_shares(self) -> None:
        """Remember."""
        self.noted = True

    def backup(self, out: Path, reporter: Reporter) -> BackupResult:
        """Nothing is written."""
        del out
        reporter.report(Progress("backup.copy", 120, 340, 1_300_000_000, 2_100_000_000))
        return BackupResult(343, 2_100_000_000, _NOW.isoformat(), frozenset())

    def check(self, *, full: bool, reporter: Reporter) -> CheckResult:
        """As given."""
        del full, reporter
        return CheckResult(self._findings, 340, 2_100_000_000, 1204)

    def self_check(self) -> tuple[Check, ...]:
        """Invented."""
        return (
            Check("versions", "ok", "field-doc 1.0, Python 3.11"), Check("signatures", "ok", "Ed25519, ML-DSA-44"),
            Check("swap", "notice", "on"), Check("disk-encryption", "notice", "not found"),
        )  # fmt: skip

    def about(self) -> tuple[Part, ...]:
        """Invented."""
        return (Part("Field Doc", "1.0", "Apache-2.0"), Part("PySide6", "6", "LGPL-3.0-only"))


class SampleRecovery:
    """Recovery acts that open nothing."""

    def complete(self, typed: str) -> str | None:
        """The real list."""
        return share_words.complete(typed)

    def look_at(self, mnemonic: str) -> ShareFacts:
        """The real check."""
        return share_words.look_at(mnemonic)

    def strong_enough(self, passphrase: str) -> bool:
        """Five words."""
        return len(passphrase.split()) >= 5

    def recover(self, vault: Path, mnemonics: Sequence[str], passphrase: str, reporter: Reporter) -> object:
        """Nothing is opened."""
        del vault, mnemonics, passphrase, reporter
        return "session"

    def restore(
        self, source: Path, target: Path, passphrase: str, mnemonics: Sequence[str], reporter: Reporter
    ) -> object:
        """Nothing is made."""
        del source, target, passphrase, mnemonics
        reporter.report(Progress("backup.restore", 120, 340, 1_300_000_000, 0))
        return "session"


class HeldRunner(Inline):
    """Runs short acts at once and leaves long ones running for ever, as a picture needs it."""

    def submit(
        self,
        job: Any,
        *,
        owner: object,
        done: Any = None,
        failed: Any = None,
        progress: Any = None,
        where: Any = "vault",
    ) -> Any:
        """Long acts (those that tell progress) report once and never end."""
        if progress is None:
            return super().submit(job, owner=owner, done=done, failed=failed, where=where)

        class _Reporter:
            def report(self, value: Progress) -> None:
                progress(value)

            def check(self) -> None:
                """Go on."""

        job(_Reporter())
        return super().submit(lambda _r: None, owner=owner)


def _nothing(_changes: object) -> None:
    """Nobody is told."""


def _shell(words: Words, key: str, pane: QWidget) -> ResponsiveShell:
    shell = ResponsiveShell(words)
    shell.nav.set_case(words("Case") + " T-14")
    shell.add_screen(PlainScreen(key, pane))
    shell.set_sections(sections(words))
    shell.show_status(status(words))
    shell.go(key)
    shell.show_main()
    return shell


def media(words: Words, what: str = "") -> QWidget:
    """All files; ``what``: empty, asking, running, ended, viewer, opened, many, warned."""
    from field_doc.ui.views.media.view import MediaView

    warned = {"uk": "Смерть або тіла загиблих", "en": "Death or dead bodies"}[words.lang]
    acts = SampleMedia({"empty": 0, "many": 10_000}.get(what, 96), (warned,) if what in {"warned", "viewer"} else ())
    runner = HeldRunner() if what == "running" else Inline()
    view = MediaView(words, runner, acts, announce=_nothing, title="files")
    if what in {"asking", "running", "ended"}:
        view.presenter.choose([Path("DCIM")])
    if what in {"running", "ended"}:
        view.presenter.start("card")
    tile = view.model.tile(5)
    if tile is not None and what in {"", "viewer", "opened"}:
        view.grid.select(tile.id)
    if tile is not None and what in {"viewer", "opened"}:
        view.open_tile(tile)
    if what == "opened":
        view.viewer.presenter.show(words("Check the caption of the photograph"))
    return _shell(words, "files", view)


def ledger(words: Words, what: str = "") -> QWidget:
    """The ledger; ``what``: fails, holds, empty."""
    from field_doc.ui.views.custody.view import LedgerView

    findings = (Finding("check.ledger-order", "1/402"),) if what == "fails" else ()
    view = LedgerView(words, Inline(), SampleCustody(findings=findings))
    view.entered()
    if what in {"fails", "holds"}:
        view.presenter.verify()
    view.list.setCurrentIndex(view.model.index(2, 0))
    return _shell(words, "ledger", view)


def settings(words: Words, section: str = "window") -> QWidget:
    """The settings at a section."""
    from field_doc.ui.views.settings.view import SettingsView

    findings = (Finding("check.payload-missing", "a3f0"), Finding("check.payload-differs", "b771"))
    acts = SampleSettings(findings=findings if section == "check" else ())
    view = SettingsView(words, Inline(), acts, announce=_nothing, today=lambda: "2026-11-12")
    view.show_choices(words.lang, "system", 1.0, 5)
    view.presenter.refresh()
    view.show_section(section)
    if section == "backup":
        view.presenter.backup(Path("/media/disk"))
    if section == "check":
        view.presenter.check(full=True)
        view.presenter.look()
    return _shell(words, "settings", view)


def shares(words: Words, step: str = "plan") -> QWidget:
    """Making shares at a step."""
    from field_doc.ui.views.recovery.shares import SharesPage

    page = SharesPage(words, Inline(), SampleSettings(), _nothing, share_words.complete)
    if step != "plan":
        page.presenter.make()
    if step == "type":
        page.presenter.written()
        page.presenter.check("acid", "")
    return _shell(words, "settings", page)


def recover(words: Words) -> QWidget:
    """Typing a share."""
    from field_doc.ui.views.recovery.pages import RecoverPage

    page = RecoverPage(words, Inline(), SampleRecovery(), Path("Сховище-3.fdvault"))
    page.shares.collector.take(" ".join(share_words.word_list()[40:52]))
    page.shares.field.setText("acad")
    page.shares.collector.typing("acad")
    return page


def restore(words: Words) -> QWidget:
    """Restoring, with what is missing said."""
    from field_doc.ui.views.recovery.pages import RestorePage

    page = RestorePage(words, Inline(), SampleRecovery())
    page.set_source(Path("/media/disk/Сховище-3-2026-11-12"))
    page.go()
    return page


def _of(make: Callable[..., QWidget], what: str) -> Callable[[Words], QWidget]:
    return lambda words: make(words, what)


MORE: Final[dict[str, Callable[[Words], QWidget]]] = {
    "05-media": media,
    **{f"05-media-{what}": _of(media, what) for what in ("empty", "asking", "running", "ended", "many", "warned")},
    "06-viewer-covered": _of(media, "viewer"),
    "06-viewer-opened": _of(media, "opened"),
    "17-ledger": ledger,
    **{f"17-ledger-{what}": _of(ledger, what) for what in ("holds", "fails")},
    **{f"18-settings-{s}": _of(settings, s) for s in ("window", "safety", "backup", "check", "about")},
    **{f"19-shares-{s}": _of(shares, s) for s in ("plan", "show", "type")},
    "19-recover": recover,
    "19-restore": restore,
}
