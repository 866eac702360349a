"""The directory of help on a page: an oblast to choose, places under it with large numbers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from field_doc.app.commands.care import Help, emergency
from field_doc.ui.theme import current
from field_doc.ui.views.care.lines import Place, oblasts, places, urgent
from field_doc.ui.widgets.controls import Button, Choice
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.refill import clear
from field_doc.ui.widgets.text import hairline, label

if TYPE_CHECKING:
    from field_doc.app.commands.care import Imported
    from field_doc.ui.acts.care import CareActs
    from field_doc.ui.program import Program


class DirectoryView(QWidget):
    """Shows at once what needs no vault (the numbers of the state), the rest when it was read."""

    def __init__(self, program: Program, acts: CareActs, record: str) -> None:
        super().__init__()
        self._program, self._acts, self._record = program, acts, record
        self.found = Help(emergency())
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        words = program.words
        head.addWidget(label(words("Who can help"), "section"))
        self.oblast = Choice(words("Oblast"))
        self.oblast.fill(oblasts(program.registry, program.labels))
        self.oblast.setMinimumContentsLength(18)
        self.oblast.set_key("")
        self.oblast.activated.connect(self.say)
        head.addStretch(1)
        head.addWidget(self.oblast)
        column.addLayout(head)
        holder = QWidget()
        self._urgent = FlowLayout(holder, gap=theme.px(28), row_gap=theme.px(6))
        column.addWidget(holder)
        column.addWidget(label(words("Numbers of the state, the same everywhere"), "help", wrap=True))
        column.addWidget(hairline())
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(10))
        column.addLayout(self._list)
        self.source = label("", "help", wrap=True)
        column.addWidget(self.source)
        self.bring = Button(words("Open the office's directory…"), "link")
        self.bring.clicked.connect(self._choose_file)
        column.addWidget(self.bring, 0, Qt.AlignmentFlag.AlignLeft)
        self.say()
        self._ask()

    def _ask(self) -> None:
        program, acts, record, case = self._program, self._acts, self._record, self._program.case
        program.runner.submit(lambda _r: acts.help(), owner=self, done=self.show_help, failed=program.show_error)
        program.runner.submit(
            lambda _r: acts.oblast(case, record), owner=self, done=self._near, failed=program.show_error
        )

    def show_help(self, found: Help) -> None:
        """Show what can be offered."""
        self.found = found
        self.say()

    def _near(self, oblast: str) -> None:
        if oblast and not self.oblast.key():
            self.oblast.set_key(oblast)
            self.say()

    @Slot()
    def say(self) -> None:
        """In the present language, for the oblast chosen."""
        program, found = self._program, self.found
        words, fmt = program.words, program.fmt
        clear(self._urgent)
        for one in urgent(found, program.labels, fmt):
            self._urgent.addWidget(_number(one))
        clear(self._list)
        for one in places(found, self.oblast.key(), program.labels, fmt):
            self._list.addWidget(self._place(one))
        if found.office:
            day = fmt.day(datetime.fromisoformat(found.issued).date())
            self.source.setText(words("Directory of {office}, signed {day}.", office=found.office, day=day))
        else:
            self.source.setText(words("There is no directory of your office in this vault yet."))

    @staticmethod
    def _place(one: Place) -> QWidget:
        theme = current()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        numbers = label("   ".join(one.numbers), "title", wrap=True, select=True)
        numbers.setAccessibleName(f"{one.name}: {', '.join(one.numbers)}")
        column.addWidget(numbers)
        column.addWidget(label(one.name, "strong", wrap=True, select=True))
        if one.under:
            column.addWidget(label(one.under, "small", wrap=True, select=True))
        column.addWidget(label(one.checked, "help", wrap=True))
        column.addSpacing(theme.px(6))
        column.addWidget(hairline())
        return holder

    @Slot()
    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self._program.words("The office's directory of help"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Keep the directory of a file that was chosen."""
        program, acts = self._program, self._acts

        def done(imported: Imported) -> None:
            said = program.words.plural(
                "{count} place of help kept, from {office}.", "{count} places of help kept, from {office}.",
                imported.entries, office=imported.office,
            )  # fmt: skip
            program.notify(said)
            self._ask()

        program.runner.submit(lambda _r: acts.bring(path), owner=self, done=done, failed=program.show_error)


def _number(one: Place) -> QWidget:
    """A number of the state, its name under it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    number = label(", ".join(one.numbers), "title", select=True)
    number.setAccessibleName(f"{one.name}: {', '.join(one.numbers)}")
    column.addWidget(number)
    column.addWidget(label(one.name, "small"))
    return holder
