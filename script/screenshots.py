"""Draw the component sheet and every registered screen, in both languages, light and dark.

``script/screenshots.py OUT [--only NAME,NAME] [--size 1366x768] [--scale 1]`` writes PNG files into OUT.
``--all`` draws every screen as LOOK.md wants it seen: also in high contrast, at 1366 x 768 with 125 %, at
1920 x 1080 with 100 % and with 200 % (these in Ukrainian, whose words are longer). All people, places
and codes are invented.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QApplication, QWidget

from field_doc.base.i18n import Words
from field_doc.ui import (
    sample_accounts,
    sample_care,
    sample_media,
    sample_paper,
    sample_program,
    sample_relations,
    sample_windows,
    sample_workbench,
    samples,
    theme,
)
from field_doc.ui.samples import component_sheet

Maker = Callable[[Words], QWidget]
REGISTRY: dict[str, Maker] = {
    **samples.REGISTRY,
    **sample_media.MORE,
    **sample_windows.MORE,
    **sample_program.MORE,
    **sample_care.MORE,
    **sample_accounts.MORE,
    **sample_relations.MORE,
    **sample_paper.MORE,
    **sample_workbench.MORE,
}
# 1366 x 768 at 200 %.
NARROW = QSize(683, 384)
# A picture is taken when nothing has wanted another layout for so long.
_REST_S, _PATIENCE_S = 0.15, 5.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is taken: theme, size of the window in pixels, scale, languages."""

    theme: theme.ThemeName
    size: str = "1366x768"
    scale: float = 1.0
    languages: tuple[str, ...] = ("uk", "en")

    @property
    def pixels(self) -> QSize:
        """The size of the window."""
        return QSize(*map(int, self.size.split("x")))

    @property
    def suffix(self) -> str:
        """What tells this look from the usual one in a file's name."""
        return "" if (self.size, self.scale) == ("1366x768", 1.0) else f"-{self.size}-{self.scale:g}"


MORE_LOOKS = (
    Look("contrast", languages=("uk",)),
    Look("light", "1366x768", 1.25, ("uk",)),
    Look("light", "1920x1080", 1.0, ("uk",)),
    Look("dark", "1920x1080", 2.0, ("uk",)),
)


class Rest(QObject):
    """Knows when a window last grew or wanted another layout."""

    _STIRS = frozenset({QEvent.Type.LayoutRequest, QEvent.Type.ChildAdded, QEvent.Type.Resize})

    def __init__(self) -> None:
        super().__init__()
        self._last = time.monotonic()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time; the event goes its way."""
        del watched
        if event.type() in self._STIRS:
            self._last = time.monotonic()
        return False

    def wait(self) -> None:
        """Let timers, threads and layouts come to rest."""
        app = QApplication.instance()
        app.installEventFilter(self)
        end = time.monotonic() + _PATIENCE_S
        self._last = time.monotonic()
        while time.monotonic() < min(end, self._last + _REST_S):
            app.processEvents()
            time.sleep(0.004)
        app.removeEventFilter(self)


def shoot(widget: QWidget, size: QSize, path: Path) -> None:
    """Show a widget at a size, let it settle, save its picture, destroy it."""
    app = QApplication.instance()
    widget.resize(size)
    widget.show()
    Rest().wait()
    widget.grab().save(str(path))
    finish = getattr(widget, "finish", None)
    if callable(finish):
        finish()
    widget.close()
    widget.deleteLater()
    app.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))


def looks(options: argparse.Namespace) -> tuple[Look, ...]:
    """The looks that were asked for."""
    languages = tuple(options.languages.split(","))
    usual = tuple(Look(name, options.size, options.scale, languages) for name in options.themes.split(","))
    return (*usual, *MORE_LOOKS) if options.all else usual


def wanted(screen: str, only: str) -> bool:
    """Whether a screen was asked for: its name contains one of the words."""
    return any(part in screen for part in only.split(","))


def sheets(out: Path, scale: float) -> int:
    """The component sheet in every theme."""
    for name in theme.THEMES:
        theme.apply(QApplication.instance(), theme.Theme(name, scale))
        shoot(component_sheet(Words("uk")), QSize(460, 1320), out / f"00-components-{name}.png")
    return len(theme.THEMES)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=Path("screenshots"))
    parser.add_argument("--only", default="", help="only screens whose name contains one of these, parted by commas")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--languages", default="uk,en")
    parser.add_argument("--all", action="store_true", help="also high contrast, 125 %%, 1920x1080, 200 %%")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme.load_fonts()
    count = sheets(options.out, options.scale) if wanted("components", options.only) else 0
    for screen, make in REGISTRY.items():
        if not wanted(screen, options.only):
            continue
        for look in looks(options):
            for lang in look.languages:
                theme.apply(app, theme.Theme(look.theme, look.scale))
                size = NARROW if screen.startswith("03b") else look.pixels
                shoot(make(Words(lang)), size, options.out / f"{screen}-{lang}-{look.theme}{look.suffix}.png")
                count += 1
    print(f"screenshots: {count} in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
