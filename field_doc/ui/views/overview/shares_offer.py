"""After a vault is made: recovery shares are offered, and can wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from field_doc.ui.forms.base import row_of
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, Segments
from field_doc.ui.widgets.text import IconLabel, label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


class SharesOffer(QWidget):
    """``make`` or ``later``; later stands in the status line until it is done."""

    make = Signal()
    later = Signal()
    language = Signal(str)

    def __init__(self, words: Words, *, can_make: bool) -> None:
        super().__init__()
        theme = current()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(24))
        top = QHBoxLayout()
        top.addStretch(1)
        self.languages = Segments("Мова · Language", (("uk", "Українська"), ("en", "English")))
        self.languages.chosen.connect(self.language)
        top.addWidget(self.languages)
        outer.addLayout(top)
        outer.addStretch(2)
        box = QWidget()
        box.setMaximumWidth(theme.px("measure"))
        column = QVBoxLayout(box)
        column.setSpacing(theme.px(12))
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(IconLabel("key-round", "accent", "icon.large"))
        self.title = label("", "title", wrap=True)
        head.addWidget(self.title, 1)
        column.addLayout(head)
        self.texts = [label("", wrap=True) for _ in range(3)]
        for text in self.texts:
            column.addWidget(text)
        column.addSpacing(theme.px(8))
        self.make_button, self.later_button = Button("", "primary"), Button("")
        self.make_button.clicked.connect(self.make)
        self.later_button.clicked.connect(self.later)
        column.addWidget(row_of(self.make_button, self.later_button))
        self.make_button.setVisible(can_make)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(box, 6)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(4)
        self.retranslate(words)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self.languages.set_key(words.lang)
        self.title.setText(words("The vault is made. Recovery shares?"))
        said = (
            words("If you forget the passphrase, nobody can open the vault: not the office, not the makers."),
            words(
                "Recovery shares are lists of words on paper for several people you trust. Some of them together "
                "open the vault; one alone opens nothing."
            ),
            words("It takes about ten minutes, paper and a pen. You can do it later in Settings."),
        )
        for target, text in zip(self.texts, said, strict=True):
            target.setText(text)
        self.make_button.setText(words("Make shares now"))
        self.later_button.setText(words("Later"))

    def showEvent(self, event: object) -> None:
        """The focus stands where going on is safe."""
        super().showEvent(event)  # type: ignore[arg-type]
        (self.make_button if self.make_button.isVisible() else self.later_button).setFocus()

    def act(self, name: str) -> bool:
        """Esc: later."""
        if name == "app.back":
            self.later.emit()
            return True
        return False
