"""Issuing a bundle: a section of the window that takes it whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from field_doc.app.changes import Change, Kind
from field_doc.ui import namewords
from field_doc.ui.acts.bundles import VaultBundles
from field_doc.ui.acts.host import long_of
from field_doc.ui.screen import PlainScreen, Span
from field_doc.ui.views.bundle.presenter import BundlePresenter
from field_doc.ui.views.bundle.view import BundlePages

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.bundles import BundleActs

KEY: Final = "bundle"
# Groups of the consent vocabulary that say what a hand-over is for.
PURPOSES: Final = "consent_purposes:sharing+use"


class BundleScreen(PlainScreen):
    """The section. What was chosen stays when one leaves it."""

    def __init__(self, program: Any, acts: BundleActs) -> None:
        self._program = program
        self._loaded = False

        def presenter(view: BundlePages) -> BundlePresenter:
            return BundlePresenter(
                view, program.runner, long_of(program, KEY), acts, program.words,
                type_label=program.labels.type, announce=program.changed,
                say_name=lambda hit, hits: namewords.say(hit, hits, program.labels, program.registry),
            )  # fmt: skip

        self.page = BundlePages(program.words, presenter)
        super().__init__(KEY, self.page, span=Span.FULL)
        self.page.back.connect(lambda: program.go("overview"))
        self.page.record_wanted.connect(program.open_record)
        self.page.place_wanted.connect(program.open_record)
        self.page.check_wanted.connect(self._check)
        self.retranslate(program.words)

    def title(self) -> str:
        """The section's word."""
        return str(self._program.words("New bundle"))

    def entered(self) -> None:
        """Ask for records and cases."""
        self._fill()
        if not self._loaded:
            self._loaded = True
            self.page.presenter.load()

    def _fill(self) -> None:
        program = self._program
        terms = program.registry.vocabulary(PURPOSES).terms
        labels = program.labels
        cases = getattr(getattr(program, "frame", None), "cases", ())
        named = [
            (case.id, program.words("The whole case {code}", code=case.code)) for case in cases
        ]  # fmt: skip
        self.page.fill([(t.id, labels.term(t.id)) for t in terms], named)

    def _check(self, folder: str, root: str) -> None:
        """Check the new bundle against the office's own root."""
        self._program.go("verify")
        screen = self._program.shell.section
        if screen is not None and hasattr(screen, "check_bundle"):
            screen.check_bundle(folder, root, KEY)

    def act(self, name: str) -> bool:
        """The keys of the pages."""
        return self.page.act(name)

    def back(self) -> bool:
        """Esc: the page before, else out."""
        if not self.page.presenter.go_back():
            self._program.go("overview")
        return True

    def set_columns(self, columns: int) -> None:
        """Fold."""
        self.page.set_columns(columns)

    def changed(self, changes: Iterable[object]) -> None:
        """Records were sealed, or consent changed: ask anew."""
        if self._loaded and any(isinstance(c, Change) and c.kind is Kind.RECORD for c in changes):
            self.page.presenter.load()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self.page.retranslate(words)
        self._fill()
        self.page.presenter.retranslate(words, self._program.labels.type)


def make(program: Any) -> BundleScreen:
    """The section on the open vault."""
    return BundleScreen(program, VaultBundles(program.need_session()))
