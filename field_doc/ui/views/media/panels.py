"""Small panels in the page: where files come from, writing a copy, taking files from a record, results by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.media.tiles import plain_name
from field_doc.ui.widgets.controls import Button, Radio
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.marks import StateLabel
from field_doc.ui.widgets.text import label, lead_label, lead_text

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.views.media.presenter import IntakeState, Line

_SHOWN_LINES = 50


def _card() -> tuple[QFrame, QVBoxLayout]:
    theme = current()
    card = QFrame()
    card.setProperty("strip", "quiet")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
    column.setSpacing(theme.px(8))
    return card, column


class SourcePanel(QWidget):
    """Asked once for a batch: where the files come from."""

    start = Signal(str)
    forget = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card, column = _card()
        outer.addWidget(card)
        self.chosen = label("", "strong", wrap=True)
        column.addWidget(self.chosen)
        kinds = QWidget()
        flow = FlowLayout(kinds, gap=current().px(20), row_gap=4)
        self.kinds = {key: Radio("") for key in ("card", "phone-copy", "messenger", "unknown")}
        for radio in self.kinds.values():
            flow.addWidget(radio)
        self.box = FieldBox("", kinds, target=self.kinds["card"])
        column.addWidget(self.box)
        row = QWidget()
        buttons = FlowLayout(row, gap=current().px(12))
        self.start_button, self.cancel_button = Button("", "primary", key="Enter"), Button("")
        buttons.addWidget(self.start_button)
        buttons.addWidget(self.cancel_button)
        column.addWidget(row)
        self.start_button.clicked.connect(self.go)
        self.cancel_button.clicked.connect(self.forget)
        self.retranslate(words)

    @Slot()
    def go(self) -> None:
        """Begin with the kind that is chosen."""
        self.start.emit(next((key for key, radio in self.kinds.items() if radio.isChecked()), ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins: Ctrl+Enter is the act of the record around this panel."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go()
        else:
            super().keyPressEvent(event)

    def show_state(self, state: IntakeState) -> None:
        """Show what was chosen."""
        if not state.asking:
            for radio in self.kinds.values():
                radio.setAutoExclusive(False)
                radio.setChecked(False)
                radio.setAutoExclusive(True)
        names = [plain_name(path.name or str(path)) for path in state.asking[:3]]
        more = len(state.asking) - len(names)
        rest = self._words.plural("and {count} more", "and {count} more", more) if more else ""
        self.chosen.setText(", ".join(names) + (f" {rest}" if rest else ""))
        self.box.set_problem(state.asked_problem, mark=False)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.box.set_name(words("Where do these files come from"))
        self.box.set_help(words("Asked once for all of them; it stands in the ledger. Originals are never changed."))
        said = {
            "card": words("Memory card of the camera"),
            "phone-copy": words("Copied from a phone"),
            "messenger": words("From a messenger or mail"),
            "unknown": words("Not known"),
        }
        for key, radio in self.kinds.items():
            radio.setText(said[key])
            radio.setAccessibleName(said[key])
        self.start_button.setText(words("Take in"))
        self.cancel_button.setText(words("Cancel"))


class ActPanel(QWidget):
    """One field, what the act means, and the act; stands in the side panel, never over the window."""

    done = Signal(str)
    left = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card, column = _card()
        outer.addWidget(card)
        self.text = QLineEdit()
        self.title = label("", "strong", wrap=True)
        self.warning = label("", "small", wrap=True)
        self.box = FieldBox("", self.text)
        row = QWidget()
        flow = FlowLayout(row, gap=current().px(12))
        self.act_button, self.cancel_button = Button(""), Button(words("Cancel"))
        flow.addWidget(self.act_button)
        flow.addWidget(self.cancel_button)
        for widget in (self.title, self.warning, self.box, row):
            column.addWidget(widget)
        self.text.returnPressed.connect(self._go)
        self.act_button.clicked.connect(self._go)
        self.cancel_button.clicked.connect(self.left)
        self._missing = ""

    def ask(self, title: str, warning: str, field: str, act: str, missing: str) -> None:
        """Show the panel for an act; ``missing`` is what an empty field says."""
        self.title.setText(title)
        self.warning.setText(warning)
        self.box.set_name(field)
        self.act_button.setText(act)
        self._missing = missing
        self.text.clear()
        self.box.set_problem("")
        self.show()
        self.text.setFocus()

    @Slot()
    def _go(self) -> None:
        text = self.text.text().strip()
        self.box.set_problem("" if text else self._missing)
        if text:
            self.done.emit(text)


class ResultList(QWidget):
    """What became of the paths that were not simply taken in; each with its reason on its row."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().px(10))
        self._lines: tuple[Line, ...] | None = None

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines or ())

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show them; the first fifty and a count of the rest."""
        if self._lines == tuple(lines):
            return
        self._lines = tuple(lines)
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        # What failed needs a person and stands before what was known.
        ordered = sorted(lines, key=lambda line: line.state == "known")
        for line in ordered[:_SHOWN_LINES]:
            self._column.addWidget(self._row(line))
        if len(ordered) > _SHOWN_LINES:
            rest = self._words.plural("and {count} more", "and {count} more", len(ordered) - _SHOWN_LINES)
            self._column.addWidget(label(rest, "help"))

    def _row(self, line: Line) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        known = line.state == "known"
        word = self._words("Already in the vault") if known else ""
        column.addWidget(StateLabel("saved" if known else "failed", self._words, word), 0, Qt.AlignmentFlag.AlignLeft)
        text = lead_label(line.name, line.reason, "small")
        text.setText(lead_text(line.name, line.reason))
        text.setToolTip(line.path)
        column.addWidget(text)
        return row

    def retranslate(self, words: Words) -> None:
        """Speak the other language; lines come anew."""
        self._words, self._lines = words, None
