"""The base of all editors, and the row a field stands in."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from field_doc.schema.plain import plain
from field_doc.ui.forms import toolong
from field_doc.ui.forms.context import FormContext, is_empty, reason_of
from field_doc.ui.forms.reasons import ReasonPanel
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.schema.model import Field

Json = Any
_SETTLE_MS: Final = 30


class Editor(QWidget):
    """Edits the value of one field type. ``None`` stands for absent.

    A value that nobody touched comes back to the byte as it was set. ``read`` puts the value
    together from the controls; what cannot be read stays the text that was typed.
    """

    changed = Signal()
    moved = Signal(str)
    type_name: ClassVar[str] = ""

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        super().__init__()
        self.field, self.path, self.context = field, path, context
        self._value: Json = None
        self._touched = False
        self._filling = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.build()

    @abstractmethod
    def build(self) -> None:
        """Make the controls."""

    @abstractmethod
    def fill(self, value: Json) -> None:
        """Show a value, or nothing for None."""

    @abstractmethod
    def read(self) -> Json:
        """The value the controls show."""

    def target(self) -> QWidget:
        """The control that takes the focus and the label's name."""
        return self

    def head(self) -> QWidget | None:
        """Something for the right end of the label's line, e.g. the language."""
        return None

    def part_boxes(self) -> dict[str, FieldBox]:
        """Boxes of the parts by their dotted path below this field, for problems of parts."""
        return {}

    def part_at(self, widget: QWidget) -> str:
        """The part that is filled in by this control, "" if it belongs to the whole."""
        return next((name for name, box in self.part_boxes().items() if box.isAncestorOf(widget)), "")

    def get(self) -> Json:
        """The value now, None if absent."""
        if not self._touched:
            return self._value
        value = self.read()
        return None if is_empty(value) else value

    def set(self, value: Json) -> None:
        """Show a value; no ``changed`` follows."""
        self._filling = True
        try:
            self._value, self._touched = value, False
            self.fill(value)
        finally:
            self._filling = False

    def set_part(self, part: str, value: Json) -> None:
        """Put a reason in the place of an empty part; the other parts stay as they are typed."""
        whole = self.get()
        self._filling = True
        try:
            self.fill({**(whole if isinstance(whole, dict) else {}), part: value})
        finally:
            self._filling = False
        self.touch()

    def touch(self, *_: object) -> None:
        """A control was changed by a person."""
        if self._filling:
            return
        self._touched = True
        self.changed.emit()

    def stack(self, gap: int = 8) -> QVBoxLayout:
        """A column without margins, for ``build``."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(gap))
        return column


def row_of(*widgets: QWidget, gap: int = 8, stretch: int = -1) -> QWidget:
    """Widgets side by side; ``stretch`` is the index of the one that grows (-1: room at the end)."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(current().px(gap))
    for index, widget in enumerate(widgets):
        row.addWidget(widget, 1 if index == stretch else 0)
    if stretch < 0:
        row.addStretch(1)
    return holder


def row_at(widget: QWidget | None) -> FieldRow | None:
    """The innermost row a control stands in, None outside a form."""
    while widget is not None and not isinstance(widget, FieldRow):
        widget = widget.parentWidget()
    return widget


