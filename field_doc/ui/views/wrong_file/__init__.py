"""The page in place of the first one when a file of the program itself is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from field_doc.ui.messages import describe
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.errors import FieldDocError
    from field_doc.base.i18n import Words

__all__ = ["WrongFilePage"]


class WrongFilePage(QWidget):
    """Which file, what is safe, what to do: no vault is opened with forms that may lack a field."""

    def __init__(self, words: Words, error: FieldDocError) -> None:
        super().__init__()
        theme = current()
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        message = describe(error, words)
        column = QVBoxLayout(self)
        pad = theme.px(48)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme.px(12))
        column.addStretch(1)
        column.addWidget(label(words("Field Doc cannot start"), "title"))
        self.said = [label(text, wrap=True, select=True) for text in (message.what, message.kept, message.do) if text]
        for line in self.said:
            line.setMaximumWidth(theme.px("measure"))
            column.addWidget(line)
        self.leave = Button(words("Close"))
        self.leave.clicked.connect(QApplication.quit)
        column.addWidget(self.leave)
        column.addStretch(2)
