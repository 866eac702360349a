"""The one table of tokens: colours, sizes, fonts; and how they become a Qt style.

No colour, size or glyph literal stands anywhere else in ``ui``. Sizes are device-independent
pixels at 100 %; ``Theme.px`` multiplies them once by the user's scale. Ratios are WCAG 2.1
relative-luminance contrast (``contrast_ratio``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from field_doc.base.paths import resources
from field_doc.ui.qss import stylesheet

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

ThemeName = Literal["light", "dark", "contrast"]
THEMES: Final[tuple[ThemeName, ...]] = ("light", "dark", "contrast")

# token: (light, dark, high contrast)
COLOURS: Final[dict[str, tuple[str, str, str]]] = {
    "bg.window": ("#F1F3F2", "#12181A", "#FFFFFF"),
    "bg.list": ("#F8F9F8", "#161D1F", "#FFFFFF"),
    "bg.surface": ("#FFFFFF", "#1B2325", "#FFFFFF"),
    "bg.sunken": ("#EDF0EF", "#141B1D", "#FFFFFF"),
    "bg.hover": ("#E7EBEA", "#243032", "#E6E6E6"),
    "bg.selected": ("#DCEAE9", "#1F3A3C", "#D2EAEA"),
    "line": ("#D9DEDC", "#2D383A", "#000000"),
    "line.control": ("#818C89", "#718080", "#000000"),
    "text.1": ("#17201F", "#E7ECEB", "#000000"),
    "text.2": ("#46524F", "#BBC6C4", "#1E1E1E"),
    "text.3": ("#5B6764", "#9DAAA8", "#333333"),
    "text.onAccent": ("#FFFFFF", "#06201F", "#FFFFFF"),
    "accent": ("#0E5A5E", "#6FC3C1", "#003E42"),
    "accent.hover": ("#0A474B", "#8AD2D0", "#00292C"),
    "accent.soft": ("#E2EEED", "#1C3335", "#E3F2F2"),
    "focus": ("#0E5A5E", "#8AD2D0", "#000000"),
    "warn": ("#8A5200", "#E5B567", "#5C3500"),
    "warn.fill": ("#B26B00", "#E5B567", "#5C3500"),
    "warn.soft": ("#FBF1DF", "#322816", "#FFF4DD"),
    "danger": ("#9A2D20", "#F29A90", "#7A1408"),
    "danger.soft": ("#FBEBE8", "#3B211D", "#FFEDEA"),
    "map.land": ("#F6F5EF", "#20282A", "#FFFFFF"),
    "map.field": ("#EFEDE2", "#242C2B", "#F4F4F0"),
    "map.wood": ("#DCE5D6", "#223029", "#D8E4D0"),
    "map.water": ("#C9DDE3", "#1A3038", "#B9D7E2"),
    "map.road": ("#C3BDAE", "#4A5250", "#555555"),
    "map.built": ("#E2DDD2", "#2E3534", "#D5D0C5"),
    "map.border": ("#8F8A7C", "#7C8886", "#000000"),
}

# What text may stand on what: (foregrounds, backgrounds). A test computes every ratio.
TEXT_PAIRS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (
        ("text.1", "text.2", "text.3", "accent", "warn"),
        ("bg.window", "bg.list", "bg.surface", "bg.sunken", "bg.hover", "bg.selected"),
    ),
    (("danger",), ("bg.window", "bg.list", "bg.surface", "danger.soft")),
    (("text.1", "text.2", "accent"), ("accent.soft",)),
    (("text.1", "text.2", "warn"), ("warn.soft",)),
    (("text.1", "text.2"), ("danger.soft",)),
    (("text.onAccent",), ("accent", "accent.hover")),
)
# Edges and shapes, 3:1.
EDGE_PAIRS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (("line.control",), ("bg.surface", "bg.list", "bg.window")),
    (("focus",), ("bg.window", "bg.list", "bg.surface", "bg.sunken", "bg.hover", "bg.selected")),
    (("warn.fill",), ("bg.surface", "bg.list", "bg.selected")),
)

FONT_FAMILY: Final = "Noto Sans"
MONO_FAMILY: Final = "DejaVu Sans Mono"
FONT_FILES: Final = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSans-Italic.ttf",
    "NotoSans-BoldItalic.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSans.ttf",
)

SIZES: Final[dict[str, float]] = {
    "font.small": 13,
    "font.body": 15,
    "font.title": 20,
    "font.mono": 13,
    "line.body": 22,
    "line.small": 18,
    "line.mono": 20,
    "space.xs": 4,
    "space.s": 8,
    "space.m": 16,
    "space.l": 24,
    "space.xl": 32,
    "radius.control": 4,
    "radius.card": 6,
    "radius.badge": 3,
    "stroke.focus": 2,
    "stroke.row_bar": 3,
    "stroke.icon": 1.75,
    "control": 32,
    "control.small": 26,
    "field": 34,
    "nav.item": 32,
    "row": 64,
    "row.reason": 20,
    "row.tree": 34,
    "row.table": 32,
    "tab": 40,
    "header": 56,
    "footer": 56,
    "narrow": 44,
    "status": 32,
    "thumb.w": 152,
    "thumb.h": 98,
    "icon": 16,
    "icon.nav": 17,
    "icon.large": 26,
    "glyph": 12,
    "indicator": 18,
    "measure": 640,
    "column.nav": 208,
    "column.list": 344,
    "column.record": 560,
    "fold.two": 1120,
    "fold.one": 760,
}

SCALES: Final = (1.0, 1.25, 1.5, 2.0)
_PROPERTY: Final = "fieldDocTheme"


@dataclass(frozen=True, slots=True)
class Theme:
    """One choice of colours and one scale; immutable, applied to the whole application at once.

    Args:
        name: ``light``, ``dark`` or ``contrast``.
        scale: the user's scale of everything, 1.0 to 2.0, on top of the system's own.

    """

    name: ThemeName = "light"
    scale: float = 1.0

    def hex(self, token: str) -> str:
        """The ``#RRGGBB`` of a token; KeyError for a token that is not in the table."""
        return COLOURS[token][THEMES.index(self.name)]

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        """A token as QColor, ``alpha`` from 0 to 1."""
        colour = QColor(self.hex(token))
        colour.setAlphaF(alpha)
        return colour

    def px(self, size: str | float) -> int:
        """A named size, or a number of pixels at 100 %, in pixels at the user's scale."""
        value = SIZES[size] if isinstance(size, str) else size
        return round(value * self.scale)

    def font(self, size: str = "font.body", *, bold: bool = False, mono: bool = False) -> QFont:
        """A font of one of the three sizes and two weights."""
        font = QFont(MONO_FAMILY if mono else FONT_FAMILY)
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        return font

    def values(self) -> dict[str, str | int]:
        """Every token as the style sheet names it: ``c_x_y`` for the colour "x.y", ``s_x_y`` for the size."""
        values: dict[str, str | int] = {"family": FONT_FAMILY, "mono": MONO_FAMILY}
        values |= {"c_" + token.replace(".", "_"): self.hex(token) for token in COLOURS}
        values |= {"s_" + token.replace(".", "_"): self.px(token) for token in SIZES}
        return values


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_ratio(first: str, second: str) -> float:
    """WCAG 2.1 contrast of two ``#RRGGBB`` colours, from 1 to 21."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def load_fonts() -> tuple[str, ...]:
    """Give Qt the shipped fonts; returns the family names it found in them."""
    families: list[str] = []
    for name in FONT_FILES:
        number = QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def current() -> Theme:
    """The theme in force: it belongs to the QApplication, as its palette does."""
    app = QGuiApplication.instance()
    theme = app.property(_PROPERTY) if app is not None else None
    return theme if isinstance(theme, Theme) else Theme()


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    pairs = {
        role.Window: "bg.window",
        role.WindowText: "text.1",
        role.Base: "bg.surface",
        role.AlternateBase: "bg.list",
        role.Text: "text.1",
        role.PlaceholderText: "text.3",
        role.Button: "bg.surface",
        role.ButtonText: "text.1",
        role.ToolTipBase: "bg.surface",
        role.ToolTipText: "text.1",
        role.Highlight: "accent",
        role.HighlightedText: "text.onAccent",
        role.Link: "accent",
        role.LinkVisited: "accent",
    }
    palette = QPalette()
    for key, token in pairs.items():
        palette.setColor(key, theme.colour(token))
    for key in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, theme.colour("text.3"))
    return palette


def apply(app: QApplication, theme: Theme) -> None:
    """Put a theme in force: Fusion, palette, font and the one style sheet; widgets repaint."""
    app.setProperty(_PROPERTY, theme)
    if app.style().objectName().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(_palette(theme))
    app.setFont(theme.font())
    app.setStyleSheet(stylesheet(theme))


def system_theme(app: QGuiApplication) -> ThemeName:
    """Light or dark, as the system says."""
    from PySide6.QtCore import Qt

    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def set_property(widget: QObject, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and have the widget's style looked up anew."""
    from PySide6.QtWidgets import QWidget

    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if isinstance(widget, QWidget):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
