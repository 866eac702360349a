"""A path typed or chosen with the system's own dialog; and a command to copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.text import copy_text

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

Mode = Literal["folder", "file", "save"]
_FILE_MODES = {
    "folder": QFileDialog.FileMode.Directory,
    "file": QFileDialog.FileMode.ExistingFile,
    "save": QFileDialog.FileMode.AnyFile,
}


def ask_path(parent: QWidget, title: str, mode: Mode, start: str = "") -> QFileDialog:
    """The system's dialog, shown; connect ``fileSelected``. It goes when it is closed."""
    dialog = QFileDialog(parent, title, start)
    dialog.setFileMode(_FILE_MODES[mode])
    if mode == "folder":
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    if mode == "save":
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class PathLine(QWidget):
    """A line for a path with its *Choose…*; a folder or file may also be dropped on it.

    Signals:
        changed: the text, after each key or choice.
        entered: Enter was pressed in the line.
    """

    changed = Signal(str)
    entered = Signal()

    def __init__(self, words: Words, title: str, mode: Mode = "folder") -> None:
        super().__init__()
        self._title, self._mode = title, mode
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(8))
        self.line = QLineEdit()
        self.line.textChanged.connect(self.changed)
        self.line.returnPressed.connect(self.entered)
        row.addWidget(self.line, 1)
        self.button = Button("")
        self.button.clicked.connect(self._ask)
        row.addWidget(self.button)
        self._row = row
        self.setAcceptDrops(True)
        self.retranslate(words, title)

    def text(self) -> str:
        """What stands in the line."""
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        """Put a path into the line."""
        if text != self.line.text():
            self.line.setText(text)

    def add_choice(self, mode: Mode) -> Button:
        """A further button that asks for another kind of path; whoever adds it says its words."""
        button = Button("")
        button.clicked.connect(lambda: self._ask_for(mode))
        self._row.addWidget(button)
        return button

    @Slot()
    def _ask(self) -> None:
        self._ask_for(self._mode)

    def _ask_for(self, mode: Mode) -> None:
        near = Path(self.text()) if self.text() else Path.home()
        start = next((str(p) for p in (near, *near.parents) if p.is_dir()), "")
        ask_path(self, self._title, mode, start).fileSelected.connect(self.line.setText)

    def retranslate(self, words: Words, title: str) -> None:
        """Speak the other language."""
        self._title = title
        self.button.setText(words("Choose…"))
        self.button.setAccessibleName(f"{title}: {words('Choose…')}")


class CommandLine(QWidget):
    """A command in the typewriter face, whole, with *Copy*."""

    def __init__(self, command: str, words: Words) -> None:
        super().__init__()
        self._command = command
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(8))
        self.line = QLineEdit(command)
        self.line.setReadOnly(True)
        self.line.setProperty("kind", "command")
        self.line.setCursorPosition(0)
        self.line.setAccessibleName(words("Command"))
        row.addWidget(self.line, 1)
        self.copy = Button(words("Copy"), "small", icon_name="copy")
        self.copy.clicked.connect(self.copy_command)
        row.addWidget(self.copy)

    @Slot()
    def copy_command(self) -> None:
        """Put the command on the clipboard."""
        copy_text(self._command)
