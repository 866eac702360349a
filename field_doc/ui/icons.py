"""Outline icons (Lucide, ISC): shipped SVGs, coloured from the tokens when they are drawn."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from field_doc.base.paths import resources
from field_doc.ui.theme import SIZES, current

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

NAMES: Final = frozenset(
    [
        "arrow-down",
        "arrow-left",
        "arrow-left-right",
        "arrow-right",
        "arrow-up",
        "calendar",
        "calendar-clock",
        "camera",
        "check",
        "chevron-down",
        "chevron-left",
        "chevron-right",
        "chevron-up",
        "circle-question-mark",
        "clipboard-check",
        "clipboard-list",
        "clock",
        "cloud-off",
        "columns-2",
        "compass",
        "copy",
        "corner-down-left",
        "download",
        "ellipsis",
        "external-link",
        "eye",
        "eye-off",
        "file-badge",
        "file-pen",
        "file-text",
        "folder",
        "footprints",
        "git-compare",
        "globe",
        "hard-drive",
        "hexagon",
        "history",
        "image",
        "images",
        "inbox",
        "info",
        "key-round",
        "languages",
        "layers",
        "layout-dashboard",
        "life-buoy",
        "link",
        "list-checks",
        "list-filter",
        "lock",
        "lock-open",
        "map",
        "map-pin",
        "map-pinned",
        "maximize",
        "menu",
        "message-square-text",
        "mic",
        "minus",
        "monitor-smartphone",
        "network",
        "notebook-pen",
        "package",
        "pause",
        "pencil",
        "play",
        "plus",
        "printer",
        "quote",
        "redo-2",
        "refresh-cw",
        "rotate-cw",
        "ruler",
        "save",
        "scan",
        "search",
        "send",
        "settings",
        "shield-check",
        "square-dashed",
        "trash-2",
        "triangle-alert",
        "undo-2",
        "upload",
        "usb",
        "user-round",
        "user-round-search",
        "users",
        "video",
        "wifi",
        "x",
        "zoom-in",
        "zoom-out",
    ]
)


@cache
def _source(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = _source(name).replace("currentColor", colour)
    text = text.replace('stroke-width="2"', f'stroke-width="{SIZES["stroke.icon"]}"')
    return QSvgRenderer(QByteArray(text.encode()))


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, tone: str = "text.2") -> None:
    """Draw an icon of the set into a square, in the colour of a tone."""
    _renderer(name, current().hex(tone)).render(painter, QRectF(rect))


def pixmap(name: str, tone: str = "text.2", size: int = 16, ratio: float = 1.0, gap: int = 0) -> QPixmap:
    """An icon as a pixmap; ``size`` in scaled pixels, ``ratio`` the screen's device pixel ratio."""
    image = QPixmap(round((size + gap) * ratio), round(size * ratio))
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_icon(painter, QRectF(0, 0, size, size), name, tone)
    painter.end()
    return image


def icon(name: str, tone: str = "text.2", size: int = 16, ratio: float = 2.0, gap: int = 0) -> QIcon:
    """An icon for a button, drawn at twice its size so that it stays sharp; ``gap`` is room after it."""
    result = QIcon(pixmap(name, tone, size, ratio, gap))
    result.addPixmap(pixmap(name, "text.3", size, ratio, gap), QIcon.Mode.Disabled)
    return result