class FieldRow(QWidget):
    """A field in the form: its box with the editor, or the reason why it is empty with a way back.

    Signals:
        changed: its value or reason (its path).
        moved: a text that does not fit here is to stand in the remarks.
    """

    changed = Signal(str)
    moved = Signal(str)

    def __init__(self, editor: Editor, name: str, help_text: str = "") -> None:
        super().__init__()
        self.editor = editor
        self.path = editor.path
        self._reason = ""
        self._part = ""
        self._asked_parts: set[str] = set()
        self._shown_only = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(6))
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(editor)
        self._empty = self._reason_row()
        inside.addWidget(self._empty)
        self.box = FieldBox(name, holder, target=editor.target(), help_text=help_text)
        head = editor.head()
        if head is not None:
            self.box.add_to_head(head)
        self.why = Button(editor.context.words("Why empty…"), "link")
        self.why.setProperty("small", True)
        self.why.setAccessibleName(f"{name}: {editor.context.words('Why empty…')}")
        self.why.setToolTip(editor.context.words("Why empty…") + " F9")
        # For the keyboard F9 asks the same of the field itself: no stop between one field and the next.
        self.why.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.why.clicked.connect(lambda: self.offer_reasons(""))
        self.box.add_to_head(self.why)
        column.addWidget(self.box)
        self._asking: ReasonPanel | None = None
        self._column = column
        editor.changed.connect(self._edited)
        editor.moved.connect(self.moved)
        self.box.reason_chosen.connect(self.choose_reason)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._show()

    def _reason_row(self) -> QWidget:
        words = self.editor.context.words
        self._said = label("", "second")
        self._fill_in = Button(words("Fill in"), "link")
        self._fill_in.clicked.connect(lambda: self.choose_reason(""))
        row = row_of(self._said, self._fill_in, gap=12)
        row.setMinimumHeight(current().px("field"))
        return row

    def get(self) -> Json:
        """The value or the reason; None if absent."""
        return {"null_reason": self._reason} if self._reason else self.editor.get()

    def set(self, value: Json) -> None:
        """Show a value or a reason."""
        self._reason = reason_of(value)
        self.editor.set(None if self._reason else value)
        self._show()

    def choose_reason(self, code: str) -> None:
        """Say why it is empty; "" goes back to filling in. A part that was asked for alone takes the reason."""
        part, self._part = self._part, ""
        if part and code:
            self._part_reason(part, code)
            return
        self._reason = code
        self.box.set_reasons(())
        self._show()
        if not code:
            self.editor.target().setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(self.path)

    def show_only(self) -> None:
        """The program fills it: it is shown, and nobody types in it."""
        self._shown_only = True
        self._show()

    def offer_reasons(self, part: str = "") -> None:
        """Show the reasons as buttons under the field, or under the part that is missing."""
        context, box = self.editor.context, self.editor.part_boxes().get(part)
        self._part = part
        if box is not None and part not in self._asked_parts:
            self._asked_parts.add(part)
            box.reason_chosen.connect(lambda code, p=part: self._part_reason(p, code))
        (box or self.box).set_reasons(context.reasons(), context.words("Other reason"))

    def ask_reason(self, part: str = "") -> None:
        """F9: the nine reasons with their digits, for a part or the whole; never over something filled in."""
        self.close_reasons()
        if self._shown_only:
            return
        context, editor = self.editor.context, self.editor
        whole = self.get()
        value = whole.get(part) if part and isinstance(whole, dict) else None if part else whole
        free = is_empty(value) or bool(reason_of(value))
        name = context.labels.part(editor.field.type, part) if part else self.box.name.text()
        ask = context.words("Why is “{what}” empty?", what=name)
        title = ask if free else context.words("“{what}” is filled in; a reason stands for nothing else.", what=name)
        other = context.words("For the whole: {what}", what=self.box.name.text()) if part and is_empty(whole) else ""
        self._asking = panel = ReasonPanel(context.words, title, context.reasons() if free else (), other)
        before = editor.window().focusWidget() or editor.target()
        panel.chosen.connect(lambda code: self._answer(part, code, before))
        panel.whole_wanted.connect(lambda: self.ask_reason(""))
        panel.closed.connect(lambda: (self.close_reasons(), before.setFocus()))
        self._show_panel(panel)

    def _show_panel(self, panel: ReasonPanel) -> None:
        """Under the field, in sight, with the focus."""
        self._column.addWidget(panel)
        panel.start()
        area = self.parentWidget()
        while area is not None and not isinstance(area, Page):
            area = area.parentWidget()
        if area is not None:
            # Once the new panel has its height.
            QTimer.singleShot(_SETTLE_MS, panel, lambda: area.bring(panel))

    def text_refused(self, text: str, limit: int) -> None:
        """An input took nothing of a text that is too long: say so, and offer where it fits."""
        self.close_reasons()
        self._asking = said = toolong.panel(self.editor.context, text, limit)
        before = self.editor.window().focusWidget() or self.editor.target()
        said.chosen.connect(lambda _field: self.close_reasons())
        said.chosen.connect(lambda _field: self.moved.emit(text))
        said.closed.connect(lambda: (self.close_reasons(), before.setFocus()))
        self._show_panel(said)

    def close_reasons(self) -> bool:
        """Take the question away; whether it was there."""
        panel, self._asking = self._asking, None
        if panel is None:
            return False
        panel.hide()
        panel.deleteLater()
        return True

    def _answer(self, part: str, code: str, before: QWidget) -> None:
        self.close_reasons()
        if part:
            self.editor.set_part(part, {"null_reason": code})
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.choose_reason(code)
            self._fill_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def _part_reason(self, part: str, code: str) -> None:
        (self.editor.part_boxes().get(part) or self.box).set_reasons(())
        self._part = ""
        self.editor.set_part(part, {"null_reason": code})

    def set_problem(self, text: str, *, missing: bool = False) -> None:
        """Say what is missing or wrong; a missing value gets the reasons beside it."""
        self.box.set_problem(text)
        if text and missing:
            self.offer_reasons()

    def _edited(self) -> None:
        self._show()
        self.changed.emit(self.path)

    def _show_computed(self) -> None:
        """In words: nothing here can be filled in or taken out."""
        context = self.editor.context
        self.editor.hide()
        self._fill_in.hide()
        self.why.hide()
        said = plain(self.editor.field, self.get(), context.labels)
        self._said.setText(said or context.words("The program fills this in."))
        self._empty.show()

    def _show(self) -> None:
        if self._shown_only:
            self._show_computed()
            return
        self.editor.setVisible(not self._reason)
        self._empty.setVisible(bool(self._reason))
        if self._reason:
            self._said.setText(self.editor.context.labels.term(self._reason))
        self._fill_in.setAccessibleName(f"{self.box.name.text()}: {self._fill_in.text()}")
        filled = bool(self._reason) or not is_empty(self.editor.get())
        self.why.setVisible(not filled)

    def focus(self, part: str = "") -> None:
        """Put the focus where this field, or the part of it that is missing, is filled in."""
        box = self.editor.part_boxes().get(part)
        target = self._fill_in if self._reason else box.target() if box is not None else self.editor.target()
        target.setFocus(Qt.FocusReason.OtherFocusReason)
