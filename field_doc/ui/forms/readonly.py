"""Sealed versions: labels, not disabled inputs; and two versions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from field_doc.schema import shown
from field_doc.ui.forms.builder import FormSection
from field_doc.ui.theme import current
from field_doc.ui.widgets.plan import PlanView
from field_doc.ui.widgets.scroll import Page, measured
from field_doc.ui.widgets.text import hairline, label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from field_doc.schema.model import RecordType
    from field_doc.schema.shown import Difference, ShownField
    from field_doc.ui.forms.context import FormContext

Json = Any


def shown_fields(
    record_type: RecordType, names: Sequence[str], values: Mapping[str, Json], context: FormContext
) -> Iterator[ShownField]:
    """Fields that hold something, in the reader's language."""
    return shown.shown_fields(record_type, names, values, context.labels)


def _value_label(text: str) -> QLabel:
    value = label(text, wrap=True, select=True)
    value.setTextInteractionFlags(value.textInteractionFlags() | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    return value


def section_page(
    record_type: RecordType, section: FormSection, values: Mapping[str, Json], context: FormContext
) -> Page:
    """One section of a sealed version, to be read."""
    theme = current()
    inner = QWidget()
    outer = QVBoxLayout(inner)
    outer.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
    measure = QWidget()
    grid = QGridLayout(measure)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(20))
    grid.setVerticalSpacing(theme.px(12))
    grid.setColumnMinimumWidth(0, theme.px(150))
    grid.setColumnStretch(1, 1)
    row = -1
    for row, one in enumerate(shown_fields(record_type, section.fields, values, context)):
        name = label(one.name, "second", wrap=True)
        name.setMaximumWidth(theme.px(190))
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        value: QWidget = _value_label(one.text) if not one.reason else label(one.text, "help", wrap=True)
        value.setAccessibleName(f"{one.name}: {one.text}")
        if one.geometry is not None:
            plan = PlanView(one.name, context.words)
            plan.set_geometry(dict(one.geometry))
            value = plan
        grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
    outer.addLayout(measured(measure, theme.px("measure")))
    if row < 0:
        outer.addWidget(label(context.words("Nothing is written in this section."), "help"))
    outer.addStretch(1)
    return Page(inner, section.title)


# -- comparison ------------------------------------------------------------------------------------


def differences(
    record_type: RecordType, first: Mapping[str, Json], second: Mapping[str, Json], context: FormContext
) -> list[Difference]:
    """Fields that differ, in the reader's language; other records by their codes."""
    one, two = (shown.with_codes(record_type.fields, v, context.finder.text_of) for v in (first, second))
    return shown.differences(record_type, one, two, context.labels)


def marked(before: str, after: str) -> str:
    """Markup of ``after`` with what differs from ``before`` bold on a ground; everything is escaped."""
    from difflib import SequenceMatcher
    from html import escape

    old, new = before.split(" "), after.split(" ")
    ground = current().hex("accent.soft")
    parts = []
    for kind, _i1, _i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        words = escape(" ".join(new[j1:j2]))
        if words:
            same = kind == "equal"
            parts.append(words if same else f'<b style="background-color: {ground}">{words}</b>')
    return " ".join(parts).replace("\n", "<br>")


def compare_page(found: Sequence[Difference], titles: tuple[str, str], context: FormContext) -> Page:
    """Two versions side by side, field by field; only what differs."""
    theme, words = current(), context.words
    inner = QWidget()
    outer = QVBoxLayout(inner)
    outer.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(10))
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    for column, text in enumerate((words("Field"), *titles)):
        grid.addWidget(label(text, "section"), 0, column)
    row = 1
    for difference in found:
        grid.addWidget(hairline(), row, 0, 1, 3)
        name = label(difference.name, "second", wrap=True)
        name.setMaximumWidth(theme.px(150))
        name.setMinimumWidth(theme.px(110))
        grid.addWidget(name, row + 1, 0, Qt.AlignmentFlag.AlignTop)
        before = _value_label(difference.before or "—")
        after = _value_label("")
        after.setTextFormat(Qt.TextFormat.RichText)
        after.setText(marked(difference.before, difference.after) or "—")
        for value, title, text in ((before, titles[0], difference.before), (after, titles[1], difference.after)):
            value.setAccessibleName(f"{difference.name}, {title}: {text}")
        grid.addWidget(before, row + 1, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(after, row + 1, 2, Qt.AlignmentFlag.AlignTop)
        row += 2
    outer.addLayout(grid)
    if not found:
        outer.addWidget(label(words("Both versions say the same in every field."), "help"))
    outer.addStretch(1)
    return Page(inner, words("Comparison of versions"))
