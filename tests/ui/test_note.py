"""The plain note: stamped paragraphs, nothing required; moving them into a record."""

from __future__ import annotations

import pytest
from open_window import Window, begin, make_vault, unlocked
from PySide6.QtCore import Qt

from field_doc.app.commands import records
from field_doc.ui.views.note.editor import NoteEditor
from field_doc.ui.views.note.entries import Entry, paragraphs_of, read, write
from field_doc.ui.views.note.moving import move_paragraphs

TIMES = [f"2026-03-02T14:0{i}:00+02:00" for i in range(9)]


@pytest.fixture
def editor(qtbot, uk):
    times = iter(TIMES)
    made = NoteEditor(uk, "uk", lambda: next(times))
    qtbot.addWidget(made)
    made.show_value(None)
    made.show()
    made.go_on()
    return made


def _texts(editor):
    return [(row.entry.at, row.entry.text) for row in editor._rows]


def test_each_paragraph_keeps_the_time_it_was_begun(qtbot, editor):
    editor._rows[0].text.insertPlainText("перший")
    qtbot.keyClick(editor._rows[0].text, Qt.Key.Key_Return)
    editor._rows[1].text.insertPlainText("другий")
    assert _texts(editor) == [(TIMES[0], "перший"), (TIMES[1], "другий")]
    stored = editor.value()
    assert [m["at"] for m in stored] == TIMES[:2]
    assert stored[0]["text"] == {"lang": "uk", "paragraphs": ["перший"]}


def test_enter_in_the_middle_parts_a_paragraph_and_keeps_its_time(qtbot, editor):
    text = editor._rows[0].text
    text.insertPlainText("почули машини")
    cursor = text.textCursor()
    cursor.setPosition(7)
    text.setTextCursor(cursor)
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert _texts(editor) == [(TIMES[0], "почули "), (TIMES[0], "машини")]


def test_backspace_in_an_empty_paragraph_goes_back(qtbot, editor):
    editor._rows[0].text.insertPlainText("перший")
    qtbot.keyClick(editor._rows[0].text, Qt.Key.Key_Return)
    qtbot.keyClick(editor._rows[1].text, Qt.Key.Key_Backspace)
    assert _texts(editor) == [(TIMES[0], "перший")]


def test_an_empty_paragraph_is_not_stored(editor):
    assert editor.value() is None


def test_what_a_stored_paragraph_holds_besides_comes_back():
    stored = [
        {"id": "a", "at": TIMES[0], "text": {"lang": "ru", "paragraphs": ["x", "y"], "parallel": [{"kind": "t"}]}},
        {"id": "b", "text": {"null_reason": "nv_illegible"}},
    ]
    entries = read(stored, "uk")
    assert write(entries) == stored
    assert paragraphs_of(entries[0]) == ["x", "y"]
    assert paragraphs_of(Entry("c", "", " \n\n ")) == []


def test_ctrl_n_from_anywhere_and_a_paragraph_moves_into_an_account(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    record = make_vault(path, lambda s: begin(s, "statement", account={"lang": "uk", "paragraphs": ["було"]}))
    window = Window(qtbot).unlock(path)
    qtbot.keyClick(window.shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    window.wait(lambda: window.shell.section.key == "notes" and window.page.form is not None)
    page = window.page
    editor = page.form.editor
    editor._rows[0].text.insertPlainText("сказано щойно")
    qtbot.keyClick(editor._rows[0].text, Qt.Key.Key_Return)
    editor._rows[1].text.insertPlainText("лишиться")
    editor._rows[0].text.setFocus()
    qtbot.keyClick(
        editor._rows[0].text, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    window.wait(lambda: page._panel is not None and page._panel._first == record)
    moved = next(r.entry.id for r in editor._rows if r.entry.text == "сказано щойно")
    page._move_into([moved], record)
    window.wait(lambda: [bool(r.entry.moved_to) for r in editor._rows] == [True, False])
    assert editor._rows[0].text.isReadOnly()
    window.saved()
    note = page.record_id
    window.close()
    with unlocked(path) as session:
        account = records.show(session, record).shown.fields["account"]
        fields = records.show(session, note).shown.fields
    assert account["paragraphs"] == ["було", "сказано щойно"]
    assert [m["text"]["paragraphs"] for m in fields["entries"]] == [["сказано щойно"], ["лишиться"]]
    assert fields["entries"][0]["moved_to"] == record, "what was said, and when, stays where it was said"
    assert {"at", "moved_at"} <= set(fields["entries"][0])
    assert "moved_to" not in fields["entries"][1]
    assert fields["about"] == [record]


def test_all_paragraphs_become_a_new_incident_and_more_can_be_written(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    make_vault(path)
    window = Window(qtbot).unlock(path)
    page = window.new("note")
    editor = page.form.editor
    for text in ("перше", "друге"):
        editor._rows[-1].text.insertPlainText(text)
        qtbot.keyClick(editor._rows[-1].text, Qt.Key.Key_Return)
    page.act("move_up") if editor._rows[-1].entry.text else page._move(editor._rows[0].entry.id)
    window.wait(lambda: page._panel is not None)
    page._panel.all.setChecked(True)
    page._panel.new.click()
    window.wait(lambda: [bool(r.entry.moved_to) for r in editor._rows] == [True, True, False])
    window.saved()
    session = window.program.session
    (made,) = records.list_records(session, type_name="incident")
    assert records.show(session, made.id).shown.fields["summary"]["paragraphs"] == ["перше", "друге"]
    opened = []
    editor.opened.connect(opened.append)
    editor._rows[0].opened.emit(made.id)
    assert opened == [made.id]
    window.close()


def test_a_draft_open_in_its_section_takes_the_paragraph_into_what_is_typed(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    record = make_vault(path, lambda s: begin(s, "incident", title="А"))
    window = Window(qtbot).unlock(path)
    typed = window.open(record)
    typed.form.set_value("title", "Набрано, ще не збережено")
    window.program.new_note()
    window.wait(lambda: window.shell.section.key == "notes" and window.page.form is not None)
    done = []
    move_paragraphs(window.program, record, ["з нотатки"], done.append)
    window.wait(lambda: len(done) == 1)
    window.close()
    with unlocked(path) as session:
        fields = records.show(session, record).shown.fields
    assert fields["title"] == "Набрано, ще не збережено"
    assert fields["summary"]["paragraphs"] == ["з нотатки"]


def test_a_sealed_record_takes_no_paragraph_and_the_note_keeps_it(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"

    def fill(session):
        made = begin(session, "incident", title="А")
        records.seal(session, made)
        return made

    record = make_vault(path, fill)
    window = Window(qtbot).unlock(path)
    done = []
    move_paragraphs(window.program, record, ["з нотатки"], done.append)
    window.wait(lambda: window.program.notice.isVisible())
    assert done == []
    window.close()


def test_undo_takes_the_mark_of_a_moved_paragraph_away(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    record = make_vault(path, lambda s: begin(s, "incident", title="А"))
    window = Window(qtbot).unlock(path)
    page = window.new("note")
    editor = page.form.editor
    editor._rows[0].text.insertPlainText("слово")
    window.saved()
    editor.mark_moved([editor._rows[0].entry.id], record, "I-1")
    assert page.form.values["entries"][0]["moved_to"] == record
    page.form.undo()
    # What was typed in the same breath goes with it; no mark may stay behind.
    assert not any("moved_to" in member for member in page.form.values.get("entries") or ())
    assert not any(row.entry.moved_to or row.text.isReadOnly() for row in editor._rows)
    window.saved()
    window.close()
