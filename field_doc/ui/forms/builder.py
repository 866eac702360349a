"""The form of a record: sections from the layout, built when first shown; undo, autosave, problems."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from field_doc.schema.computed import SHOWN_ONLY
from field_doc.ui.forms.asked import Asked, asked, top
from field_doc.ui.forms.base import row_at
from field_doc.ui.forms.context import is_empty
from field_doc.ui.forms.editors import make_row
from field_doc.ui.forms.groups import GroupEditor
from field_doc.ui.forms.toolong import with_remark
from field_doc.ui.forms.undo import Steps
from field_doc.ui.theme import current
from field_doc.ui.widgets.scroll import Page, measured
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from field_doc.schema.model import RecordType
    from field_doc.ui.forms.base import FieldRow
    from field_doc.ui.forms.context import FormContext

Json = Any
AUTOSAVE_MS: Final = 800
# Rows of a section made before it is shown; the rest come one by one.
_AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class FormSection:
    """One tab: its key, its words, its fields in order; ``note`` stands above the fields."""

    key: str
    title: str
    fields: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is shown beside a field. ``severity``: missing, wrong, hint or blocks.

    ``beside`` is the text where the field's own label stands right above it, "" if it is the same.
    """

    path: str
    text: str
    severity: str
    required: bool = False
    beside: str = ""

    @property
    def under_label(self) -> str:
        """The text under the field it is about."""
        return self.beside or self.text


def show_own(row: FieldRow, found: Sequence[FieldProblem]) -> None:
    """Problems of a field itself: hints with the help, the rest under it."""
    asks = [p for p in found if p.severity != "hint"]
    row.box.set_hint(" ".join(p.text for p in found if p.severity == "hint"))
    mark = any(p.severity != "missing" or p.required for p in asks)
    row.box.set_problem(" ".join(p.under_label if p.path == row.path else p.text for p in asks), mark=mark)


def show_head(head: QLabel, found: Asked, context: FormContext) -> None:
    """What of a section has been asked: a calm line at its head."""
    said = context.words("{done} of {total} asked", done=found.done, total=found.total)
    head.setText(said if found.total else "")
    head.setVisible(bool(found.total))


