"""Draw the component sheet and every registered screen, in both languages, light and dark.

``script/screenshots.py OUT [--only NAME] [--size 1366x768] [--scale 1]`` writes PNG files into OUT.
All people, places and codes are invented.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget

from field_doc.base.i18n import Words
from field_doc.ui import sample_media, sample_program, sample_windows, samples, theme
from field_doc.ui.samples import component_sheet

Maker = Callable[[Words], QWidget]
REGISTRY: dict[str, Maker] = {**samples.REGISTRY, **sample_media.MORE, **sample_windows.MORE, **sample_program.MORE}
# 1366 x 768 at 200 %.
NARROW = QSize(683, 384)


def shoot(widget: QWidget, size: QSize, path: Path) -> None:
    """Show a widget at a size, let it settle, save its picture, destroy it."""
    app = QApplication.instance()
    widget.resize(size)
    widget.show()
    for _ in range(6):
        app.processEvents()
    widget.grab().save(str(path))
    finish = getattr(widget, "finish", None)
    if callable(finish):
        finish()
    widget.close()
    widget.deleteLater()
    app.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=Path("screenshots"))
    parser.add_argument("--only", default="", help="only screens whose name contains this")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--languages", default="uk,en")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    width, height = map(int, options.size.split("x"))
    app = QApplication([])
    theme.load_fonts()
    suffix = "" if (options.size, options.scale) == ("1366x768", 1.0) else f"-{options.size}-{options.scale:g}"
    count = 0
    if options.only in "components":
        for name in theme.THEMES:
            theme.apply(app, theme.Theme(name, options.scale))
            shoot(
                component_sheet(Words("uk")),
                QSize(460, 1320),
                options.out / f"00-components-{name}{suffix}.png",
            )
            count += 1
    for screen, make in REGISTRY.items():
        if options.only not in screen:
            continue
        for name in options.themes.split(","):
            for lang in options.languages.split(","):
                theme.apply(app, theme.Theme(name, options.scale))
                shoot(
                    make(Words(lang)),
                    NARROW if screen.startswith("03b") else QSize(width, height),
                    options.out / f"{screen}-{lang}-{name}{suffix}.png",
                )
                count += 1
    print(f"screenshots: {count} in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
