"""Whom to ask after: a quiet list on the overview; no numbers, nothing red, let go after a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from field_doc.ui.acts.care import VaultCare
from field_doc.ui.theme import current
from field_doc.ui.views.care.lines import due
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.refill import clear
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.app.commands.care import Task
    from field_doc.ui.program import Program


class AskAfter(QWidget):
    """Hidden while nobody is to be asked after."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._acts = VaultCare(program.need_session())
        self._tasks: tuple[Task, ...] = ()
        theme = current()
        self.setMaximumWidth(theme.px(900))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(8))
        column.setSpacing(theme.px(4))
        self.head = label("", "section")
        column.addWidget(self.head)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(2))
        column.addLayout(self._list)
        self.hide()

    @Slot()
    def load(self) -> None:
        """Ask the vault."""
        program = self._program
        case = program.case
        program.runner.submit(
            lambda _r: self._acts.tasks(case), owner=self, done=self.show_tasks, failed=program.show_error
        )

    def show_tasks(self, tasks: tuple[Task, ...]) -> None:
        """Show who is to be asked after."""
        self._tasks = tasks
        self.say()

    def say(self) -> None:
        """In the present language."""
        words = self._program.words
        clear(self._list)
        self.head.setText(words("To ask after"))
        for task in self._tasks:
            self._list.addWidget(self._line(task))
        self.setVisible(bool(self._tasks))

    def _line(self, task: Task) -> QWidget:
        words = self._program.words
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(12))
        row.addWidget(label(due(task, self._program.labels, self._program.fmt), "small", wrap=True), 1)
        outcomes = {"done": words("Asked"), "not_reached": words("Not reached"), "declined": words("Does not wish")}
        for outcome, said in outcomes.items():
            if outcome != task.outcome:
                button = Button(said, "link")
                button.setAccessibleName(f"{task.code}: {said}")
                button.clicked.connect(lambda _c=False, r=task.record_id, o=outcome: self.note(r, o))
                row.addWidget(button)
        return holder

    def note(self, record_id: str, outcome: str) -> None:
        """Note what became of it; it stays in this vault."""
        program = self._program
        program.runner.submit(
            lambda _r: self._acts.note(record_id, outcome), owner=self, done=lambda _done: self.load(),
            failed=program.show_error,
        )  # fmt: skip
