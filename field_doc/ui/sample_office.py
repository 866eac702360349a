"""Bundle, check, outbox and desk with invented content: for pictures and for tests of the pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from field_doc.base.errors import Cancelled
from field_doc.ui.memory import Forgetful
from field_doc.ui.tasks import Inline
from field_doc.verifier.claims import CLAIMS, Claim, Holding, Trusted, Verdict

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress, Reporter

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
            "file": "data/exhibits/031.jpg", "matching": 213, "differing": 1,
            "listed": "4f1c92d077ae08b3b6e51d42c09f3a68e2d75b1184fc906a7c3ef0a92d5561b8",
            "found": "a2085be1f4c7913d0e6672ab58f0d9146b3dc2f8017e95aa44108ed3f72c39b0",
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


__all__ = ["AT", "ROOT", "Collection", "SampleProgram", "SampleVerifying", "Sequence", "sample_verdict"]
