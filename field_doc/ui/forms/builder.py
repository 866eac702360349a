"""The form of a record: sections from the layout, built when first shown; undo, autosave, problems."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.schema.computed import SHOWN_ONLY
from field_doc.ui.forms.context import is_empty
from field_doc.ui.forms.editors import make_row
from field_doc.ui.forms.groups import GroupEditor
from field_doc.ui.theme import current
from field_doc.ui.widgets.scroll import Page, measured

if TYPE_CHECKING:
    from field_doc.schema.model import RecordType
    from field_doc.ui.forms.base import FieldRow
    from field_doc.ui.forms.context import FormContext

Json = Any
AUTOSAVE_MS: Final = 800
_COALESCE_SECONDS: Final = 1.0
_UNDO_STEPS: Final = 500
# Rows of a section made before it is shown; the rest come one by one.
_AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class FormSection:
    """One tab: its key, its words, its fields in order."""

    key: str
    title: str
    fields: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    before: Json
    after: Json
    at: float


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
        self._problems: tuple[FieldProblem, ...] = ()
        self._irrelevant: frozenset[str] = frozenset()
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._now = now
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
        self._keep(name, before, after)
        self._put(name, after)
        self.edited.emit(name)

    def _put(self, name: str, value: Json) -> None:
        if is_empty(value):
            self._values.pop(name, None)
        else:
            self._values[name] = copy.deepcopy(value)
        if not self._timer.isActive():
            self._timer.start()

    def _keep(self, name: str, before: Json, after: Json) -> None:
        """Typing in one field within a second is one step."""
        now = self._now()
        last = self._undo[-1] if self._undo else None
        if last is not None and last.name == name and now - last.at < _COALESCE_SECONDS and not self._redo:
            self._undo[-1] = _Step(name, last.before, copy.deepcopy(after), now)
        else:
            self._undo = [*self._undo, _Step(name, copy.deepcopy(before), copy.deepcopy(after), now)]
            self._undo = self._undo[-_UNDO_STEPS:]
        self._redo = []

    def set_value(self, name: str, value: Json) -> None:
        """Set a value from outside the form (a paragraph moved in, a default); can be undone."""
        self._keep(name, self._values.get(name), value)
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
        if not self._undo:
            return False
        step = self._undo.pop()
        self._redo.append(step)
        self._apply(step.name, step.before)
        return True

    def redo(self) -> bool:
        """Do again what was taken back."""
        if not self._redo:
            return False
        step = self._redo.pop()
        self._undo.append(step)
        self._apply(step.name, step.after)
        return True

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

    def section_problems(self, key: str) -> int:
        """How many fields of a section need a person."""
        section = next(s for s in self.sections if s.key == key)
        return sum(_top(p.path) in section.fields for p in self._problems if p.severity != "hint")

    def all_rows(self) -> dict[str, FieldRow]:
        """Every row made so far by its path, those in groups included."""
        rows: dict[str, FieldRow] = {}
        for row in self._rows.values():
            rows[row.path] = row
            if isinstance(row.editor, GroupEditor):
                rows |= {inner.path: inner for inner in row.editor.rows()}
        return rows

    def _show_problems(self) -> None:
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
            self._show_own(row, own[path])
            for part, box in row.editor.part_boxes().items():
                found = parts.get(f"{path}.{part}", [])
                box.set_problem(" ".join(p.under_label for p in found))

    @staticmethod
    def _show_own(row: FieldRow, found: Sequence[FieldProblem]) -> None:
        asks = [p for p in found if p.severity != "hint"]
        row.box.set_hint(" ".join(p.text for p in found if p.severity == "hint"))
        mark = any(p.severity != "missing" or p.required for p in asks)
        row.box.set_problem(" ".join(p.under_label if p.path == row.path else p.text for p in asks), mark=mark)

    def next_problem(self) -> str:
        """Go to the next field that needs a person, around the end; its section's key, "" if none."""
        order = {name: (i, j) for i, s in enumerate(self.sections) for j, name in enumerate(s.fields)}
        asks = sorted(
            (p for p in self._problems if p.severity != "hint" and _top(p.path) in order),
            key=lambda p: order[_top(p.path)],
        )
        if not asks:
            return ""
        paths = [p.path for p in asks]
        number = (paths.index(self._at) + 1) % len(paths) if self._at in paths else 0
        return self.go_to(paths[number])

    def section_of(self, path: str) -> str:
        """The section a field stands in, "" if none."""
        return next((s.key for s in self.sections if _top(path) in s.fields), "")

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


def _top(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]
