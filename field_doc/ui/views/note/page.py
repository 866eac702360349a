"""The page of a note: the sheet first, its few details in a second tab; moving paragraphs into a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from field_doc.ui.forms.base import row_of
from field_doc.ui.forms.builder import Form, FormSection
from field_doc.ui.forms.context import RecordChoice
from field_doc.ui.forms.inputs import Line
from field_doc.ui.recordpage.caret import Spot
from field_doc.ui.recordpage.page import RecordPage
from field_doc.ui.recordpage.panels import Panel
from field_doc.ui.taborder import has_keyboard
from field_doc.ui.theme import current
from field_doc.ui.views.note.editor import NoteEditor
from field_doc.ui.views.note.entries import paragraphs_of
from field_doc.ui.views.note.moving import move_paragraphs
from field_doc.ui.widgets.controls import Button, CheckBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.scroll import Page

if TYPE_CHECKING:
    from field_doc.app.commands.records import Begun
    from field_doc.base.i18n import Words
    from field_doc.ui.forms.context import FormContext
    from field_doc.ui.recordpage.readform import ReadForm

Json = Any
TARGETS = ("statement", "incident")
_SHEET = "entries"


class NoteForm(Form):
    """A form whose first section is the sheet."""

    def __init__(self, context: FormContext, values: Mapping[str, Json], parent: QObject) -> None:
        record_type = context.registry.record_type("note")
        words = context.words
        rest = tuple(f.name for f in record_type.fields if f.name != "entries")
        parts = (FormSection("note", words("Note"), ("entries",)), FormSection("details", words("About it"), rest))
        self.editor = NoteEditor(words, context.record_lang, code_of=context.finder.text_of)
        super().__init__(record_type, parts, values, context, parent)
        self._sheet = Page(self.editor, words("Note"))
        self._telling = False
        self.editor.show_value(self.values.get("entries"))
        self.editor.changed.connect(self._told)
        self.edited.connect(self._follow)

    def page(self, key: str) -> QWidget:
        """The sheet, or the fields."""
        return self._sheet if key == "note" else super().page(key)

    @Slot()
    def _told(self) -> None:
        self._telling = True
        self.set_value("entries", self.editor.value())
        self._telling = False

    @Slot(str)
    def _follow(self, name: str) -> None:
        """Undo and redo change the values: the sheet follows."""
        if name == "entries" and not self._telling:
            self.editor.show_value(self.values.get("entries"))


class TargetPanel(Panel):
    """Into which record a paragraph goes: found by code or words."""

    picked = Signal(str)
    asked = Signal(str)
    begun = Signal()

    def __init__(self, words: Words, waiting: int = 1) -> None:
        super().__init__(words("Into which record?"))
        self.line = Line(words("Code or words of a record"), words("Code or words of a record"))
        self.line.textEdited.connect(self.asked)
        self.line.returnPressed.connect(self.main_act)
        self.column.addWidget(self.line)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=current().px(8), row_gap=current().px(6))
        self.column.addWidget(self._holder)
        self.all = CheckBox(words.plural("all {count} paragraph", "all {count} paragraphs", waiting))
        self.all.setVisible(waiting > 1)
        self.new = Button(words("New incident from it"), "outline", icon_name="plus")
        self.new.clicked.connect(self.begun)
        self.column.addWidget(row_of(self.all, self.new))
        self._first = ""

    def offer(self, choices: Sequence[RecordChoice]) -> None:
        """Show what was found; Enter takes the first."""
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._first = choices[0].id if choices else ""
        for choice in choices[:6]:
            button = Button(choice.text, "small")
            button.clicked.connect(lambda _checked=False, i=choice.id: self.picked.emit(i))
            self._flow.addWidget(button)
        self._holder.setVisible(bool(choices))

    def main_act(self) -> bool:
        """Enter: the first that was found."""
        if self._first:
            self.picked.emit(self._first)
        return True

    def start(self) -> None:
        """The line has the focus."""
        self.line.setFocus()


class NotePage(RecordPage):
    """A record page whose draft is the sheet. The target of moved paragraphs stays until another is chosen."""

    def make_draft(self, context: FormContext, values: Mapping[str, Json]) -> Form | ReadForm:
        """The sheet."""
        form = NoteForm(context, values, self)
        form.editor.moving.connect(self._move)
        form.editor.opened.connect(self._program.open_record)
        return form

    _wanted: Spot | None = None

    def filled(self) -> None:
        """The caret stands where it was left, else where writing goes on."""
        wanted, self._wanted = self._wanted, None
        if isinstance(self.form, NoteForm):
            if wanted is not None:
                self.form.editor.put_caret(wanted.control, wanted.caret)
            else:
                self.form.editor.go_on()

    def enter(self, tab: str = "", field: str = "") -> None:
        """To where writing goes on."""
        if not isinstance(self.form, NoteForm):
            super().enter(tab, field)
        elif not has_keyboard(self):
            self.form.editor.go_on()

    def spot(self) -> str:
        """On the sheet: the paragraph and the caret in it."""
        if isinstance(self.form, NoteForm):
            number, caret = self.form.editor.caret_of(self._last.control())
            if number >= 0:
                return str(Spot(_SHEET, number, caret))
        return super().spot()

    def return_to(self, spot: Spot) -> None:
        """The sheet is filled by now; ``filled`` puts the caret."""
        if spot.field == _SHEET:
            self._wanted = spot
        else:
            super().return_to(spot)

    def act(self, name: str) -> bool:
        """Ctrl+Shift+Up moves the paragraph at hand; where writing has just gone on to an empty one, the last told."""
        if name == "move_up" and isinstance(self.form, NoteForm):
            paragraph = self.form.editor.current()
            entry = paragraph.entry if paragraph is not None else None
            if entry is not None and not entry.moved_to and not paragraphs_of(entry):
                entry = next(reversed(self.form.editor.waiting()), None)
            if entry is not None and not entry.moved_to:
                self._move(entry.id)
            return True
        return super().act(name)

    @Slot(str)
    def _move(self, entry_id: str) -> None:
        form = self.form
        entry = form.editor.entry(entry_id) if isinstance(form, NoteForm) else None
        if entry is None or not paragraphs_of(entry):
            return
        assert isinstance(form, NoteForm)
        panel = TargetPanel(self._program.words, len(form.editor.waiting()))
        panel.asked.connect(lambda typed: self._find(panel, typed))
        panel.picked.connect(lambda record: self._move_into(self._chosen(panel, entry_id), record))
        panel.begun.connect(lambda: self._begin_from(self._chosen(panel, entry_id)))
        self.ask(panel)
        self._find(panel, "")
        panel.start()

    def _find(self, panel: TargetPanel, typed: str) -> None:
        def offer(choices: Sequence[RecordChoice]) -> None:
            if self._panel is panel:  # the answer may come after a choice was made
                panel.offer(choices)

        if self.form is not None:
            self.form.context.finder.find(TARGETS, typed, offer)

    def _chosen(self, panel: TargetPanel, entry_id: str) -> list[str]:
        """The paragraph at hand, or all that stand nowhere else yet."""
        form = self.form
        whole = panel.all.isChecked() and isinstance(form, NoteForm)
        return [one.id for one in form.editor.waiting()] if whole and isinstance(form, NoteForm) else [entry_id]

    def _begin_from(self, entry_ids: list[str]) -> None:
        """An incident that begins with these words."""
        case = self._loaded.view.shown.row.case_id if self._loaded is not None else ""
        self.close_panel()

        def done(begun: Begun) -> None:
            self.broadcast(begun.changes)
            self._move_into(entry_ids, begun.id)

        self._program.runner.submit(
            lambda _r: self._acts.begin("incident", {}, case or ""), owner=self, done=done, failed=self.show_error
        )

    def _move_into(self, entry_ids: list[str], record_id: str) -> None:
        """First into the record, durable; only then the note says where its words stand."""
        form = self.form
        entries = [form.editor.entry(one) for one in entry_ids] if isinstance(form, NoteForm) else []
        words = [paragraph for one in entries if one is not None for paragraph in paragraphs_of(one)]
        self.close_panel()
        if not words:
            return

        def done(code: str) -> None:
            if isinstance(self.form, NoteForm):
                self.form.editor.mark_moved(entry_ids, record_id, code)
                self._mention(record_id)
                self.form.save_now()
            said = self._program.words.plural(
                "The paragraph stands in {code} now.", "The paragraphs stand in {code} now.", len(entry_ids), code=code
            )
            self._program.notify(said)

        move_paragraphs(self._program, record_id, words, done)

    def _mention(self, record_id: str) -> None:
        """The note says which record it is about."""
        assert isinstance(self.form, NoteForm)
        about = self.form.values.get("about")
        known = list(about) if isinstance(about, list) else []
        if record_id not in known:
            self.form.set_value("about", [*known, record_id])
