"""One field: label above, control, help under in grey, problem under in words with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from field_doc.ui.theme import current, set_property
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

_SHOWN_REASONS = 3


class FieldBox(QWidget):
    """Label, control, help, problem and the reasons for being empty, linked for a screen reader.

    Args:
        name: the label's words.
        control: what is filled in; gets the label as accessible name, help and problem as description.
        target: the widget inside ``control`` that takes the focus, if it is another.
        help_text: a grey line under the control.

    """

    reason_chosen = Signal(str)

    def __init__(self, name: str, control: QWidget, *, target: QWidget | None = None, help_text: str = "") -> None:
        super().__init__()
        theme = current()
        self.control = control
        self._target = target or control
        self._help_text = help_text
        self._problem_text = ""
        self._hint_text = ""
        self._more: QMenu | None = None
        self._beside: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(8))
        self.name = label(name, "strong", wrap=True)
        self.name.setBuddy(self._target)
        self._head.addWidget(self.name, 1)
        self._column.addLayout(self._head)
        self._column.addWidget(control)
        self.help = label(help_text, "help", wrap=True)
        self._column.addWidget(self.help)
        self.help.setVisible(bool(help_text))
        self._problem = self._problem_row()
        self._column.addWidget(self._problem)
        self._reasons = QWidget()
        self._flow = FlowLayout(self._reasons, gap=theme.px(8), row_gap=theme.px(6))
        self._column.addWidget(self._reasons)
        self._reasons.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.set_name(name)

    def _problem_row(self) -> QWidget:
        row_widget = QWidget()
        row = QHBoxLayout(row_widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(8))
        glyph = Glyph("attention")
        glyph.setFixedHeight(current().px(18))
        row.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
        self.problem: QLabel = label("", "problem", wrap=True)
        row.addWidget(self.problem, 1)
        row_widget.hide()
        return row_widget

    def add_to_head(self, widget: QWidget) -> None:
        """Put something at the right end of the label's line (language, precision, a link)."""
        self._beside.append(widget)
        self._head.addWidget(widget, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def tab_parts(self) -> tuple[QWidget, ...]:
        """The order of Tab: the control, then what stands beside its label, then the reasons."""
        return (self.control, *self._beside, self._reasons)

    def set_name(self, name: str) -> None:
        """Change the label, and with it the accessible name of the control."""
        self.name.setText(name)
        self._target.setAccessibleName(name)
        if self.control is not self._target:
            self.control.setAccessibleName(name)

    def set_help(self, text: str) -> None:
        """Change the help line; empty hides it."""
        self._help_text = text
        self.help.setText(text)
        self.help.setVisible(bool(text))
        self._describe()

    def set_hint(self, text: str) -> None:
        """A remark that asks for nothing: stands with the help, in grey."""
        self._hint_text = text
        shown = " ".join(part for part in (self._help_text, text) if part)
        self.help.setText(shown)
        self.help.setVisible(bool(shown))
        self._describe()

    def set_problem(self, text: str, *, mark: bool = True) -> None:
        """Say what is missing or wrong and what to do; empty takes it away. ``mark``: amber edge too."""
        self._problem_text = text
        self.problem.setText(text)
        self._problem.setVisible(bool(text))
        set_property(self._target, "problem", bool(text) and mark)
        if not text:
            self.set_reasons(())
        self._describe()

    def target(self) -> QWidget:
        """The widget that takes the focus."""
        return self._target

    @property
    def problem_text(self) -> str:
        """The problem shown, "" if none."""
        return self._problem_text

    def set_reasons(self, reasons: Sequence[tuple[str, str]], more: str = "") -> None:
        """Offer reasons for being empty as buttons; beyond three they go into a menu named ``more``."""
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for code, words in reasons[:_SHOWN_REASONS]:
            button = Button(words, "small")
            button.setAccessibleName(f"{self.name.text()}: {words}")
            button.clicked.connect(lambda _checked=False, c=code: self.reason_chosen.emit(c))
            self._flow.addWidget(button)
        if len(reasons) > _SHOWN_REASONS:
            self._flow.addWidget(self._more_button(reasons[_SHOWN_REASONS:], more))
        self._reasons.setVisible(bool(reasons))

    def _more_button(self, reasons: Sequence[tuple[str, str]], words: str) -> Button:
        button = Button(words, "small", icon_name="chevron-down")
        button.setAccessibleName(f"{self.name.text()}: {words}")
        self._more = QMenu(button)
        for code, text in reasons:
            action = self._more.addAction(text)
            action.triggered.connect(lambda _checked=False, c=code: self.reason_chosen.emit(c))
        menu = self._more
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

    def _describe(self) -> None:
        text = " ".join(part for part in (self._help_text, self._hint_text, self._problem_text) if part)
        self._target.setAccessibleDescription(text)
