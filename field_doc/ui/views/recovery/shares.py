"""The page that makes recovery shares: each on a page of its own, numbered words, no name of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.recovery.sharing import PLANS, SharingActs, SharingPresenter, SharingState
from field_doc.ui.widgets.controls import Button, Radio
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.app.changes import Changes
    from field_doc.base.i18n import Words
    from field_doc.ui.tasks import Runner

_COLUMNS = 3


class WordGrid(QWidget):
    """Numbered words in columns, read down; a screen reader gets number and word."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaximumWidth(current().px("measure"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(current().px(24))
        self._grid.setVerticalSpacing(current().px(2))

    def show_words(self, words: tuple[str, ...]) -> None:
        """Show words; none empties the grid."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        rows = -(-len(words) // _COLUMNS)
        for number, word in enumerate(words):
            shown = QWidget()
            row = QHBoxLayout(shown)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(current().px(8))
            place = label(str(number + 1), "help")
            place.setFixedWidth(current().px(20))
            place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(place)
            row.addWidget(label(word, "strong"), 1)
            shown.setAccessibleName(f"{number + 1}: {word}")
            self._grid.addWidget(shown, number % rows, number // rows)


class SharesPage(QWidget):
    """Makes shares; ``done`` when it is over or was left."""

    done = Signal()

    def __init__(
        self, words: Words, runner: Runner, acts: SharingActs, announce: Callable[[Changes], None],
        complete: Callable[[str], str | None],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self._build()
        self.presenter = SharingPresenter(self, runner, acts, words, announce, complete)
        self.main.clicked.connect(self._main)
        self.second.clicked.connect(self._second)
        for field in self.typed:
            field.returnPressed.connect(self._main)
        self.retranslate(words)

    def _build(self) -> None:
        theme = current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        column.setSpacing(theme.px(12))
        self.title, self.lead = label("", "title", wrap=True), label("", wrap=True)
        self.lead.setMaximumWidth(theme.px("measure"))
        self.plans = {plan: Radio("") for plan in PLANS}
        plans = QWidget()
        choices = QVBoxLayout(plans)
        choices.setContentsMargins(0, 0, 0, 0)
        for plan, radio in self.plans.items():
            choices.addWidget(radio)
            radio.clicked.connect(lambda _checked=False, p=plan: self.presenter.plan(*p))
        self.plan_box = plans
        self.grid = WordGrid()
        self.typed = (QLineEdit(), QLineEdit())
        self.boxes = tuple(FieldBox("", field) for field in self.typed)
        for box in self.boxes:
            box.setMaximumWidth(theme.px(320))
        self.note, self.failure = label("", "help", wrap=True), label("", "problem", wrap=True)
        self.note.setMaximumWidth(theme.px("measure"))
        self.main, self.second = Button(""), Button("", "link")
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=theme.px(16))
        flow.addWidget(self.main)
        flow.addWidget(self.second)
        for widget in (self.title, self.lead, plans, self.grid, *self.boxes, self.note, self.failure, buttons):
            column.addWidget(widget)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Page(inner))

    @Slot()
    def _main(self) -> None:
        step, presenter = self.presenter.state.step, self.presenter
        if step == "plan":
            presenter.make()
        elif step == "show":
            for field in self.typed:
                field.clear()
            presenter.written()
            self.typed[0].setFocus()
        elif step == "type":
            presenter.check(self.typed[0].text(), self.typed[1].text())
        else:
            self.done.emit()

    @Slot()
    def _second(self) -> None:
        if self.presenter.state.step == "type":
            self.presenter.look_again()
        else:
            self.done.emit()

    def show_state(self, state: SharingState) -> None:
        """Show a state."""
        step = state.step
        self.plan_box.setVisible(step == "plan")
        self.plans[state.threshold, state.count].setChecked(True)
        self.grid.setVisible(step == "show")
        self.grid.show_words(state.words if step == "show" else ())
        for box, number, problem in zip(self.boxes, state.asked, state.problems, strict=True):
            box.setVisible(step == "type")
            box.set_name(self._words("Word {number}", number=number))
            box.set_problem(problem)
        self.failure.setText(state.failure)
        self.failure.setVisible(bool(state.failure))
        self.main.setEnabled(not state.busy)
        self.second.setVisible(step in {"plan", "type"})
        self._say(state)

    def _say(self, state: SharingState) -> None:
        words, step = self._words, state.step
        number = {"number": state.number, "count": state.count}
        says = {
            "plan": (
                words("Recovery shares"),
                words("If the passphrase is forgotten, only shares open the vault. Each is 33 words on paper, kept by"
                      " different people in different places, never beside this computer."),
                words("New shares replace earlier ones, which then open nothing. Take a quiet place, paper and a pen."),
                words("Make the shares"), words("Later"),
            ),
            "show": (
                words("Share {number} of {count}", **number),
                words("Write the words with their numbers. Four letters of each are enough. Write no name, no place"
                      " and nothing about what the words are for."),
                words("Do not photograph or print this page. It is shown only now."),
                words("Written, go on"), "",
            ),
            "type": (
                words("Share {number} of {count}", **number),
                words("Type two words from the sheet, so that a slip of the pen is found now."),
                "", words("Compare"), words("Look at the words again"),
            ),
            "end": (
                words("The shares are made"),
                words.plural(
                    "Any {count} of them open the vault.", "Any {count} of them open the vault.", state.threshold
                ),
                words("Hand them out, and say nothing of them in messages. Earlier shares open nothing any more."),
                words("Done"), "",
            ),
        }  # fmt: skip
        title, lead, note, main, second = says[step]
        self.title.setText(title)
        self.lead.setText(lead)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.main.setText(words("Making…") if state.busy else main)
        self.second.setText(second)

    def act(self, name: str) -> bool:
        """Ctrl+Enter goes on."""
        if name == "main_act":
            self._main()
            return True
        return False

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        said = {
            (2, 3): words("Three shares, any two open the vault"),
            (3, 5): words("Five shares, any three open the vault"),
            (2, 2): words("Two shares, both are needed"),
        }
        for plan, radio in self.plans.items():
            radio.setText(said[plan])
            radio.setAccessibleName(said[plan])
        self.presenter.retranslate(words)
