"""Which key does what in the workbench, and giving an act the key of a foot pedal: press "Change", then the pedal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.workbench.pedals import ACTS, Pedals
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


class KeyHelp(QWidget):
    """A row for each act: words, keys, a way to change them. Emits ``changed`` when a key was given."""

    changed = Signal()

    def __init__(self, words: Words, pedals: Pedals) -> None:
        super().__init__()
        theme = current()
        self._words, self._pedals = words, pedals
        self._asked = ""
        self._keys: dict[str, QLabel] = {}
        self.buttons: dict[str, Button] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(4))
        for line, (act, (name, _)) in enumerate(ACTS.items()):
            self._keys[act] = label("", "small", wrap=True)
            self.buttons[act] = Button(words("Change"), "link")
            self.buttons[act].setProperty("small", True)
            self.buttons[act].setAccessibleName(f"{words('Change')}: {words(name)}")
            self.buttons[act].clicked.connect(lambda _on=False, a=act: self.ask(a))
            self.buttons[act].installEventFilter(self)
            for place, widget in enumerate(
                (label(words(name), "small", wrap=True), self._keys[act], self.buttons[act])
            ):
                grid.addWidget(widget, line, place)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        self.note = label(words("A foot pedal sends keys too: press “Change”, then the pedal."), "help", wrap=True)
        grid.addWidget(self.note, len(ACTS), 0, 1, 3)
        self.usual = Button(words("The usual keys again"), "link")
        self.usual.clicked.connect(self._reset)
        grid.addWidget(self.usual, len(ACTS) + 1, 0, 1, 3)
        self._show()

    @property
    def asking(self) -> bool:
        """Whether the next key is to be given to an act."""
        return bool(self._asked)

    def ask(self, act: str) -> None:
        """Wait for the key."""
        self._asked = act
        self._keys[act].setText(self._words("Press the key or the pedal…"))
        self.buttons[act].setFocus()

    def take(self, key: int) -> bool:
        """A key was pressed while one was asked for; whether it was taken."""
        act, self._asked = self._asked, ""
        taken = key != Qt.Key.Key_Escape and self._pedals.set_key(act, key)
        refused = not taken and key != Qt.Key.Key_Escape
        self.note.setText(
            self._words("That key types or has other work. Choose an F key, or a key of the pedal.")
            if refused
            else self._words("A foot pedal sends keys too: press “Change”, then the pedal.")
        )
        self._show()
        self.changed.emit()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The key that is asked for, before the button sees it."""
        del watched
        if self._asked and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.take(event.key())
        return False

    @Slot()
    def _reset(self) -> None:
        self._pedals.reset()
        self._asked = ""
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for act, shown in self._keys.items():
            shown.setText(self._pedals.said(act, self._words))
