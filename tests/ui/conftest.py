"""What window tests share: the shipped fonts, a theme, words in both languages."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from field_doc.base.i18n import Words
from field_doc.ui import theme

# As in the program (ui/collector.py): what a test leaves of its window is never collected by another thread.
gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the offscreen platform says about every window with a least size, and about lists that open over one."""
    for item in items:
        if "/ui/" in str(item.path):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session")
def _fonts(qapp: QApplication) -> tuple[str, ...]:
    return theme.load_fonts()


@pytest.fixture(autouse=True)
def light(qapp: QApplication, _fonts: tuple[str, ...]) -> theme.Theme:
    """The light theme at 100 %."""
    chosen = theme.Theme()
    if theme.current() != chosen or not qapp.styleSheet():
        theme.apply(qapp, chosen)
    return chosen


@pytest.fixture
def uk() -> Words:
    return Words("uk")


@pytest.fixture
def en() -> Words:
    return Words("en")


@pytest.fixture
def shown(qtbot) -> Iterator[Callable[..., QWidget]]:
    """Show a widget at a size and destroy it after the test."""

    made: list[QWidget] = []

    def show(widget: QWidget, width: int = 1366, height: int = 768) -> QWidget:
        made.append(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        QApplication.processEvents()
        return widget

    yield show
    for widget in made:
        if shiboken6.isValid(widget):
            widget.close()
            widget.deleteLater()
    # Gone before the next test: a style sheet set anew goes through every widget there is.
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
