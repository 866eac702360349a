"""After a talk was stopped: the time is noted, what was told stays, help stands in large letters; nothing is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.ui.acts.care import VaultCare
from field_doc.ui.theme import current
from field_doc.ui.views.care.directory import DirectoryView
from field_doc.ui.views.care.lines import NEEDS, stop_note
from field_doc.ui.widgets.controls import Button, CheckBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.headers import Footer
from field_doc.ui.widgets.scroll import Page, measured
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.ui.program import Program
    from field_doc.ui.views.care import Offer

_MEASURE = 720


class StopPage(QWidget):
    """In the record column until it is left; nothing on it has to be filled in."""

    def __init__(self, program: Program, record: str, offered: tuple[str, ...], told: Offer | None) -> None:
        super().__init__()
        self._program, self._record, self._tell = program, record, told
        self._offered = [need for need in offered if need in NEEDS]
        self._other = tuple(need for need in offered if need not in NEEDS)
        self.at = program.need_session().clock.now().wall
        self._acts = VaultCare(program.need_session())
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self.boxes: dict[str, CheckBox] = {}
        self._build()

    def _build(self) -> None:
        theme, words = current(), self._program.words
        inner = QWidget()
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        measure = QWidget()
        column = QVBoxLayout(measure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        when = self._program.fmt.moment(self.at)
        column.addWidget(label(words("Stopped, {when}", when=when), "title", wrap=True))
        stays = (
            words("What was told stays. Nothing more has to be asked or written.")
            if self._record
            else words("Nothing was begun. What is written in a note stays. Nothing more has to be asked or written.")
        )
        column.addWidget(label(stays, "second", wrap=True))
        column.addSpacing(theme.px(8))
        column.addWidget(label(words("What was offered"), "section"))
        column.addWidget(self._needs())
        column.addSpacing(theme.px(8))
        self.directory = DirectoryView(self._program, self._acts, self._record)
        column.addWidget(self.directory)
        holder.addLayout(measured(measure, theme.px(_MEASURE)))
        holder.addStretch(1)
        self._outer.addWidget(Page(inner, words("Stopped")), 1)
        self._outer.addWidget(self._foot())

    def _needs(self) -> QWidget:
        labels = self._program.labels
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(16), row_gap=2)
        for need in NEEDS:
            box = CheckBox(labels.term(need))
            box.setChecked(need in self._offered)
            box.toggled.connect(lambda on, n=need: self._mark(n, on=on))
            self.boxes[need] = box
            flow.addWidget(box)
        return holder

    def _foot(self) -> Footer:
        words = self._program.words
        foot = Footer()
        self.leave_button = Button(words("Back to the statement") if self._record else words("Back to the list"))
        self.leave_button.clicked.connect(self._leave)
        self.own = Button(words("A few words for yourself…"), "link")
        self.own.clicked.connect(self._own_words)
        foot.set_left(self.leave_button)
        self.keep = Button(words("Keep it as a note"))
        self.keep.clicked.connect(self._keep)
        self.keep.setVisible(not self._record)
        foot.set_right(self.own, self.keep)
        return foot

    def _mark(self, need: str, *, on: bool) -> None:
        kept: list[str] = [n for n in NEEDS if (n in self._offered and n != need) or (on and n == need)]
        self._offered = kept
        if self._tell is not None:
            self._tell((*kept, *self._other))

    @property
    def offered(self) -> tuple[str, ...]:
        """Kinds of help marked as offered."""
        return tuple(self._offered)

    def _screen(self) -> Any:
        return self._program.shell.section

    @Slot()
    def _leave(self) -> None:
        self._screen().close_aside()

    @Slot()
    def _own_words(self) -> None:
        from field_doc.ui.views.care import show_own_words

        show_own_words(self._program)

    @Slot()
    def _keep(self) -> None:
        """A note of the stop itself: when, and what was offered; it can be thrown away like any draft."""
        program = self._program
        fields = stop_note(self.at, self._offered, program.labels, program.fmt)
        self._screen().close_aside()
        program.new_record("note", fields)

    def act(self, name: str) -> bool:
        """No act of the keyboard but Esc."""
        del name
        return False

    def retranslate(self) -> None:
        """Speak the other language; marks stay."""
        while (item := self._outer.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = {}
        self._build()
