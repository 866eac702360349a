"""Small controls that several editors use: a line, growing text, languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from field_doc.schema.names import language_name
from field_doc.schema.scalars import MAX_LINE, MAX_LONG
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Choice

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QResizeEvent, QWheelEvent

    from field_doc.base.i18n import Words

# Languages first in the list of a place where Ukrainian and Russian are spoken most.
LANGUAGES: Final = ("uk", "ru", "en", "crh", "pl", "ro", "hu", "bg", "de", "fr", "be", "und")
_MAX_LINES: Final = 12
# Room for a paste of any sensible size, so that what is refused is seen whole first: Qt would cut at 32,767.
_ROOM: Final = 16_000_000


@runtime_checkable
class TakesRefusals(Protocol):
    """Whoever holds an input and says to a person that a text was not put in."""

    def text_refused(self, text: str, limit: int) -> None:
        """A text is longer than the input may hold; nothing of it was put in, and nothing is lost."""
        ...


def _refuse(control: QWidget, text: str, limit: int) -> None:
    holder = control.parentWidget()
    while holder is not None and not isinstance(holder, TakesRefusals):
        holder = holder.parentWidget()
    if holder is not None:
        holder.text_refused(text, limit)


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


class LineGuard(QObject):
    """Keeps a line from cutting: a text that the record could not hold is refused whole, and what stood there stays."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line, self._kept = line, line.text()
        line.setMaxLength(_ROOM)
        line.textEdited.connect(self._check)
        line.textChanged.connect(self._keep)

    @Slot(str)
    def _keep(self, text: str) -> None:
        if len(text) <= MAX_LINE:
            self._kept = text

    @Slot(str)
    def _check(self, text: str) -> None:
        if len(text) <= MAX_LINE:
            return
        before = _same(self._kept, text)
        after = _same(self._kept[before:][::-1], text[before:][::-1])
        self._line.setText(self._kept)
        self._line.setCursorPosition(before)
        _refuse(self._line, text[before : len(text) - after], MAX_LINE)


class Line(QLineEdit):
    """One line; a long text is shown from its beginning, one that is too long is refused whole, never cut."""

    def __init__(self, name: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.guard = LineGuard(self)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)

    def show_text(self, text: str) -> None:
        """Show a text from its beginning."""
        self.setText(text)
        self.setCursorPosition(0)


class GrowingText(QPlainTextEdit):
    """Text that grows from its least number of lines to twelve; Tab leaves it."""

    def __init__(self, name: str = "", least: int = 1) -> None:
        super().__init__()
        self._least = least
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._grow)
        self._grow()

    @Slot()
    def _grow(self) -> None:
        spacing = self.fontMetrics().lineSpacing()
        lines = 0
        block = self.document().begin()
        while block.isValid() and lines <= _MAX_LINES:
            lines += max(1, round(self.blockBoundingRect(block).height() / spacing))
            block = block.next()
        policies = Qt.ScrollBarPolicy
        more = lines > _MAX_LINES
        self.setVerticalScrollBarPolicy(policies.ScrollBarAsNeeded if more else policies.ScrollBarAlwaysOff)
        lines = min(_MAX_LINES, max(self._least, lines))
        height = spacing * lines + current().px(20) + 4
        self.setFixedHeight(max(height, current().px("field")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines elsewhere."""
        super().resizeEvent(event)
        self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the text only while it is being edited."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def show_text(self, text: str) -> None:
        """Show a text."""
        self.setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop; a text that the record could not hold is refused whole."""
        text = source.text()
        if len(text) + len(self.toPlainText()) > MAX_LONG:
            _refuse(self, text, MAX_LONG)
        else:
            super().insertFromMimeData(source)


class LanguageChoice(Choice):
    """The language a text is written in; a code that is not listed is added as it is."""

    def __init__(self, words: Words, name: str = "") -> None:
        super().__init__(name or words("Language of the text"))
        self._words = words
        self.fill((code, language_name(code, words)) for code in LANGUAGES)
        self.fit_words()

    def show_code(self, code: str) -> None:
        """Choose a language."""
        if code and self.findData(code) < 0:
            self.addItem(language_name(code, self._words), code)
        self.set_key(code)
