"""Labels by role, hairlines and key caps."""

from __future__ import annotations

from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from field_doc.ui.icons import icon, pixmap
from field_doc.ui.theme import current, set_property

Role = Literal["body", "title", "strong", "section", "help", "small", "second", "problem", "danger", "mono", "key"]


def label(text: str = "", role: Role = "body", *, wrap: bool = False, select: bool = False) -> QLabel:
    """A plain-text label in one of the roles of the style sheet.

    Plain text always: what people typed must never be read as markup.
    """
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("role", role)
    if wrap:
        result.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        result.setSizePolicy(policy)
    if select:
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        result.setTextInteractionFlags(flags)
    return result


def lead_text(strong: str, text: str) -> str:
    """Markup of a bold lead and the rest of the sentence; both are escaped, never read as markup."""
    return " ".join(part for part in (f"<b>{escape(strong)}</b>" if strong else "", escape(text)) if part)


def lead_label(strong: str, text: str = "", role: Role = "body") -> QLabel:
    """One wrapped label: a bold lead, then the rest."""
    result = label("", role, wrap=True)
    result.setTextFormat(Qt.TextFormat.RichText)
    result.setText(lead_text(strong, text))
    result.setAccessibleName(f"{strong} {text}".strip())
    return result


def set_role(target: QLabel, role: Role) -> None:
    """Give a label another role."""
    set_property(target, "role", role)


def hairline() -> QFrame:
    """A line of one pixel across."""
    line = QFrame()
    line.setProperty("line", True)
    line.setFixedHeight(1)
    return line


class IconLabel(QLabel):
    """An icon of the set in a tone's colour; follows the theme. Decoration: has no accessible name."""

    def __init__(self, name: str, tone: str = "text.2", size: str = "icon", *, line: str = "") -> None:
        super().__init__()
        self._name, self._token, self._size = name, tone, size
        # The height of the line of text it stands beside: the icon is level with its words.
        self._line = line
        self._draw()

    def _draw(self) -> None:
        side = current().px(self._size)
        self.setFixedSize(side, max(side, current().px(self._line)) if self._line else side)
        self.setPixmap(pixmap(self._name, self._token, side, self.devicePixelRatioF()))

    def set_icon(self, name: str, tone: str = "text.2") -> None:
        """Show another icon."""
        self._name, self._token = name, tone
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()


class Elided(QLabel):
    """One line that is cut with an ellipsis; the whole text is in the tooltip and for a screen reader."""

    def __init__(self, text: str = "", role: Role = "body", *, middle: bool = False) -> None:
        super().__init__()
        self._whole = text
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        """Set the whole text."""
        self._whole = text
        self.setAccessibleName(text)
        self.setText(text)
        self.updateGeometry()

    @property
    def whole(self) -> str:
        """The text before it was cut."""
        return self._whole

    def paintEvent(self, _event: QEvent) -> None:
        """Paint as much as fits."""
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self._whole, self._mode, self.width())
        self.setToolTip(self._whole if shown != self._whole else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class IconText(QWidget):
    """An icon with its word or sentence beside it."""

    def __init__(self, name: str, text: str, role: Role = "small", tone: str = "text.2", *, wrap: bool = False) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current().px("space.s"))
        self.icon = IconLabel(name, tone, line="line.small" if wrap else "")
        self.text = label(text, role, wrap=wrap)
        top = Qt.AlignmentFlag.AlignTop if wrap else Qt.AlignmentFlag.AlignVCenter
        layout.addWidget(self.icon, 0, top)
        layout.addWidget(self.text, 1)


def copy_text(text: str) -> None:
    """Put text on the clipboard; only digests, codes and commands are ever given."""
    QGuiApplication.clipboard().setText(text)


__all__ = [
    "Elided",
    "IconLabel",
    "IconText",
    "Role",
    "copy_text",
    "hairline",
    "icon",
    "label",
    "lead_label",
    "lead_text",
    "set_role",
]
