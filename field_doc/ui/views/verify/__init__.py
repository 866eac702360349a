"""Checking a bundle: as a section of the window, and as a page before any vault is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from field_doc.ui.acts.bundles import Verifying
from field_doc.ui.acts.host import long_of
from field_doc.ui.screen import PlainScreen, Span
from field_doc.ui.views.verify.view import VerifyPage

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.base.i18n import Words
    from field_doc.ui.acts.bundles import VerifyActs
    from field_doc.ui.tasks import Done, Failed, Handle, Job, Runner, Told

KEY = "verify"


class VerifyScreen(PlainScreen):
    """The section: takes the whole window, goes back to where it was opened from."""

    def __init__(self, program: Any) -> None:
        self._program = program
        self._from = ""
        self.page = VerifyPage(program.words, long_of(program, KEY), Verifying())
        super().__init__(KEY, self.page, span=Span.FULL)
        self.page.back.connect(self._leave)

    def title(self) -> str:
        """The section's word."""
        return str(self._program.words("Check a bundle"))

    def check_bundle(self, path: str, trust: str, back_to: str) -> None:
        """Check a bundle at once; *Back* leads to ``back_to``."""
        self._from = back_to
        self.page.check_bundle(path, trust)

    def _leave(self) -> None:
        self._program.go(self._from or "overview")
        self._from = ""

    def act(self, name: str) -> bool:
        """The keys of the page."""
        return self.page.act(name)

    def back(self) -> bool:
        """Esc leaves."""
        return self.page.act("back")

    def set_columns(self, columns: int) -> None:
        """Fold."""
        self.page.set_columns(columns)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self.page.retranslate(words)


class VerifyAlone(VerifyPage):
    """The page without a vault. ``opened`` is never emitted; it is there because every such page has it."""

    opened = Signal(object)

    def __init__(self, words: Words, runner: Runner, acts: VerifyActs) -> None:
        self._runner = runner
        super().__init__(words, self._submit, acts)

    def _submit(self, title: str, job: Job, done: Done, failed: Failed, progress: Told) -> Handle:
        """Straight to the pool; what comes after the page is gone is dropped."""
        del title
        return self._runner.submit(job, owner=self, done=done, failed=failed, progress=progress, where="pool")

    def resizeEvent(self, event: Any) -> None:
        """Alone it folds itself."""
        from field_doc.ui.shell import columns_for

        super().resizeEvent(event)
        self.set_columns(columns_for(self.width()))


def make(program: Any) -> VerifyScreen:
    """The section."""
    return VerifyScreen(program)


def page(program: Any, vault: Path | None) -> VerifyAlone:
    """The page before a vault is open; ``back()`` leads to the page it came from."""
    del vault
    return VerifyAlone(program.words, program.runner, Verifying())
