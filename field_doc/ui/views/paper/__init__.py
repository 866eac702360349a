"""Paper: blank forms, typing in, reading back, labels, signed pages; one calm page of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from field_doc.ui.acts.host import long_of
from field_doc.ui.acts.paper import VaultPaper
from field_doc.ui.screen import PlainScreen, Span
from field_doc.ui.views.paper.view import PaperPage

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

KEY = "paper"


class PaperScreen(PlainScreen):
    """The section *Paper*."""

    def __init__(self, page: PaperPage, words: Words) -> None:
        super().__init__(KEY, page, span=Span.WIDE)
        self.page, self._words = page, words

    def title(self) -> str:
        """The section's word."""
        return self._words("Paper")

    def entered(self) -> None:
        """Load the list of forms."""
        self.page.presenter.refresh()

    def start(self, mode: str, **values: str) -> None:
        """Come here to do one thing: ``blank``, ``type``, ``record``, ``labels``, ``bind``."""
        self.page.start(mode, **values)

    def act(self, name: str) -> bool:
        """The keys of the page."""
        return self.page.act(name)

    def back(self) -> bool:
        """Esc takes a question away."""
        return self.page.step_back()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.page.retranslate(words)


def make(program: Any) -> PaperScreen:
    """The section."""
    acts = VaultPaper(program.need_session())
    page = PaperPage(
        program.words, program.runner, long_of(program, KEY), acts, lambda: str(program.case), program.changed
    )
    page.record_wanted.connect(program.open_record)
    return PaperScreen(page, program.words)


def start(program: Any, mode: str, **values: str) -> None:
    """From anywhere: go to the page and do one thing there."""
    program.go(KEY)
    screen = program.shell.section
    if screen is not None and screen.key == KEY:
        screen.start(mode, **values)
