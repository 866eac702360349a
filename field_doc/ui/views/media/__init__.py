"""Media: the files of a record, and of the whole vault in the section of all files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from field_doc.app.changes import Change, Kind
from field_doc.ui.acts.host import long_of
from field_doc.ui.acts.media import VaultMedia
from field_doc.ui.screen import PlainScreen, Span
from field_doc.ui.views.media.view import MediaView

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.host import ProgramLike


def _warning_words(program: ProgramLike) -> Callable[[str], str]:
    """Words of a content warning in the present language."""

    def said(term_id: str) -> str:
        term = program.registry.term(term_id)
        return str(term.label(program.words.lang)) if term is not None else term_id

    return said


def _view(program: ProgramLike, record_id: str, title: str, screen: str) -> MediaView:
    return MediaView(
        program.words,
        program.runner,
        VaultMedia(program.need_session(), program.case),
        announce=program.changed,
        record=record_id,
        title=title,
        warning=_warning_words(program),
        long=long_of(program, screen),
    )


def panel(program: ProgramLike, record_id: str) -> MediaView:
    """The media of one record, for a tab of its page."""
    return _view(program, record_id, "", "")


class MediaSection(PlainScreen):
    """All files of the vault."""

    def __init__(self, view: MediaView, words: Words) -> None:
        super().__init__("files", view, span=Span.WIDE)
        self.view, self._words = view, words

    def title(self) -> str:
        """The section's word."""
        return self._words("All files")

    def entered(self) -> None:
        """Load the first page."""
        self.view.reload()

    def act(self, name: str) -> bool:
        """The keys of the view."""
        return self.view.act(name)

    def back(self) -> bool:
        """Out of the viewer or a panel."""
        return self.view.back()

    def changed(self, changes: Iterable[object]) -> None:
        """Files came or went."""
        if any(isinstance(c, Change) and c.kind is Kind.FILES for c in changes):
            self.view.reload()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.view.retranslate(words)


def make(program: ProgramLike) -> MediaSection:
    """The section of all files."""
    return MediaSection(_view(program, "", "files", "files"), program.words)
