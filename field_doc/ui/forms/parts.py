"""Composite values as rows of named parts; a part may hold a reason, which is kept until it is filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from field_doc.ui.forms.base import Editor
from field_doc.ui.forms.context import is_empty, reason_of
from field_doc.ui.theme import current
from field_doc.ui.widgets.fieldbox import FieldBox

if TYPE_CHECKING:
    from field_doc.ui.forms.inputs import GrowingText

Json = Any


class Part:
    """One part of a composite value: how its control is filled and read."""

    def __init__(
        self, name: str, box: FieldBox, fill: Callable[[Json], None], read: Callable[[], Json], control: QWidget
    ) -> None:
        self.name, self.box, self.control = name, box, control
        self._fill, self._read = fill, read
        self._reason: Json = None

    def set(self, value: Json, said: str) -> None:
        """Show a value; for a reason its words stand in the empty control."""
        self._reason = value if reason_of(value) else None
        self._fill(None if self._reason else value)
        line = self.control.lineEdit() if isinstance(self.control, QComboBox) else self.control
        if isinstance(line, QLineEdit):
            before = line.property("plainPlaceholder")
            if before is None:
                line.setProperty("plainPlaceholder", line.placeholderText())
                before = line.placeholderText()
            line.setPlaceholderText(said or str(before))

    def get(self) -> Json:
        """The value, the reason it had, or None."""
        value = self._read()
        return self._reason if is_empty(value) else value


class PartsEditor(Editor):
    """Base of the composite editors: parts in a grid of two columns."""

    def build(self) -> None:
        """Make the grid, then the parts."""
        self.parts: dict[str, Part] = {}
        self._kept: dict[str, Json] = {}
        self.column = self.stack(10)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(current().px(12))
        self.grid.setVerticalSpacing(current().px(10))
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)
        self._cell = 0
        self.column.addLayout(self.grid)
        self.build_parts()

    def build_parts(self) -> None:
        """Add the parts with ``line``, ``text``, ``choice`` …"""

    def label_of(self, part: str) -> str:
        """The words of a part."""
        return self.context.labels.part(self.field.type, part)

    def add(
        self,
        part: str,
        control: QWidget,
        fill: Callable[[Json], None],
        read: Callable[[], Json],
        *,
        wide: bool = False,
        grid: QGridLayout | None = None,
        target: QWidget | None = None,
    ) -> FieldBox:
        """Add a part to the grid; ``wide`` takes both columns."""
        box = FieldBox(self.label_of(part), control, target=target)
        box.name.setProperty("role", "small")
        self.parts[part] = Part(part, box, fill, read, target or control)
        place = grid or self.grid
        row, column = divmod(self._cell, 2)
        if wide:
            row += 1 if column else 0
            place.addWidget(box, row, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
            self._cell = (row + 1) * 2
        else:
            place.addWidget(box, row, column, Qt.AlignmentFlag.AlignTop)
            self._cell += 1
        return box

    def add_line(self, part: str, line: QLineEdit, *, wide: bool = False) -> FieldBox:
        """A part that is one line of text."""
        line.textEdited.connect(self.touch)

        def fill(value: Json) -> None:
            line.setText("" if value is None else str(value))
            line.setCursorPosition(0)

        return self.add(part, line, fill, lambda: line.text() or None, wide=wide)

    def add_text(self, part: str, text: GrowingText) -> FieldBox:
        """A part that is a text over both columns."""
        text.textChanged.connect(self.touch)
        return self.add(
            part,
            text,
            lambda value: text.show_text("" if value is None else str(value)),
            lambda: text.toPlainText() or None,
            wide=True,
        )

    def part_boxes(self) -> dict[str, FieldBox]:
        """The boxes by part."""
        return {name: part.box for name, part in self.parts.items()}

    def target(self) -> QWidget:
        """The first part's control."""
        return next(iter(self.parts.values())).control

    def fill(self, value: Json) -> None:
        """Show every part; what has no control is kept."""
        content = dict(value) if isinstance(value, dict) else {}
        self._kept = {k: v for k, v in content.items() if k not in self.parts}
        for name, part in self.parts.items():
            entry = content.get(name)
            code = reason_of(entry)
            part.set(entry, self.context.labels.term(code) if code else "")

    def read(self) -> Json:
        """All parts that hold something."""
        result = dict(self._kept)
        for name, part in self.parts.items():
            value = part.get()
            if not is_empty(value):
                result[name] = value
        return result or None
