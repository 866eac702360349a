"""The documenter's own words: for nobody else, never sent, gone when they take them away."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from field_doc.base.ids import new_id
from field_doc.ui.acts.care import VaultCare
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.headers import Footer
from field_doc.ui.widgets.refill import clear
from field_doc.ui.widgets.scroll import Page, measured
from field_doc.ui.widgets.text import hairline, label

if TYPE_CHECKING:
    from field_doc.evidence.care import Debrief
    from field_doc.ui.program import Program

_MEASURE = 720
_SAVE_MS = 800


class OwnWords(QWidget):
    """One sheet to write on, what was written before under it."""

    closed = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._acts = VaultCare(program.need_session())
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # Named beforehand: each saving stands alone, also the last one of a page that is gone when it is done.
        self._note, self._typed = new_id(), ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVE_MS)
        self._soon.timeout.connect(self.save)
        program.locking.connect(self.flush)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._build()
        self._ask()

    def _build(self) -> None:
        theme, words = current(), self._program.words
        inner = QWidget()
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        measure = QWidget()
        column = QVBoxLayout(measure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(label(words("For yourself"), "title"))
        for text in (
            words("What you heard also touches you. Here you may write it down, or not."),
            words("Nobody is sent this: not the team, not the office, no bundle, no search, no ledger."),
            words(
                "Honestly: while the vault is open on this laptop, whoever has the laptop can read it here. It is also"
                " in the backups you make. What the team should know belongs in the statement's field for the team,"
                " which is sealed and sent."
            ),
        ):
            column.addWidget(label(text, "second", wrap=True))
        self.sheet = QPlainTextEdit()
        self.sheet.setAccessibleName(words("For yourself"))
        self.sheet.setTabChangesFocus(True)
        self.sheet.setMinimumHeight(theme.px(180))
        self.sheet.setPlainText(self._typed)
        self.sheet.textChanged.connect(self._soon.start)
        column.addWidget(self.sheet)
        self.before = QVBoxLayout()
        self.before.setSpacing(theme.px(8))
        column.addLayout(self.before)
        holder.addLayout(measured(measure, theme.px(_MEASURE)))
        holder.addStretch(1)
        self._outer.addWidget(Page(inner, words("For yourself")), 1)
        foot = Footer()
        self.leave_button = Button(words("Done"))
        self.leave_button.clicked.connect(self._leave)
        foot.set_left(self.leave_button)
        self._outer.addWidget(foot)

    def _ask(self) -> None:
        program = self._program
        program.runner.submit(
            lambda _r: self._acts.own_words(), owner=self, done=self._show_before, failed=program.show_error
        )

    def _show_before(self, notes: tuple[Debrief, ...]) -> None:
        clear(self.before)
        for note in notes:
            if note.id != self._note:
                self.before.addWidget(self._earlier(note))

    def _earlier(self, note: Debrief) -> QWidget:
        words, fmt = self._program.words, self._program.fmt
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(hairline())
        row = QHBoxLayout()
        row.addWidget(label(fmt.moment(datetime.fromisoformat(note.written_at)), "help"), 1)
        gone = Button(words("Erase"), "link")
        gone.setAccessibleName(words("Erase") + ": " + fmt.moment(datetime.fromisoformat(note.written_at)))
        gone.clicked.connect(lambda _checked=False, i=note.id: self.forget(i))
        row.addWidget(gone)
        column.addLayout(row)
        column.addWidget(label(note.text, wrap=True, select=True))
        return holder

    @Slot()
    def save(self) -> None:
        """Keep what is on the sheet; an emptied sheet takes its note away."""
        self._soon.stop()
        text, note, program, acts = self.sheet.toPlainText(), self._note, self._program, self._acts
        if text != self._typed:
            self._typed = text
            program.runner.submit(lambda _r: acts.keep(text, note), owner=program.shell, failed=program.save_failed)

    @Slot()
    def flush(self) -> None:
        """The vault is about to be closed: what is typed goes to it before."""
        self.save()

    def forget(self, note_id: str) -> None:
        """Take an earlier note away; nothing is asked twice, and nothing of it is kept."""
        program = self._program
        acts = self._acts
        program.runner.submit(
            lambda _r: acts.forget(note_id), owner=self, done=lambda _gone: self._ask(), failed=program.show_error
        )

    def left(self) -> None:
        """The page is left: keep what is on it."""
        self.save()

    @Slot()
    def _leave(self) -> None:
        self.closed.emit()

    def act(self, name: str) -> bool:
        """No act of the keyboard but Esc."""
        del name
        return False

    def showEvent(self, event: object) -> None:
        """Writing can begin at once."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.sheet.setFocus()

    def retranslate(self) -> None:
        """Speak the other language; what is typed stays."""
        self.save()
        while (item := self._outer.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._build()
        self._ask()
