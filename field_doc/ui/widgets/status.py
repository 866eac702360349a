"""The status line: is it saved, is it safe, has the office got it, how do I lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.text import IconLabel, label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One answer: a state glyph or an icon, the sentence, and short words for a narrow window.

    ``act`` names where a click leads (a screen key or a command); empty: plain words.
    """

    text: str
    short: str
    glyph: str = ""
    icon: str = ""
    act: str = ""
    problem: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """All answers of the line, left to right: saved, office, backup, work in the background."""

    saved: StatusItem
    rest: tuple[StatusItem, ...] = ()


class _Answer(QWidget):
    """One answer in the line."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(current().px(7))
        self._item: StatusItem | None = None
        self._narrow = False

    def show_item(self, item: StatusItem, *, narrow: bool, first: bool) -> None:
        if (item, narrow) == (self._item, self._narrow):
            return
        self._item, self._narrow = item, narrow
        while (entry := self._row.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if item.glyph:
            self._row.addWidget(Glyph(item.glyph))
        elif item.icon:
            self._row.addWidget(IconLabel(item.icon))
        words = item.short if narrow else item.text
        if item.act:
            button = Button(words, "status")
            button.clicked.connect(lambda: self.acted.emit(item.act))
            button.setAccessibleName(item.text)
            self._row.addWidget(button)
        else:
            text = label(words, "problem" if item.problem else "small")
            text.setAccessibleName(item.text)
            self._row.addWidget(text)
            if first and not item.problem:
                text.setStyleSheet(f"color: {current().hex('text.1')};")
        self.setToolTip(item.text if narrow else "")


class StatusLine(QFrame):
    """The line at the foot of the window."""

    lock = Signal()
    acted = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        theme = current()
        self.setProperty("ground", "window")
        self.setProperty("edge", "top")
        self._words, self._narrow = words, False
        self._status: Status | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        row.setSpacing(theme.px(22))
        self._answers: list[_Answer] = []
        self._row = row
        row.addStretch(1)
        self._lock = Button(words("Lock"), "status", icon_name="lock", key="Ctrl L")
        self._lock.clicked.connect(self.lock)
        row.addWidget(self._lock)
        self.setFixedHeight(theme.px("status"))
        # A long sentence is cut at the window's edge; it never keeps the window from folding.
        self.setMinimumWidth(1)
        self.setAccessibleName(words("Status line"))

    def show_status(self, status: Status) -> None:
        """Show the answers."""
        self._status = status
        items = (status.saved, *status.rest)
        while len(self._answers) < len(items):
            answer = _Answer()
            answer.acted.connect(self.acted)
            self._row.insertWidget(len(self._answers), answer)
            self._answers.append(answer)
        for index, answer in enumerate(self._answers):
            answer.setVisible(index < len(items))
            if index < len(items):
                answer.show_item(items[index], narrow=self._narrow, first=index == 0)

    def set_narrow(self, narrow: bool, *, short: bool | None = None) -> None:
        """Short words, full ones in tooltips; in one column the line is higher for thumbs and large text."""
        self._narrow = narrow if short is None else short
        self.setFixedHeight(current().px("narrow" if narrow else "status"))
        if self._status is not None:
            self.show_status(self._status)

    def retranslate(self, words: Words) -> None:
        """Speak the other language; the answers come anew from the presenter."""
        self._words = words
        self._lock.setText(words("Lock"))
        self.setAccessibleName(words("Status line"))
