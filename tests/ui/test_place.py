"""After lock and unlock the work goes on where it was: section, record, tab, field, caret."""

from __future__ import annotations

import pytest
from open_window import Window, begin, make_vault
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from field_doc.ui.recordpage.caret import Spot, controls_of, read_spot

TEXT = "Десь одинадцятого чи дванадцятого, зранку.\n\nПочули машини з боку лісосмуги."
PLACE = {"as_said": "край лісосмуги", "lang": "uk", "address": "вулиця Садова, 12"}


def make_incident(session):
    account = {"paragraphs": TEXT.split("\n\n"), "lang": "uk"}
    return begin(session, "incident", title="Перша", summary=account, where=PLACE)


@pytest.fixture
def vault(tmp_path):
    path = tmp_path / "A.fdvault"
    return path, make_vault(path, make_incident)


def active(window):
    """Only the active window has a focus to tell of."""
    window.shell.activateWindow()
    window.wait(window.shell.isActiveWindow)
    return window.page


def locked_and_opened(window, qtbot, path, *, by_button=False):
    """Lock, then a new window on the same vault, as the new process has it."""
    if by_button:
        # A press takes the focus from the field before anyone asks where it was.
        window.shell.setFocus(Qt.FocusReason.MouseFocusReason)
        assert QApplication.focusWidget() is window.shell
    window.program.locker.lock()
    window.wait(lambda: window.ended == [path])
    window.close()
    return Window(qtbot).unlock(path)


def control(page, field, number):
    return controls_of(page.form.all_rows()[field])[number]


@pytest.mark.parametrize("by_button", [False, True], ids=["key", "button"])
def test_the_caret_comes_back_into_a_long_text(qtbot, vault, by_button):
    path, record = vault
    window = Window(qtbot).unlock(path)
    window.open(record)
    page = active(window)
    page.go_to("summary")
    text = page.form.row("summary").editor.text
    text.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(7):
        text.moveCursor(QTextCursor.MoveOperation.NextCharacter)
    section = page.view.current_key
    again = locked_and_opened(window, qtbot, path, by_button=by_button)
    again.wait(lambda: again.shell.section.key == "incidents" and again.shown(record))
    active(again)
    assert again.page.view.current_key == section
    came_back = again.page.form.row("summary").editor.text
    assert QApplication.focusWidget() is came_back
    assert came_back.textCursor().position() == 7
    again.close()


def test_the_caret_comes_back_into_a_part_of_a_place(qtbot, vault):
    path, record = vault
    window = Window(qtbot).unlock(path)
    window.open(record)
    page = active(window)
    page.go_to("where")
    line = page.form.row("where").editor.address
    line.setFocus()
    line.setCursorPosition(6)
    assert read_spot(page.spot()).field == "where"
    again = locked_and_opened(window, qtbot, path)
    again.wait(lambda: again.shell.section.key == "incidents" and again.shown(record))
    active(again)
    came_back = again.page.form.row("where").editor.address
    assert QApplication.focusWidget() is came_back
    assert came_back.cursorPosition() == 6
    again.close()


def test_the_caret_comes_back_into_a_paragraph_of_a_note(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    entries = [{"at": f"2026-11-20T12:0{i}:00+02:00", "text": t} for i, t in enumerate(("перший", "другий", "третій"))]
    note = make_vault(path, lambda s: begin(s, "note", entries=entries))
    window = Window(qtbot).unlock(path)
    window.open(note)
    page = active(window)
    page.form.editor.put_caret(1, 3)
    again = locked_and_opened(window, qtbot, path)
    again.wait(lambda: again.shell.section.key == "notes" and again.shown(note))
    active(again)
    assert again.page.form.editor.caret_of(QApplication.focusWidget()) == (1, 3)
    again.close()


def test_what_is_kept_of_the_place_holds_no_word_of_the_record(qtbot, vault):
    path, record = vault
    window = Window(qtbot).unlock(path)
    window.open(record)
    page = active(window)
    page.go_to("where")
    page.form.row("where").editor.address.setFocus()
    kept = window.program.place().as_json()
    assert set(kept) == {"section", "record", "tab", "field"}
    assert kept["field"].partition("#")[0] == "where"
    assert "Садова" not in str(kept)
    window.close()


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("account#0@57", Spot("account", 0, 57)),
        ("acts[1].conduct#2", Spot("acts[1].conduct", 2, -1)),
        ("title", Spot("title")),
        ("title#x@y", Spot("title#x@y")),
    ],
)
def test_a_kept_spot_is_read_again(text, spot):
    assert read_spot(text) == spot
    if "#" in text and spot.field != text:
        assert str(spot) == text


def test_a_caret_beyond_the_end_stands_at_the_end(qtbot, vault):
    path, record = vault
    window = Window(qtbot).unlock(path)
    window.open(record)
    page = active(window)
    page.return_to(Spot("title", 0, 999))
    assert control(page, "title", 0).cursorPosition() == len("Перша")
    page.return_to(Spot("title", 40, 3))  # a field that looks otherwise now: its beginning
    assert control(page, "title", 0).hasFocus()
    window.close()
