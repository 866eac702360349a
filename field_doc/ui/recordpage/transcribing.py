"""Beginning a transcript or a translation from the original's page, and from the command palette."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot

from field_doc.ui.acts.workbench import VaultWorkbench
from field_doc.ui.forms.base import row_of
from field_doc.ui.forms.inputs import LanguageChoice
from field_doc.ui.recordpage.panels import Panel
from field_doc.ui.widgets.controls import Button, Choice
from field_doc.ui.widgets.fieldbox import FieldBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from field_doc.app.commands.records import Begun
    from field_doc.app.commands.transcripts import Source
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import RecordRow
    from field_doc.ui.program import Program
    from field_doc.ui.recordpage.page_frame import PageFrame

# As app.commands.transcripts has them; named here so that a locked window loads nothing of it.
SOURCES: Final = frozenset({"statement", "item", "note", "transcript"})
KINDS: Final = ("transcript", "translation")


class BeginPanel(Panel):
    """Asks of what and into which language; ``confirmed(file, language, source language)``, "" for the text."""

    confirmed = Signal(str, str, str)

    def __init__(self, words: Words, kind: str, source: Source) -> None:
        translating = kind == "translation"
        super().__init__(words("Translate") if translating else words("Transcribe"))
        spoken = source.passages[0].lang if source.passages else "uk"
        self.of = Choice(words("Of what"))
        pairs = [(f.id, f.name) for f in source.recordings]
        text = [("", words("The text of the record"))] if source.passages else []
        self.of.fill([*text, *pairs] if translating else [*pairs, *text])
        self.of.setCurrentIndex(0)
        self.of.setVisible(self.of.count() > 1)
        self.source_language = LanguageChoice(words, words("Language of the source"))
        self.source_language.show_code(spoken)
        self.language = LanguageChoice(words, words("Language of the new text"))
        self.language.show_code(("en" if spoken == "uk" else "uk") if translating else spoken)
        if self.of.count() > 1:
            self.column.addWidget(FieldBox(words("Of what"), self.of))
        if translating:
            self.column.addWidget(FieldBox(words("Language of the source"), self.source_language))
        self.column.addWidget(FieldBox(words("Language of the new text"), self.language))
        self.translating = translating
        self.cancel, self.begin = Button(words("Cancel")), Button(words("Begin"), "primary")
        self.cancel.clicked.connect(self.closed)
        self.begin.clicked.connect(self.main_act)
        self.column.addWidget(row_of(self.cancel, self.begin))

    @Slot()
    def main_act(self) -> bool:
        """Begin."""
        spoken = self.source_language.key() if self.translating else ""
        self.confirmed.emit(self.of.key(), self.language.key(), spoken)
        return True

    def start(self) -> None:
        """The button has the focus: what is offered is mostly right."""
        self.begin.setFocus()


def of_record(menu: QMenu, page: PageFrame, program: Program, row: RecordRow) -> None:
    """Entries in the menu of a record that can be transcribed or translated."""
    if row.type not in SOURCES:
        return
    words = program.words
    menu.addSeparator()
    menu.addAction(words("Transcribe…")).triggered.connect(_asks(page, program, row.id, "transcript"))
    menu.addAction(words("Translate…")).triggered.connect(_asks(page, program, row.id, "translation"))


def _asks(page: PageFrame, program: Program, record_id: str, kind: str) -> Callable[..., None]:
    def go(_checked: bool = False) -> None:
        ask(page, program, record_id, kind)

    return go


def ask(page: PageFrame, program: Program, record_id: str, kind: str) -> None:
    """Ask in the page of the original; then the workbench opens."""
    acts = VaultWorkbench(program.need_session())

    def begun(made: Begun) -> None:
        program.changed(made.changes)
        program.open_record(made.id)

    def begin(file: str, language: str, spoken: str) -> None:
        page.close_panel()
        program.runner.submit(
            lambda _r: acts.begin(record_id, kind, language, spoken, file),
            owner=page,
            done=begun,
            failed=program.show_error,
        )

    def known(source: Source) -> None:
        if page.record_id != record_id:
            return
        panel = BeginPanel(program.words, kind, source)
        panel.confirmed.connect(begin)
        page.ask(panel)
        panel.start()

    page.leave()
    program.runner.submit(lambda _r: acts.source(record_id), owner=page, done=known, failed=program.show_error)


def can_work_on_shown(program: Program) -> bool:
    """Whether the record in sight can be transcribed: for the command palette."""
    row = getattr(getattr(program.shell.section, "page", None), "shown_row", None)
    return row is not None and row.type in SOURCES


def ask_shown(program: Program, kind: str) -> None:
    """Ask on the page in sight."""
    page = getattr(program.shell.section, "page", None)
    if page is not None and can_work_on_shown(program):
        ask(page, program, page.record_id, kind)
