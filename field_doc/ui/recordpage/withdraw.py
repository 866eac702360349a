"""A person takes consent back: what of it, how it is known, and afterwards who already has something of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from field_doc.ui.forms.base import row_of
from field_doc.ui.recordpage.panels import Panel
from field_doc.ui.recordrows import recall_words
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, CheckBox, Radio
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.app.commands.consents import Withdrawn
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.records import RecordActs
    from field_doc.ui.program import Program
    from field_doc.ui.recordpage.page_frame import PageFrame

_GIVEN: Final = frozenset({"yes", "ask_each_time"})


class WithdrawPanel(Panel):
    """Asks scope, words and channel; ``confirmed(scope, reason, channel)``, an empty scope is all of it."""

    confirmed = Signal(list, str, str)

    def __init__(self, words: Words, given: Sequence[tuple[str, str]]) -> None:
        super().__init__(words("The person takes consent back"))
        self._words = words
        said = words("What stands on it is closed to every new use at once. Nothing is erased.")
        self.column.addWidget(label(said, "small", wrap=True))
        self.whole, self.part = Radio(words("All of it")), Radio(words("Only these purposes"))
        self.whole.setChecked(True)
        self.part.setVisible(bool(given))
        self.column.addWidget(row_of(self.whole, self.part))
        self.purposes = self._purposes(given)
        self.part.toggled.connect(self.purposes.setVisible)
        self.reason, self.channel = QLineEdit(), QLineEdit()
        self.reason_box = FieldBox(words("In the person's words, or how it is known"), self.reason)
        self.column.addWidget(self.reason_box)
        self.column.addWidget(FieldBox(words("How the person said it"), self.channel))
        self.keep = Button(words("Do not withdraw"))
        self.keep.clicked.connect(self.closed)
        self.go = Button(words("Withdraw"), "danger")
        self.go.clicked.connect(self.main_act)
        self.column.addWidget(row_of(self.keep, self.go))

    def _purposes(self, given: Sequence[tuple[str, str]]) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(4))
        self.boxes = {key: CheckBox(text) for key, text in given}
        for box in self.boxes.values():
            column.addWidget(box)
        holder.setVisible(False)
        self.column.addWidget(holder)
        return holder

    @Slot()
    def main_act(self) -> bool:
        """Withdraw, unless what or why is missing: then say so."""
        reason = self.reason.text().strip()
        scope = [key for key, box in self.boxes.items() if box.isChecked()] if self.part.isChecked() else []
        if self.part.isChecked() and not scope:
            self.reason_box.set_problem(self._words("Choose at least one purpose."))
            next(iter(self.boxes.values())).setFocus()
        elif not reason:
            self.reason_box.set_problem(self._words("Write in a few words why."))
            self.reason.setFocus()
        else:
            self.confirmed.emit(scope, reason, self.channel.text().strip())
        return True

    def start(self) -> None:
        """Put the focus on the first choice."""
        self.whole.setFocus()


class RecallPanel(Panel):
    """What a withdrawal closed, and whom to tell."""

    def __init__(self, words: Words, done: Withdrawn) -> None:
        said = words("{code}: consent is withdrawn, version {version}.", code=done.code, version=done.version)
        super().__init__(said)
        if done.blocked:
            codes = ", ".join(row.code for row in done.blocked)
            self.column.addWidget(label(words("Closed to every new use:") + " " + codes, wrap=True))
        told = words("To be told:") if done.recall else words("Nobody outside this vault has anything of it.")
        self.column.addWidget(label(told, wrap=True))
        for one in done.recall:
            self.column.addWidget(label(recall_words(one, words), "small", wrap=True))
        self.close_it = Button(words("Close"))
        self.close_it.clicked.connect(self.closed)
        self.column.addWidget(row_of(self.close_it))

    def start(self) -> None:
        """The one button."""
        self.close_it.setFocus()


def ask(page: PageFrame, program: Program, acts: RecordActs) -> None:
    """Ask on the page of a sealed consent, withdraw, say whom to tell."""
    if page.form is None:
        return
    answers = page.form.values.get("purposes")
    said = answers if isinstance(answers, Mapping) else {}
    given = [(k, program.labels.term(k)) for k, entry in said.items() if entry.get("answer") in _GIVEN]
    panel = WithdrawPanel(program.words, given)
    panel.confirmed.connect(partial(_withdraw, page, program, acts, page.record_id))
    page.ask(panel)
    panel.start()


def _withdraw(
    page: PageFrame, program: Program, acts: RecordActs, record_id: str, scope: list[str], reason: str, channel: str
) -> None:
    def done(result: Withdrawn) -> None:
        page.ask_when_shown(RecallPanel(program.words, result))
        page.broadcast(result.changes)
        page.presenter.open(record_id)

    page.close_panel()
    program.runner.submit(
        lambda _r: acts.withdraw_consent(record_id, scope, reason, channel),
        owner=page,
        done=done,
        failed=page.show_error,
    )
