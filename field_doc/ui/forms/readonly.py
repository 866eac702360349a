"""Sealed versions: labels, not disabled inputs; and two versions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from field_doc.schema.plain import plain
from field_doc.ui.forms.builder import FormSection
from field_doc.ui.forms.context import is_empty, reason_of
from field_doc.ui.theme import current
from field_doc.ui.widgets.plan import PlanView
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import hairline, label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from field_doc.schema.model import Field, RecordType
    from field_doc.ui.forms.context import FormContext

Json = Any


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as it is read: label, words, whether it is a reason for being empty."""

    path: str
    name: str
    text: str
    reason: bool = False
    geometry: Mapping[str, Json] | None = None


def shown_fields(
    record_type: RecordType, names: Sequence[str], values: Mapping[str, Json], context: FormContext
) -> Iterator[ShownField]:
    """Fields that hold something, group members one by one. Pure: no widgets."""
    for name in names:
        field = record_type.field(name)
        if field is not None:
            yield from _shown(field, name, values.get(name), context)


def _shown(field: Field, path: str, value: Json, context: FormContext) -> Iterator[ShownField]:
    if is_empty(value):
        return
    name = context.labels.field(context.type_name, _dotted(path))
    if field.type == "group" and isinstance(value, list):
        for number, member in enumerate(value):
            for inner in field.fields:
                for shown in _shown(inner, f"{path}[{number}].{inner.name}", member.get(inner.name), context):
                    yield ShownField(
                        shown.path, f"{name} {number + 1} · {shown.name}", shown.text, shown.reason, shown.geometry
                    )
        return
    geometry = value if field.type == "geometry" and isinstance(value, dict) and "type" in value else None
    yield ShownField(path, name, plain(field, value, context.labels), bool(reason_of(value)), geometry)


def _dotted(path: str) -> str:
    from field_doc.ui.forms.groups import dotted_of

    return dotted_of(path)


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
    measure.setMaximumWidth(theme.px("measure"))
    grid = QGridLayout(measure)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(20))
    grid.setVerticalSpacing(theme.px(12))
    grid.setColumnMinimumWidth(0, theme.px(150))
    grid.setColumnStretch(1, 1)
    row = -1
    for row, shown in enumerate(shown_fields(record_type, section.fields, values, context)):
        name = label(shown.name, "second", wrap=True)
        name.setMaximumWidth(theme.px(190))
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        value: QWidget = _value_label(shown.text) if not shown.reason else label(shown.text, "help", wrap=True)
        value.setAccessibleName(f"{shown.name}: {shown.text}")
        if shown.geometry is not None:
            plan = PlanView(shown.name, context.words)
            plan.set_geometry(dict(shown.geometry))
            value = plan
        grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
    outer.addWidget(measure)
    if row < 0:
        outer.addWidget(label(context.words("Nothing is written in this section."), "help"))
    outer.addStretch(1)
    return Page(inner, section.title)


# -- comparison ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions say differently; "" where a version does not have it."""

    path: str
    name: str
    before: str
    after: str


def differences(
    record_type: RecordType, first: Mapping[str, Json], second: Mapping[str, Json], context: FormContext
) -> list[Difference]:
    """Fields that differ, in the order of the schema. Pure: no widgets."""
    names = [f.name for f in record_type.fields]
    before = {s.path: s for s in shown_fields(record_type, names, first, context)}
    after = {s.path: s for s in shown_fields(record_type, names, second, context)}
    result = []
    for path in dict.fromkeys([*before, *after]):
        old, new = before.get(path), after.get(path)
        old_text, new_text = old.text if old else "", new.text if new else ""
        # A geometry may differ where its words do not.
        if old_text != new_text or (old and new and old.geometry != new.geometry):
            shown = new or old
            assert shown is not None
            result.append(Difference(path, shown.name, old_text, new_text))
    return result


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
