"""The editor of groups: members as cards, each with its own fields; groups stand two deep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from field_doc.base.ids import new_id
from field_doc.ui.forms.base import Editor, FieldRow, row_of
from field_doc.ui.forms.context import is_empty
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.schema.model import Field
    from field_doc.ui.forms.context import FormContext

Json = Any
MakeRow = Callable[["Field", str, "FormContext"], FieldRow]


class Member(QFrame):
    """One member: its number, its fields, a way to remove it."""

    changed = Signal()
    removed = Signal()
    moved = Signal(str)

    def __init__(self, group: Field, path: str, number: int, context: FormContext, make_row: MakeRow) -> None:
        super().__init__()
        self._context = context
        self.id = new_id()
        self.setProperty("strip", "card")
        column = QVBoxLayout(self)
        pad = current().px(12)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(current().px(14))
        head = QHBoxLayout()
        self.number = label("", "section")
        self.remove = Button(context.words("Remove"), "link")
        self.remove.setProperty("small", True)
        self.remove.clicked.connect(self.removed)
        head.addWidget(self.number, 1)
        head.addWidget(self.remove)
        column.addLayout(head)
        self.rows: dict[str, FieldRow] = {}
        for field in group.fields:
            row = make_row(field, f"{path}[{number}].{field.name}", context)
            row.changed.connect(self.changed)
            row.moved.connect(self.moved)
            self.rows[field.name] = row
            column.addWidget(row)
        self._extra: dict[str, Json] = {}

    def set_number(self, name: str, number: int, path: str) -> None:
        """Tell the member its place among the others; ids never change, numbers do."""
        self.number.setText(f"{name} · {number + 1}")
        self.remove.setAccessibleName(f"{self._context.words('Remove')}: {name} · {number + 1}")
        for key, row in self.rows.items():
            row.path = row.editor.path = f"{path}[{number}].{key}"
            if isinstance(row.editor, GroupEditor):
                row.editor.renumber()

    def set(self, value: dict[str, Json]) -> None:
        """Show a member."""
        self.id = str(value.get("id") or self.id)
        self._extra = {k: v for k, v in value.items() if k != "id" and k not in self.rows}
        for name, row in self.rows.items():
            row.set(value.get(name))

    def get(self) -> dict[str, Json]:
        """The member with its id; only what holds something."""
        result: dict[str, Json] = {"id": self.id, **self._extra}
        for name, row in self.rows.items():
            value = row.get()
            if not is_empty(value):
                result[name] = value
        return result


class GroupEditor(Editor):
    """``group``: any number of members."""

    type_name = "group"
    make_row: MakeRow

    def build(self) -> None:
        """Cards and the button for one more."""
        words = self.context.words
        self.members: list[Member] = []
        self._names = ""
        column = self.stack(10)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(current().px(10))
        column.addLayout(self._cards)
        self.add = Button(words("Add"), "small", icon_name="plus")
        self.add.clicked.connect(self._add_empty)
        column.addWidget(row_of(self.add))
        self.setFocusProxy(self.add)

    def target(self) -> QWidget:
        """The button."""
        return self.add

    def name(self) -> str:
        """The label of the group."""
        dotted = dotted_of(self.path)
        return self.context.labels.field(self.context.type_name, dotted)

    def _append(self, value: dict[str, Json]) -> Member:
        member = Member(self.field, self.path, len(self.members), self.context, type(self).make_row)
        member.set(value)
        member.changed.connect(self.touch)
        member.removed.connect(lambda: self._remove(member))
        member.moved.connect(self.moved)
        self.members.append(member)
        self._cards.addWidget(member)
        self.renumber()
        return member

    def _add_empty(self) -> None:
        member = self._append({})
        self.touch()
        next(iter(member.rows.values())).focus()

    def _remove(self, member: Member) -> None:
        self.members.remove(member)
        member.hide()
        member.deleteLater()
        self.renumber()
        self.touch()
        self.add.setFocus()

    def renumber(self) -> None:
        """Numbers and paths follow the order."""
        for number, member in enumerate(self.members):
            member.set_number(self.name(), number, self.path)

    def rows(self) -> Iterator[FieldRow]:
        """Rows of all members, groups in them included."""
        for member in self.members:
            for row in member.rows.values():
                yield row
                if isinstance(row.editor, GroupEditor):
                    yield from row.editor.rows()

    def fill(self, value: Json) -> None:
        """Show the members."""
        wanted = [m for m in value if isinstance(m, dict)] if isinstance(value, list) else []
        for member in self.members:
            member.hide()
            member.deleteLater()
        self.members = []
        for entry in wanted:
            self._append(entry)

    def read(self) -> Json:
        """The members in order."""
        return [member.get() for member in self.members] or None


def dotted_of(path: str) -> str:
    """``acts[0].conduct`` without positions: ``acts.conduct``."""
    import re

    return re.sub(r"\[\d+\]", "", path)
