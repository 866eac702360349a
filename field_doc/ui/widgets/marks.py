"""States and marks: one glyph, one word and one colour for each, painted in one place.

The glyphs are drawn on a grid of 12 by 12 units. A tick always means: checked, and right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from field_doc.ui.theme import current

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from field_doc.base.i18n import Words

Draw = Callable[[QPainter, QColor, QColor], None]


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _ring(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setPen(_pen(colour, 1.5))
    painter.drawEllipse(QPointF(6, 6), 4.25, 4.25)


def _square(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(1.5, 1.5, 9, 9), 1, 1)


def _dots(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setBrush(colour)
    for x in (1.9, 6.0, 10.1):
        painter.drawEllipse(QPointF(x, 6), 1.4, 1.4)


def _half(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setPen(_pen(colour, 1.5))
    painter.drawEllipse(QPointF(6, 6), 4.5, 4.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPie(QRectF(1.5, 1.5, 9, 9), 180 * 16, 180 * 16)


def _tick(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setPen(_pen(colour, 2))
    painter.drawPolyline(QPolygonF([QPointF(1.5, 6.6), QPointF(4.7, 9.8), QPointF(10.6, 2.6)]))


def _triangle(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(6, 1.2), QPointF(11.3, 10.6), QPointF(0.7, 10.6)]))


def _dash(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setPen(_pen(colour, 2.2))
    painter.drawLine(QPointF(1.5, 6), QPointF(10.5, 6))


def _dot(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(6, 6), 4.5, 4.5)


def _attention(painter: QPainter, colour: QColor, ground: QColor) -> None:
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(6, 6), 5.5, 5.5)
    painter.setPen(_pen(ground, 1.7))
    painter.drawLine(QPointF(6, 3), QPointF(6, 6.6))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(QPointF(6, 9), 1, 1)


def _cross(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setPen(_pen(colour, 2.2))
    painter.drawLine(QPointF(2, 2), QPointF(10, 10))
    painter.drawLine(QPointF(10, 2), QPointF(2, 10))


def _diamond(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setPen(_pen(colour, 1.5))
    painter.drawPolygon(QPolygonF([QPointF(6, 1), QPointF(11, 6), QPointF(6, 11), QPointF(1, 6)]))


def _box(painter: QPainter, colour: QColor, _: QColor) -> None:
    painter.setPen(_pen(colour, 1.4))
    painter.drawRoundedRect(QRectF(1.5, 1.5, 9, 9), 1.5, 1.5)


@dataclass(frozen=True, slots=True)
class Mark:
    """A state or mark: its English word (the msgid), how it is drawn, and colour tokens."""

    word: str
    draw: Draw
    colour: str
    word_colour: str


MARKS: Final[dict[str, Mark]] = {
    "draft": Mark("Draft", _ring, "text.2", "text.2"),
    "sealed": Mark("Sealed", _square, "text.1", "text.1"),
    "waiting": Mark("Waiting", _dots, "text.2", "text.2"),
    "sending": Mark("Sending", _dots, "accent", "accent"),
    "stored": Mark("Stored on the server", _half, "accent", "accent"),
    "accepted": Mark("Accepted", _tick, "accent", "accent"),
    "refused": Mark("Refused", _triangle, "warn.fill", "warn"),
    "withdrawn": Mark("Withdrawn", _dash, "text.2", "text.2"),
    "saved": Mark("In the vault", _dot, "accent", "text.1"),
    "new": Mark("New", _dot, "accent", "text.1"),
    "attention": Mark("Needs attention", _attention, "warn.fill", "warn"),
    "failed": Mark("Failed", _triangle, "warn.fill", "warn"),
    "fails": Mark("Does not hold", _cross, "danger", "danger"),
    "holds": Mark("Holds", _tick, "accent", "text.2"),
    "not_checked": Mark("Not checked here", _diamond, "text.2", "text.2"),
    "to_do": Mark("Not yet", _box, "text.2", "text.1"),
    "equal": Mark("The same", _tick, "accent", "text.2"),
}
STATES: Final = ("draft", "sealed", "waiting", "sending", "stored", "accepted", "refused", "withdrawn")


def paint_state(painter: QPainter, rect: QRectF, state: str, ground: str = "bg.surface") -> None:
    """Draw the glyph of a state into a square; ``ground`` is the token it stands on."""
    mark, theme = MARKS[state], current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 12, rect.height() / 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush())
    mark.draw(painter, theme.colour(mark.colour), theme.colour(ground))
    painter.restore()


def word_of(state: str, words: Words) -> str:
    """The one word of a state."""
    return words(MARKS[state].word)


class Glyph(QWidget):
    """The glyph alone; always beside a word, hence hidden from a screen reader by having no name."""

    def __init__(self, state: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_state(self, state: str) -> None:
        """Show another state."""
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        """The glyph's box at the current scale."""
        side = current().px("glyph")
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """As the hint: a glyph is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the middle of the widget."""
        side = current().px("glyph")
        top = (self.height() - side) / 2
        painter = QPainter(self)
        paint_state(painter, QRectF(0, top, side, side), self._state)
        painter.end()


class StateLabel(QWidget):
    """Glyph and word of a state in its colour."""

    def __init__(self, state: str, words: Words, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = Glyph(state)
        self._label = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current().px(7))
        layout.addWidget(self._glyph)
        layout.addWidget(self._label)
        self.set_state(state, words, word)

    def set_state(self, state: str, words: Words, word: str = "") -> None:
        """Show a state; ``word`` says it more exactly than the state's own word."""
        self._state = state
        self._glyph.set_state(state)
        text = word or word_of(state, words)
        self._label.setText(text)
        self.setAccessibleName(text)
        self._recolour()

    @property
    def state(self) -> str:
        """The state shown."""
        return self._state

    def text(self) -> str:
        """The word shown."""
        return self._label.text()

    def _recolour(self) -> None:
        palette = self._label.palette()
        colour = current().colour(MARKS[self._state].word_colour)
        sheet = f"color: {colour.name()};"
        if self._label.styleSheet() != sheet:
            self._label.setPalette(palette)
            self._label.setStyleSheet(sheet)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Follow a change of theme: the word's colour comes from the tokens."""
        self._recolour()
        super().paintEvent(event)
