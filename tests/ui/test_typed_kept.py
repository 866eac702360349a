"""Drafts save themselves: whatever is typed into any text input of any form is in the draft a moment later."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from field_doc.schema import registry, validate, values
from field_doc.schema.computed import SHOWN_ONLY
from field_doc.ui.forms.base import FieldRow
from field_doc.ui.forms.builder import AUTOSAVE_MS, Form
from field_doc.ui.forms.dates import UncertainDateEditor
from field_doc.ui.forms.editors import make_row
from field_doc.ui.forms.groups import GroupEditor
from field_doc.ui.forms.place import PlaceEditor
from field_doc.ui.forms.references import RecordRefEditor
from field_doc.ui.forms.texts import LangTextEditor
from field_doc.ui.sample_forms import TODAY, make_form

MAIN = ("case", "incident", "statement", "burial_site")
MORE = ("consent", "person", "identity")
# Inputs whose words are a question and not a value. (Fields the program fills, ``SHOWN_ONLY``, have no input at all.)
SEARCHES: dict[type[QWidget], str] = {
    RecordRefEditor: "finds a record by code or title; the value is the record that is picked, or a whole code",
}
# The line of a list: what stands in it is a query until the line is left, then the draft has it.
LEFT_FIRST = QComboBox
REGISTRY = registry.load()


def rows_of(form: Form) -> dict[str, FieldRow]:
    """Every row of every section, with one member in every group, two deep."""
    for section in form.sections:
        form.page(section.key)
        form.finish(section.key)
    done: set[str] = set()
    while groups := [r for p, r in form.all_rows().items() if isinstance(r.editor, GroupEditor) and p not in done]:
        for row in groups:
            done.add(row.path)
            if not row.editor.members:
                row.editor.add.click()
    return form.all_rows()


def own_inputs(row: FieldRow, rows: dict[str, FieldRow]) -> Iterator[QLineEdit | QPlainTextEdit]:
    """Text inputs of a row's editor, those of rows inside it left out."""
    inner = [r for r in rows.values() if r is not row and row.isAncestorOf(r)]
    for kind in (QLineEdit, QPlainTextEdit):
        for widget in row.editor.findChildren(kind):
            if not any(r.isAncestorOf(widget) for r in inner) and not widget.isReadOnly():
                yield widget


def prepare(row: FieldRow) -> None:
    """Open what a person can open for more inputs."""
    editor = row.editor
    if isinstance(editor, UncertainDateEditor):
        editor.kind.set_key("between")
    elif isinstance(editor, LangTextEditor):
        editor._add({})


def type_into(widget: QLineEdit | QPlainTextEdit, text: str) -> None:
    """As a keyboard would."""
    widget.clear()
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QKeyEvent(QKeyEvent.Type.KeyPress, 0, none, text))
    if isinstance(widget.parent(), LEFT_FIRST):
        widget.editingFinished.emit()


def shown_in(row: FieldRow) -> str:
    """Every word a row shows in inputs, chips and buttons."""
    said = [w.text() for w in row.editor.findChildren(QLineEdit)]
    said += [w.toPlainText() for w in row.editor.findChildren(QPlainTextEdit)]
    said += [str(w.property("text") or w.accessibleName()) for w in row.editor.findChildren(QWidget)]
    return "\n".join(said).casefold()


@pytest.mark.parametrize(
    ("type_name", "wording"), [*((t, w) for t in MAIN for w in ("ящ{}я", "2{:04}")), *((t, "ящ{}я") for t in MORE)]
)
def test_every_text_input_is_in_the_draft_and_comes_back(qtbot, shown, uk, type_name, wording):
    form = make_form(uk, type_name, {})
    holder = shown(QWidget(), 100, 100)
    form.setParent(holder)
    for section in form.sections:
        form.page(section.key).setParent(holder)
    rows = rows_of(form)
    typed: dict[str, str] = {}
    saves: list[dict] = []
    form.autosave.connect(saves.append)
    for path, row in rows.items():
        if type(row.editor) in SEARCHES or path in SHOWN_ONLY.get(type_name, ()):
            continue
        prepare(row)
        for widget in own_inputs(row, rows):
            text = wording.format(len(typed) + 1)
            type_into(widget, text)
            typed[text] = path
    assert len(typed) > 5
    qtbot.wait(AUTOSAVE_MS + 100)
    assert not form.unsaved
    stored = values.normalise_fields(form.record_type, saves[-1])
    kept = json.dumps(stored, ensure_ascii=False).casefold()
    assert {text: path for text, path in typed.items() if text not in kept} == {}
    again = make_form(uk, type_name, stored)
    again.setParent(holder)
    for section in again.sections:
        again.page(section.key).setParent(holder)
        again.finish(section.key)
    reopened = again.all_rows()
    lost = {text: path for text, path in typed.items() if text not in shown_in(reopened[path])}
    assert lost == {}
    assert values.normalise_fields(form.record_type, again.values) == stored


@pytest.mark.parametrize("name", ["boundary", "protected_zone"])
def test_corners_with_one_wrong_letter_stay_in_the_draft(qtbot, shown, uk, name):
    form = make_form(uk, "burial_site", {})
    holder = shown(QWidget(), 100, 100)
    form.setParent(holder)
    form.page("boundary").setParent(holder)
    text = "49.2122 37.2569\n49.2123 37.25x1\n49.2119 37.2572"
    row = form.row(name)
    with qtbot.waitSignal(form.autosave, timeout=1_000) as saved:
        row.editor.text.setPlainText(text)
    stored = values.normalise_fields(form.record_type, saved.args[0])
    assert stored[name]["as_given"] == text
    assert "coordinates" not in stored[name]
    codes = {p.path: p.code for p in validate.validate(REGISTRY, form.record_type, stored, today=TODAY)}
    assert codes[name] == "record.geometry-unreadable"
    again = make_form(uk, "burial_site", stored)
    again.setParent(holder)
    again.page("boundary").setParent(holder)
    editor = again.row(name).editor
    assert editor.text.toPlainText() == text
    assert "2" in editor.problem.text()
    editor.text.setPlainText(text.replace("x", "8"))
    assert again.values[name]["type"] == "Polygon"
    assert again.values[name]["source"] == "gsrc_typed"


def test_a_translation_is_kept_by_its_maker_alone_and_without_the_original(qtbot, uk):
    form = make_form(uk, "incident", {})
    row = make_row(form.record_type.at("impact"), "impact", form.context)
    qtbot.addWidget(row)
    row.editor._add({})
    type_into(row.editor._parallels[0].by, "Т-03")
    assert row.get()["parallel"][0]["by"] == "Т-03"
    assert values.normalise(row.editor.field, row.get())["parallel"][0]["by"] == "Т-03"
    type_into(row.editor._parallels[0].text, "was heard")
    type_into(row.editor.text, "чули")
    row.editor.text.clear()
    assert row.get()["parallel"][0]["text"] == "was heard", "clearing the original must not take the translation"


def test_a_language_typed_and_left_is_taken(qtbot, uk):
    form = make_form(uk, "case", {})
    row = make_row(form.record_type.at("languages"), "languages", form.context)
    qtbot.addWidget(row)
    type_into(row.editor.choice.lineEdit(), "crh")
    assert row.get() == ["crh"]


def test_place_editors_are_among_what_is_probed(uk):
    """The probe reaches into composite editors: a place alone has more than ten lines."""
    form = make_form(uk, "incident", {})
    rows = rows_of(form)
    assert isinstance(rows["where"].editor, PlaceEditor)
    assert len(list(own_inputs(rows["where"], rows))) > 10
    for section in form.sections:
        form.page(section.key).deleteLater()
