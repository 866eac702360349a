"""Buttons, check boxes, radios, drop-downs: plain Qt controls with marks drawn from the tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from field_doc.ui.icons import icon, paint_icon
from field_doc.ui.theme import current, set_property

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QWheelEvent

Kind = Literal[
    "outline", "primary", "danger", "small", "link", "plain", "pick", "case", "title", "search", "status", "tiny"
]  # fmt: skip
_ARROWS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_ON_ACCENT: Final = {"primary": "text.onAccent", "link": "accent", "danger": "danger"}


class Button(QPushButton):
    """A button of one kind, with an icon of the set or without, and the key that does the same."""

    def __init__(self, text: str, kind: Kind = "outline", *, icon_name: str = "", key: str = "") -> None:
        super().__init__(text)
        self._kind, self._icon_name = kind, icon_name
        self._key = key
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dress()

    def _dress(self) -> None:
        if self._icon_name:
            side = current().px("icon")
            token = _ON_ACCENT.get(self._kind, "text.2")
            gap = current().px(7) if self.text() else 0
            self.setIcon(icon(self._icon_name, token, side, gap=gap))
            self.setIconSize(QSize(side + gap, side))
        if self._key:
            room = f"padding-right: {self._cap_width() + 2 * self._cap_pad()}px;"
            if self.styleSheet() != room:
                self.setStyleSheet(room)

    def setText(self, text: str) -> None:
        """Words; an icon keeps its distance from them."""
        had = bool(self.text())
        super().setText(text)
        if had != bool(text):
            self._dress()

    def set_icon_name(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self._dress()

    def set_kind(self, kind: Kind) -> None:
        """Make it another kind, e.g. primary once pressing it is safe and complete."""
        self._kind = kind
        set_property(self, "kind", kind)
        self._dress()

    def explain(self, waits_for: str) -> None:
        """Say what a disabled button waits for; the words also stand below or beside it."""
        self.setAccessibleDescription(waits_for)
        self.setToolTip(waits_for)

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def _cap_pad(self) -> int:
        return current().px(8 if self._kind in {"small", "search", "status"} else 12)

    def _cap_width(self) -> int:
        return QFontMetrics(current().font("font.small")).horizontalAdvance(self._key) + current().px(12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, then its key cap at the right."""
        super().paintEvent(event)
        if not self._key:
            return
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self._cap_width(), theme.px(19)
        box = QRectF(self.width() - width - self._cap_pad(), (self.height() - height) / 2, width, height)
        on_accent = self._kind == "primary" and self.isEnabled()
        painter.setPen(QPen(theme.colour("text.onAccent" if on_accent else "line"), 1))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.colour("text.onAccent" if on_accent else "text.3"))
        painter.setFont(theme.font("font.small"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._key)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Icons in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()


class ToolButton(Button):
    """An icon without a word: only in the viewer's toolbar and beside digests; tooltip and name always."""

    def __init__(self, icon_name: str, name: str, kind: Kind = "plain") -> None:
        super().__init__("", kind, icon_name=icon_name)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """What it does, for tooltip and screen reader."""
        self.setToolTip(name)
        self.setAccessibleName(name)


def _indicator_width() -> int:
    return current().px("indicator") + current().px(9)


def _paint_words(button: QAbstractButton, painter: QPainter) -> None:
    theme = current()
    painter.setPen(theme.colour("text.1" if button.isEnabled() else "text.3"))
    painter.setFont(button.font())
    area = QRect(_indicator_width(), 0, button.width() - _indicator_width(), button.height())
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    painter.drawText(area, int(flags), button.text())


def _mark_top(button: QAbstractButton, side: int) -> float:
    """Where the mark begins, pixels: level with the first line of words that wrap."""
    room, flags = button.width() - _indicator_width(), int(Qt.TextFlag.TextWordWrap)
    metrics = button.fontMetrics()
    words = metrics.boundingRect(QRect(0, 0, max(1, room), 10_000), flags, button.text())
    more = words.height() - metrics.height()
    return (button.height() - (more if more > metrics.height() // 2 else 0) - side) / 2


def _words_size(button: QAbstractButton) -> QSize:
    metrics = button.fontMetrics()
    height = max(current().px(26), metrics.height() + 4)
    return QSize(_indicator_width() + metrics.horizontalAdvance(button.text()) + 4, height)


class CheckBox(QCheckBox):
    """A check box whose mark is drawn from the tokens; used for choices, never for "it is right"."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Box and words in one line."""
        return _words_size(self)

    def minimumSizeHint(self) -> QSize:
        """Room for the box; words wrap."""
        return QSize(current().px(60), self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        """Long words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the wrapped words."""
        room = max(40, width - _indicator_width())
        flags = int(Qt.TextFlag.TextWordWrap)
        box = self.fontMetrics().boundingRect(QRect(0, 0, room, 10_000), flags, self.text())
        return max(current().px(26), box.height() + 4)

    def hitButton(self, pos: object) -> bool:
        """The whole widget answers to a click."""
        return self.rect().contains(pos)  # type: ignore[call-overload, no-any-return]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box, tick and words."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px("indicator")
        box = QRectF(0.5, _mark_top(self, side) + 0.5, side - 1, side - 1)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent" if self.isEnabled() else "text.3"))
            painter.drawRoundedRect(box, 3, 3)
            pen = QPen(theme.colour("text.onAccent"), side / 9)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            unit = side / 18
            points = [QPointF(4.5, 9.4), QPointF(7.6, 12.4), QPointF(13.4, 5.8)]
            painter.drawPolyline(QPolygonF([QPointF(p.x() * unit, box.top() + p.y() * unit) for p in points]))
        else:
            painter.setPen(QPen(theme.colour("line.control"), 1))
            painter.setBrush(theme.colour("bg.surface"))
            painter.drawRoundedRect(box, 3, 3)
        _paint_words(self, painter)
        painter.end()


class Radio(QRadioButton):
    """A radio button drawn from the tokens."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Ring and words in one line."""
        return _words_size(self)

    def hitButton(self, pos: object) -> bool:
        """The whole widget answers to a click."""
        return self.rect().contains(pos)  # type: ignore[call-overload, no-any-return]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ring, hole and words."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px("indicator")
        box = QRectF(0.5, _mark_top(self, side) + 0.5, side - 1, side - 1)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(theme.colour("line.control"), 1))
        painter.setBrush(theme.colour("accent" if on else "bg.surface"))
        painter.drawEllipse(box)
        if on:
            painter.setBrush(theme.colour("text.onAccent"))
            painter.drawEllipse(box.center(), side / 6, side / 6)
        _paint_words(self, painter)
        painter.end()


def paint_arrow(box: QComboBox) -> None:
    """Draw the set's arrow at the right end of a drop-down."""
    side = current().px("icon")
    painter = QPainter(box)
    left = box.width() - side - current().px(10)
    paint_icon(painter, QRectF(left, (box.height() - side) / 2, side, side), "chevron-down")
    painter.end()


class Choice(QComboBox):
    """A drop-down with the set's arrow; the wheel scrolls the form, never the value."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._fits = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def fill(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Set the choices as (key, words), keeping the chosen key when it is still there."""
        chosen = self.key()
        self.blockSignals(True)
        self.clear()
        for key, words in pairs:
            self.addItem(words, key)
        self.set_key(chosen)
        self.blockSignals(False)

    def key(self) -> str:
        """The chosen key, "" if none."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Choose by key; an unknown key chooses nothing."""
        self.setCurrentIndex(self.findData(key))

    def fit_words(self) -> None:
        """A flat drop-down exactly as wide as what is chosen and its arrow."""
        self.setProperty("kind", "flat")
        self._fits = True
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.currentIndexChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """As Qt has it, or as the chosen words need."""
        size = super().sizeHint()
        if self._fits:
            words = QFontMetrics(current().font("font.small")).horizontalAdvance(self.currentText())
            size.setWidth(words + current().px(32) + current().px(10) + 4)
        return size

    def minimumSizeHint(self) -> QSize:
        """Words that fit are never cut."""
        return self.sizeHint() if self._fits else super().minimumSizeHint()

    def showPopup(self) -> None:
        """The list is as wide as its words, however narrow the box."""
        view = self.view()
        view.setMinimumWidth(max(self.width(), view.sizeHintForColumn(0) + current().px(24)))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the arrow."""
        super().paintEvent(event)
        paint_arrow(self)


class Segments(QWidget):
    """One of a few: buttons in a row of which one is pressed (tabs of a filter, yes / no).

    For the keyboard the row is one stop; the arrows go from button to button, Space presses.
    """

    chosen = Signal(str)

    def __init__(self, name: str, pairs: Sequence[tuple[str, str]] = (), *, optional: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._optional = optional
        self._group = QButtonGroup(self)
        self._group.setExclusive(not optional)
        self._keys: list[str] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group.idClicked.connect(self._clicked)
        self.fill(pairs)

    def fill(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Set the choices as (key, words)."""
        before = self.key()
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._keys = [key for key, _ in pairs]
        for index, (_, words) in enumerate(pairs):
            button = QPushButton(words)
            button.setProperty("kind", "segment")
            last = index == len(pairs) - 1
            end = ("only" if last else "first") if index == 0 else ("last" if last else "middle")
            button.setProperty("end", end)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.installEventFilter(self)
            self._name_button(button)
            # The pressed one is bold: room for that from the start, so that nothing moves.
            bold = QFontMetrics(current().font("font.small", bold=True))
            button.setMinimumWidth(bold.horizontalAdvance(words) + current().px(28))
            self._group.addButton(button, index)
            self._row.addWidget(button)
        self.set_key(before)

    def setAccessibleName(self, name: str) -> None:
        """Each button is read with the name of its group, whenever that is given."""
        super().setAccessibleName(name)
        for button in self._group.buttons() if hasattr(self, "_group") else ():
            self._name_button(button)

    def _name_button(self, button: QAbstractButton) -> None:
        group = self.accessibleName()
        button.setAccessibleName(f"{group}: {button.text()}" if group else button.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The row itself answers to no key: the pressed button has the focus, else the first."""
        super().focusInEvent(event)
        button = self._group.checkedButton() or self._group.button(0)
        if button is not None:
            button.setFocus(event.reason())

    def key(self) -> str:
        """The pressed key, "" if none."""
        number = self._group.checkedId()
        return self._keys[number] if 0 <= number < len(self._keys) else ""

    def set_key(self, key: str) -> None:
        """Press by key; "" lets all go."""
        self._group.setExclusive(False)
        for index, name in enumerate(self._keys):
            self._group.button(index).setChecked(name == key)
        self._group.setExclusive(not self._optional)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows where none need be pressed: Qt goes on with them only in a row of which one always is."""
        step = _ARROWS.get(Qt.Key(event.key()), 0) if isinstance(event, QKeyEvent) else 0
        if not step or not self._optional or event.type() != QEvent.Type.KeyPress:
            return False
        beside = self._group.button(self._group.id(watched) + step)  # type: ignore[arg-type]
        if beside is not None:
            beside.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)
        return True

    @Slot(int)
    def _clicked(self, number: int) -> None:
        if self._optional:
            pressed = self._group.button(number).isChecked()
            self.set_key(self._keys[number] if pressed else "")
        self.chosen.emit(self.key())
