"""Theme and text size as they are remembered: read by whoever starts the window, changed in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from field_doc.ui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from field_doc.ui.memory import Memory

THEME_KEY: Final = "window/theme"
SCALE_KEY: Final = "window/scale"
IDLE_KEY: Final = "lock/minutes"
CHOICES: Final = ("system", *theme.THEMES)
IDLE_MINUTES: Final = (1, 2, 5, 10, 15, 30)


def chosen_theme(memory: Memory) -> str:
    """One of ``CHOICES``; the system's unless another was chosen."""
    kept = memory.get(THEME_KEY)
    return kept if kept in CHOICES else "system"


def chosen_scale(memory: Memory) -> float:
    """One of ``theme.SCALES``."""
    kept = memory.get(SCALE_KEY)
    return next((s for s in theme.SCALES if f"{s:g}" == kept), 1.0)


def put_in_force(app: QApplication, memory: Memory) -> theme.Theme:
    """Apply what is remembered to the whole application."""
    name = chosen_theme(memory)
    known = next((t for t in theme.THEMES if t == name), None) or theme.system_theme(app)
    result = theme.Theme(known, chosen_scale(memory))
    theme.apply(app, result)
    return result
