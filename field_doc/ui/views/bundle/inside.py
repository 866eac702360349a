"""What a bundle will hold, as far as it is decided while records are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from field_doc.ui.fmt import Fmt
from field_doc.ui.theme import current
from field_doc.ui.views.bundle.saying import package_level
from field_doc.ui.widgets.refill import clear
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.views.bundle.choosing import BundleState


def facts(state: BundleState, words: Words) -> tuple[tuple[str, str], ...]:
    """Rows of name and value; none while nothing is chosen. Pure."""
    if not state.chosen:
        return ()
    left = sum(1 for r in state.refusals if r.decided)
    waits = len(state.refusals) - left
    go = Fmt(words.lang).number(len(state.chosen) - len(state.refusals))
    parts = [words("{number} as sealed", number=go)]
    parts += [words.plural("{count} to decide", "{count} to decide", waits)] if waits else []
    parts += [words.plural("{count} named as not included", "{count} named as not included", left)] if left else []
    return (
        (words("Records"), ", ".join(parts)),
        (words("Handling level"), package_level((c for c in state.candidates if c.id in state.chosen), words)),
        (words("Originals"), words("files of these records, byte for byte where the edition allows")),
        (words("Proof"), words("signatures, ledger part, certificates")),
        (words("Checks"), words("VERIFY.md inside: anyone can check it")),
    )


class InsideFacts(QWidget):
    """The rows under their heading."""

    def __init__(self) -> None:
        super().__init__()
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self._title = label("", "section")
        column.addWidget(self._title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)

    def show_state(self, state: BundleState, words: Words) -> None:
        """Show a state."""
        rows = facts(state, words)
        self._title.setText(words("What will be in it"))
        clear(self._grid)
        for number, (name, value) in enumerate(rows):
            self._grid.addWidget(label(name, "help"), number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(value, "small", wrap=True), number, 1)
        self.setVisible(bool(rows))
