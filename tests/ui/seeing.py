"""What a person can see and reach in a window, and why not. For ``driver``."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import shiboken6
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

PATIENCE = 15.0
LONG = 60.0
FIELDS = (QLineEdit, QPlainTextEdit, QComboBox)
_STEP_MS = 30
_COUNT = re.compile(r" [\d\s]+")
_TAG = re.compile(r"<[^>]+>")


def wait(
    condition: Callable[[], Any], said: Callable[[], str] | str, patience: float = PATIENCE, step: int = _STEP_MS
) -> Any:
    """Let the program work until the condition gives something; else fail with what is said."""
    until = time.monotonic() + patience
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(said if isinstance(said, str) else said())
        QTest.qWait(step)


def words_on(widget: QWidget) -> str:
    """What is written on a label or button."""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    rich = isinstance(widget, QLabel) and widget.textFormat() == Qt.TextFormat.RichText
    return unescape(_TAG.sub("", text)) if rich else text


def is_called(widget: QWidget, name: str) -> bool:
    """Whether its words or its accessible name are these; a count after them does not matter."""
    spoken = (words_on(widget), widget.accessibleName())
    return any(text == name or _COUNT.fullmatch(text.removeprefix(name)) for text in spoken if text.startswith(name))


def scroll_to(widget: QWidget) -> None:
    """As with the wheel: up and down, in the areas that may be scrolled so."""
    for area in _ancestors(widget):
        if isinstance(area, QScrollArea) and area.verticalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            inner, bar = area.widget(), area.verticalScrollBar()
            top = widget.mapTo(inner, QPoint(0, 0)).y()
            room = area.viewport().height()
            if top < bar.value() or top + widget.height() > bar.value() + room:
                bar.setValue(top - max(0, (room - widget.height()) // 2))


def _ancestors(widget: QWidget) -> Iterator[QWidget]:
    step = widget.parentWidget()
    while step is not None:
        yield step
        step = step.parentWidget()


def seen_part(widget: QWidget) -> QRect:
    """What of a widget is inside its window and not cut by anything around it, in its own coordinates."""
    top = widget.window()
    inside = widget.visibleRegion().boundingRect()
    return inside & QRect(widget.mapFrom(top, QPoint(0, 0)), top.size())


def hindrance(widget: QWidget, where: QRect | None = None) -> str:
    """Why a person cannot click there; "" if they can."""
    if not shiboken6.isValid(widget) or not widget.isVisible():
        return "is not visible"
    if not widget.isEnabled():
        return "is disabled"
    scroll_to(widget)
    part = seen_part(widget) & (where or widget.rect())
    if part.isEmpty():
        return "is outside of what the window shows"
    top = widget.window()
    under = top.childAt(widget.mapTo(top, part.center()))
    if under is not widget and not widget.isAncestorOf(under or top) and top is not widget:
        return f"is covered by {type(under).__name__}"
    return ""


def typed_in(field: QWidget) -> QWidget:
    """The part of a field one clicks into."""
    if isinstance(field, QComboBox) and field.isEditable():
        line = field.lineEdit()
        assert line is not None
        return line
    return field.viewport() if isinstance(field, QAbstractScrollArea) else field


def text_of(field: QWidget) -> str:
    """What stands in a field."""
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    return field.currentText() if isinstance(field, QComboBox) else field.text()  # type: ignore[attr-defined]


def row_said(index: QModelIndex) -> str:
    """All a row says: what a screen reader is told."""
    model = index.model()
    count = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    columns = [model.index(index.row(), column) for column in range(count)]
    parts = [cell.data(int(Qt.ItemDataRole.AccessibleTextRole)) or cell.data() for cell in columns]
    return " ".join(str(part) for part in parts if part)


def rows(view: QAbstractItemView) -> list[QModelIndex]:
    """The rows of a list that it holds now."""
    model = view.model()
    return [model.index(number, 0) for number in range(model.rowCount())] if model is not None else []


def rows_said(view: QAbstractItemView) -> list[str]:
    """All rows of a list, each whole."""
    return [row_said(index) for index in rows(view)]