class Form(QObject):
    """Values of a draft and the editors that show them. The values are the truth; editors follow.

    Signals:
        edited: a value changed (field name); validate and refresh.
        autosave: the values to save, at most a second after a change.
        sections_changed: marks of tabs may differ now.
    """

    edited = Signal(str)
    autosave = Signal(object)
    sections_changed = Signal()

    def __init__(
        self,
        record_type: RecordType,
        sections: Sequence[FormSection],
        values: Mapping[str, Json],
        context: FormContext,
        parent: QObject | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.record_type, self.sections, self.context = record_type, tuple(sections), context
        self._values: dict[str, Json] = copy.deepcopy(dict(values))
        self._pages: dict[str, Page] = {}
        self._rows: dict[str, FieldRow] = {}
        self._heads: dict[str, QLabel] = {}
        self._problems: tuple[FieldProblem, ...] = ()
        self._irrelevant: frozenset[str] = frozenset()
        self._steps = Steps(now)
        self._at = ""
        self._growing: dict[str, tuple[QVBoxLayout, list[str]]] = {}
        self._grow_soon = QTimer(self)
        self._grow_soon.setSingleShot(True)
        self._grow_soon.setInterval(0)
        self._grow_soon.timeout.connect(self._grow)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self.save_now)

    # -- pages ------------------------------------------------------------------------------------

    def page(self, key: str) -> QWidget:
        """The scroll area of a section; made the first time it is asked for."""
        if key not in self._pages:
            section = next(s for s in self.sections if s.key == key)
            self._pages[key] = self._build(section)
            self._show_problems()
        return self._pages[key]

    def is_built(self, key: str) -> bool:
        """Whether a section has been shown yet."""
        return key in self._pages

    def _build(self, section: FormSection) -> Page:
        theme = current()
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        measure = QWidget()
        column = QVBoxLayout(measure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(18))
        self._heads[section.key] = head = label("", "help")
        column.addWidget(head)
        if section.note:
            column.addWidget(label(section.note, "help", wrap=True))
        for name in section.fields[:_AT_ONCE]:
            self._add_row(column, name)
        self._growing[section.key] = (column, list(section.fields[_AT_ONCE:]))
        self._grow_soon.start()
        outer.addLayout(measured(measure, theme.px("measure")))
        outer.addStretch(1)
        return Page(inner, section.title)

    def _add_row(self, column: QVBoxLayout, name: str) -> None:
        field = self.record_type.field(name)
        if field is None:
            return
        row = make_row(field, name, self.context)
        row.set(self._values.get(name))
        if name in SHOWN_ONLY.get(self.record_type.name, ()):
            row.show_only()
        row.changed.connect(lambda _path, n=name: self._edited(n))
        row.moved.connect(self._to_remarks)
        self._rows[name] = row
        column.addWidget(row)
        # Only now: a widget without a parent that is made visible is a window.
        row.setVisible(name not in self._irrelevant)

    def _grow(self) -> None:
        """One row more of a section being built: a long one must not hold the window up."""
        for key, (column, names) in list(self._growing.items()):
            if names:
                self._add_row(column, names.pop(0))
                self._grow_soon.start()
                return
            del self._growing[key]
            self._show_problems()

    def finish(self, key: str) -> None:
        """Build what is still missing of a section now."""
        column, names = self._growing.pop(key, (None, []))
        if column is not None:
            for name in names:
                self._add_row(column, name)
            self._show_problems()

    # -- values ------------------------------------------------------------------------------------

    @property
    def values(self) -> dict[str, Json]:
        """A copy of all values; absent fields are not in it."""
        return copy.deepcopy(self._values)

    def row(self, name: str) -> FieldRow | None:
        """The row of a top-level field, None while its section has not been shown."""
        for key in [k for k, (_, names) in self._growing.items() if name in names]:
            self.finish(key)
        return self._rows.get(name)

    def _edited(self, name: str) -> None:
        before, after = self._values.get(name), self._rows[name].get()
        if before == after:
            return
        self._steps.keep(name, before, after)
        self._put(name, after)
        self.edited.emit(name)

    def _put(self, name: str, value: Json) -> None:
        if is_empty(value):
            self._values.pop(name, None)
        else:
            self._values[name] = copy.deepcopy(value)
        if not self._timer.isActive():
            self._timer.start()

    def _to_remarks(self, text: str) -> None:
        """A text that did not fit where it was put: it stands in the remarks, and that is shown."""
        self.set_value("remarks", with_remark(self._values.get("remarks"), text, self.context.record_lang))
        self.go_to("remarks")

    def set_value(self, name: str, value: Json) -> None:
        """Set a value from outside the form (a paragraph moved in, a default); can be undone."""
        self._steps.keep(name, self._values.get(name), value)
        self._apply(name, value)

    def set_computed(self, given: Mapping[str, Json]) -> None:
        """What the program itself says (S fields): shown and saved, never undone, never typed."""
        for name in SHOWN_ONLY.get(self.record_type.name, ()):
            value = given.get(name)
            if name in given and value != self._values.get(name):
                self._put(name, value)
                if name in self._rows:
                    self._rows[name].set(copy.deepcopy(value))

    def _apply(self, name: str, value: Json) -> None:
        self._put(name, value)
        row = self._rows.get(name)
        if row is not None:
            row.set(copy.deepcopy(value))
        self.edited.emit(name)

    def undo(self) -> bool:
        """Take back the last change; whether there was one."""
        step = self._steps.undo()
        if step is not None:
            self._apply(step.name, step.before)
        return step is not None

    def redo(self) -> bool:
        """Do again what was taken back."""
        step = self._steps.redo()
        if step is not None:
            self._apply(step.name, step.after)
        return step is not None

    def save_now(self) -> None:
        """Give the values out for saving at once (also before leaving, sealing, locking)."""
        self._timer.stop()
        self.autosave.emit(self.values)

    @property
    def unsaved(self) -> bool:
        """Whether a change has not been given out yet."""
        return self._timer.isActive()

    # -- relevance and problems ------------------------------------------------------------------------

    def set_irrelevant(self, names: Iterable[str]) -> None:
        """Hide fields that do not apply; one that holds something is never hidden."""
        self._irrelevant = frozenset(n for n in names if is_empty(self._values.get(n)))
        for name, row in self._rows.items():
            row.setVisible(name not in self._irrelevant)

    def set_problems(self, problems: Iterable[FieldProblem]) -> None:
        """Show problems beside their fields at once; tabs learn theirs by ``section_problems``."""
        self._problems = tuple(problems)
        self._show_problems()
        self.sections_changed.emit()

    def asked(self, key: str) -> Asked:
        """How far a section has been asked."""
        section = next(s for s in self.sections if s.key == key)
        missing = (p.path for p in self._problems if p.severity != "hint")
        return asked(self.record_type, section.fields, self._values, missing)

    def section_problems(self, key: str) -> int:
        """How many fields of a section need a person."""
        section = next(s for s in self.sections if s.key == key)
        return sum(top(p.path) in section.fields for p in self._problems if p.severity != "hint")

    def all_rows(self) -> dict[str, FieldRow]:
        """Every row made so far by its path, those in groups included."""
        rows: dict[str, FieldRow] = {}
        for row in self._rows.values():
            rows[row.path] = row
            if isinstance(row.editor, GroupEditor):
                rows |= {inner.path: inner for inner in row.editor.rows()}
        return rows

    def _show_problems(self) -> None:
        for key, head in self._heads.items():
            show_head(head, self.asked(key), self.context)
        rows = self.all_rows()
        own: dict[str, list[FieldProblem]] = {path: [] for path in rows}
        parts: dict[str, list[FieldProblem]] = {}
        for problem in self._problems:
            path = problem.path
            while path and path not in rows:
                path = path.rpartition(".")[0]
            if not path:
                continue
            rest = problem.path[len(path) + 1 :]
            if rest and rest in rows[path].editor.part_boxes():
                parts.setdefault(problem.path, []).append(problem)
            else:
                own[path].append(problem)
        for path, row in rows.items():
            show_own(row, own[path])
            for part, box in row.editor.part_boxes().items():
                found = parts.get(f"{path}.{part}", [])
                box.set_problem(" ".join(p.under_label for p in found))

    def next_problem(self) -> str:
        """Go to the next field that needs a person, around the end; its section's key, "" if none."""
        order = {name: (i, j) for i, s in enumerate(self.sections) for j, name in enumerate(s.fields)}
        asks = sorted(
            (p for p in self._problems if p.severity != "hint" and top(p.path) in order),
            key=lambda p: order[top(p.path)],
        )
        if not asks:
            return ""
        paths = [p.path for p in asks]
        number = (paths.index(self._at) + 1) % len(paths) if self._at in paths else 0
        return self.go_to(paths[number])

    def ask_reason(self) -> bool:
        """F9: why the field the focus stands in is empty; whether there is one."""
        widget = QApplication.focusWidget()
        row = row_at(widget)
        if row is None or widget is None or row.path not in self.all_rows():
            return False
        row.ask_reason(row.editor.part_at(widget))
        return True

    def close_reasons(self) -> bool:
        """Esc: take the question away; whether there was one."""
        closed = [row.close_reasons() for row in self.all_rows().values()]
        return any(closed)

    def section_of(self, path: str) -> str:
        """The section a field stands in, "" if none."""
        return next((s.key for s in self.sections if top(path) in s.fields), "")

    def go_to(self, path: str) -> str:
        """Focus the field at a path and offer reasons if it is missing; its section's key, "" if unknown."""
        key = self.section_of(path)
        if not key:
            return ""
        self._at = path
        area = self.page(key)
        self.finish(key)
        rows = self.all_rows()
        near = path
        while near and near not in rows:
            near = near.rpartition(".")[0]
        row = rows.get(near)
        if row is None:
            return key
        if any(p.path == path and p.severity == "missing" for p in self._problems):
            row.offer_reasons(path[len(near) + 1 :])
        row.focus(path[len(near) + 1 :])
        if isinstance(area, Page):
            area.bring(row)
        return key
