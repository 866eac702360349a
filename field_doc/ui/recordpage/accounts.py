"""Two accounts beside each other: question by question, and at the end what is to be said of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from field_doc.schema.accounts import beside, passage
from field_doc.ui.forms.base import row_of
from field_doc.ui.recordrows import title_of
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, CheckBox, Choice
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.scroll import Page, measured
from field_doc.ui.widgets.text import hairline, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.app.commands.accounts import Beside
    from field_doc.app.commands.relations import LinkSaid
    from field_doc.evidence.record_reader import Shown
    from field_doc.schema.accounts import Question, Side
    from field_doc.ui.program import Program

Json = Any
_RELATIONS: Final = ("rt_supports", "rt_contradicts")
_CORROBORATION: Final = "people_enums:corroboration"
_INDEPENDENT: Final = "cor_independent"
_LINES: Final = 3
# Characters: the longest degree of corroboration is read whole.
_WIDE: Final = 34


class AccountsTab(Page):
    """Both accounts; ``link_wanted(fields)`` asks for a link record, ``opened(id)`` for one that is there."""

    link_wanted = Signal(dict)
    opened = Signal(str)

    def __init__(self, program: Program, found: Beside) -> None:
        self._program, self._found = program, found
        self._words, self._labels = program.words, program.labels
        self._ticks: tuple[dict[int, CheckBox], dict[int, CheckBox]] = ({}, {})
        inner = QWidget()
        super().__init__(inner, program.words("Side by side"))
        theme = current()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        self._column.setSpacing(theme.px(12))
        self._column.addLayout(self._questions())
        self._column.addWidget(hairline())
        said = QWidget()
        self._together = QVBoxLayout(said)
        self._together.setContentsMargins(0, 0, 0, 0)
        self._together.setSpacing(theme.px(10))
        self._fill_links(found.links)
        self._fill_new()
        self._column.addLayout(measured(said, theme.px("measure")))
        self._column.addStretch(1)

    @property
    def codes(self) -> tuple[str, str]:
        """Codes of both accounts."""
        return self._found.first.shown.row.code, self._found.second.shown.row.code

    # -- the accounts -------------------------------------------------------------------------------

    def _questions(self) -> QGridLayout:
        theme, words = current(), self._words
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(10))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, code in enumerate(self.codes, 1):
            grid.addWidget(label(code, "section"), 0, column)
        views = self._found.first.shown, self._found.second.shown
        record_type = self._program.registry.record_type(views[0].row.type)
        heads = {"known": words("How it is known"), "depends": words("What may make them depend on each other")}
        row, part = 1, "told"
        for question in beside(record_type, views[0].fields, views[1].fields, self._labels):
            if question.part != part:
                part = question.part
                grid.addWidget(label(heads[part], "strong", wrap=True), row, 0, 1, 3)
                row += 1
            self._question(grid, row, question)
            row += 1
        return grid

    def _question(self, grid: QGridLayout, row: int, question: Question) -> None:
        top = Qt.AlignmentFlag.AlignTop
        name = label(question.name, "second", wrap=True)
        name.setMinimumWidth(current().px(110))
        name.setMaximumWidth(current().px(150))
        grid.addWidget(name, row, 0, top)
        for column, side in enumerate((question.first, question.second)):
            numbered = question.field == "account"
            grid.addWidget(self._side(question.name, side, column, numbered=numbered), row, column + 1, top)

    def _side(self, name: str, side: Side, column: int, *, numbered: bool) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for number, text in enumerate(side.paragraphs or ("—",), 1):
            said = label(text, "help" if side.reason or not side.paragraphs else "body", wrap=True, select=True)
            said.setAccessibleName(f"{self.codes[column]}, {name}, {number}: {text}")
            if numbered and side.paragraphs:
                tick = CheckBox(f"§{number}")
                tick.setAccessibleName(passage(self.codes[column], (number,)) + f": {text[:80]}")
                self._ticks[column][number] = tick
                grid.addWidget(tick, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, number, 1, Qt.AlignmentFlag.AlignTop)
        return holder

    # -- what is said of both -----------------------------------------------------------------------

    def _fill_links(self, links: Sequence[LinkSaid]) -> None:
        words = self._words
        self._together.addWidget(label(words("What is said of both"), "strong"))
        if not links:
            self._together.addWidget(label(words("Nothing yet."), "help"))
        for one in links:
            terms = [self._labels.term(t) for t in (one.relation, one.corroboration) if t]
            said = " · ".join([one.end.link.code, *terms]) or title_of(one.end.link, self._labels)
            button = Button(said, "link")
            button.clicked.connect(lambda _checked=False, i=one.end.link.id: self.opened.emit(i))
            self._together.addWidget(row_of(button))

    def _fill_new(self) -> None:
        words, registry = self._words, self._program.registry
        self.relation = Choice(words("The first account…"))
        self.relation.fill([(t, self._labels.term(t)) for t in _RELATIONS])
        self.relation.setCurrentIndex(0)
        self.corroboration = Choice(words("Corroboration"))
        self.corroboration.fill([(t.id, self._labels.term(t.id)) for t in registry.vocabulary(_CORROBORATION).terms])
        self.corroboration.set_key("cor_unknown")
        self.corroboration.setMinimumContentsLength(_WIDE)
        self.basis, self.independence = self._text(), self._text()
        self.basis_box = FieldBox(words("In what they agree or differ"), self.basis)
        self.independence_box = FieldBox(words("Why they are independent of each other"), self.independence)
        hint = words(
            "Two relatives who retell one story are one source: who told whom, who was present, who had read what?"
        )
        boxes = (
            FieldBox(words("The first account…"), self.relation),
            FieldBox(words("Corroboration"), self.corroboration),
        )
        self._together.addWidget(row_of(*boxes))
        for widget in (self.basis_box, self.independence_box, label(hint, "help", wrap=True)):
            self._together.addWidget(widget)
        self.keep = Button(words("Keep as a link"), "primary")
        self.keep.clicked.connect(self.main_act)
        self._together.addWidget(row_of(self.keep))

    @staticmethod
    def _text() -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setTabChangesFocus(True)
        text.setFixedHeight(text.fontMetrics().lineSpacing() * (_LINES + 1))
        return text

    @Slot()
    def main_act(self) -> bool:
        """Ask for the link, unless independence is claimed and not argued."""
        basis, why = self.basis.toPlainText().strip(), self.independence.toPlainText().strip()
        if self.corroboration.key() == _INDEPENDENT and not why:
            self.independence_box.set_problem(self._words("Independence has to be argued: write why."))
            self.independence.setFocus()
            return True
        if not basis:
            self.basis_box.set_problem(self._words("Write in what they agree or differ."))
            self.basis.setFocus()
            return True
        self.link_wanted.emit(self._fields(basis, why))
        return True

    def _fields(self, basis: str, why: str) -> dict[str, Json]:
        """The basis says where in each account: paragraphs of a sealed version keep their numbers."""
        chosen = [tuple(n for n, tick in ticks.items() if tick.isChecked()) for ticks in self._ticks]
        views = self._found.first.shown, self._found.second.shown
        where = [self._where(view, numbers) for view, numbers in zip(views, chosen, strict=True)]
        fields: dict[str, Json] = {
            "from_record": views[0].row.id,
            "to_record": views[1].row.id,
            "relation": self.relation.key(),
            "corroboration": self.corroboration.key(),
            "basis": f"{' – '.join(where)}. {basis}",
            "sources": [views[0].row.id, views[1].row.id],
        }
        return fields | ({"independence": why} if why else {})

    def _where(self, view: Shown, numbers: tuple[int, ...]) -> str:
        version = self._words("version {number}", number=view.version) if view.version else self._words("Draft")
        return f"{passage(view.row.code, numbers)} ({version})"
