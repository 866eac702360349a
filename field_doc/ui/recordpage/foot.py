"""The foot of a record's page: the way to stop, what is missing, the act at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.headers import Footer
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


class PageFoot(Footer):
    """Seal is never disabled: pressing it goes to what stands in the way."""

    seal_wanted = Signal()
    next_wanted = Signal()
    amend_wanted = Signal()
    stop_wanted = Signal()
    identity_wanted = Signal()
    own_words_wanted = Signal()

    def __init__(self, words: Words, *, draft: bool, record_type: str) -> None:
        super().__init__()
        self._words = words
        self._draft = draft
        left = []
        if draft and record_type == "statement":
            stop = Button(words("Stop the conversation"), icon_name="pause")
            stop.clicked.connect(self.stop_wanted)
            left.append(stop)
        if not draft and record_type == "statement":
            own = Button(words("A few words for yourself…"), "link")
            own.clicked.connect(self.own_words_wanted)
            left.append(own)
        if record_type == "person":
            identity = Button(words("Identity…"), icon_name="user-round")
            identity.clicked.connect(self.identity_wanted)
            left.append(identity)
        self.note = label(
            "" if draft else words("A sealed version is never changed. Amend it; both stay readable."),
            "help",
            wrap=True,
        )
        if draft:
            self.note.hide()
        self.set_left(*left)
        if draft:
            self._draft_acts()
        else:
            self._sealed_acts()

    def _draft_acts(self) -> None:
        self.glyph = Glyph("attention")
        self.glyph.setFixedSize(self.glyph.sizeHint())
        self.missing = Button("", "link")
        self.missing.clicked.connect(self.next_wanted)
        self.main = Button(self._words("Seal…"))
        self.main.clicked.connect(self.seal_wanted)
        self.set_right(self.glyph, self.missing, self.main)
        self.show_missing(0)

    def _sealed_acts(self) -> None:
        self._row.insertWidget(max(0, self._row.count() - 1), self.note, 4)
        self.main = Button(self._words("Amend…"), icon_name="pencil")
        self.main.clicked.connect(self.amend_wanted)
        self.set_right(self.main)

    def show_missing(self, count: int, where: str = "") -> None:
        """Say how many things are missing (and in which sections); pressing it goes to the next (F8)."""
        if not self._draft:
            return
        words = self._words
        self.glyph.setVisible(bool(count))
        self.missing.setVisible(bool(count))
        self.missing.setText(words.plural("{count} thing is missing", "{count} things are missing", count))
        self.missing.setToolTip("\n".join(part for part in (where, words("Go to the next one: F8")) if part))
        self.missing.setAccessibleDescription(where)
        self.main.set_kind("outline" if count else "primary")
        self.main.setText(words("Seal…") if count else words("Seal"))
