"""Where the keyboard goes: Tab by the screen, arrows in a row of buttons, and never away with what goes away."""

from __future__ import annotations

import pytest
from open_window import Window, begin, make_vault
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from field_doc.app.commands import records
from field_doc.base.ids import new_id
from field_doc.schema import layout, registry
from field_doc.ui.recordpage.page_relations import CONNECTIONS
from field_doc.ui.recordpage.page_versions import VERSIONS
from field_doc.ui.taborder import step
from field_doc.ui.widgets.controls import Segments
from field_doc.ui.widgets.fieldbox import FieldBox


class Top(QWidget):
    """A window that asks for the order as the shell does."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step(self, forward=forward)


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    return line


def _walk(top: QWidget, key: Qt.Key, count: int) -> list[str]:
    names = []
    for _ in range(count):
        QTest.keyClick(top.windowHandle(), key)
        names.append(QApplication.focusWidget().accessibleName())
    return names


def test_tab_goes_by_the_screen_not_by_what_was_made_first(shown) -> None:
    top = Top()
    column = QVBoxLayout(top)
    last = _line("last")
    column.addWidget(last)
    grid = QGridLayout()
    for name, place in (("four", (1, 1)), ("two", (0, 1)), ("three", (1, 0)), ("one", (0, 0))):
        grid.addWidget(_line(name), *place)
    column.insertLayout(0, grid)
    shown(top, 400, 300)
    last.setFocus()
    assert _walk(top, Qt.Key.Key_Tab, 5) == ["one", "two", "three", "four", "last"]
    assert _walk(top, Qt.Key.Key_Backtab, 2) == ["four", "three"]


def test_a_field_comes_before_what_stands_beside_its_label(shown) -> None:
    top = Top()
    column = QVBoxLayout(top)
    box = FieldBox("field", _line(""))
    box.add_to_head(_line("language"))
    column.addWidget(box)
    column.addWidget(_line("next"))
    shown(top, 400, 300)
    box.control.setFocus()
    assert _walk(top, Qt.Key.Key_Tab, 3) == ["language", "next", "field"]


def test_what_goes_away_leaves_the_keyboard_in_its_column(shown) -> None:
    top = Top()
    columns = QSplitter()
    QVBoxLayout(top).addWidget(columns)
    for names in (("list",), ("field", "question")):
        pane = QWidget()
        inside = QVBoxLayout(pane)
        for name in names:
            inside.addWidget(_line(name))
        columns.addWidget(pane)
    shown(top, 600, 300)
    question = columns.widget(1).layout().itemAt(1).widget()
    question.setFocus()
    question.hide()
    assert QApplication.focusWidget().accessibleName() == "field"


def test_every_button_of_a_row_is_reached_by_arrows_and_none_is_pressed_by_passing(shown) -> None:
    top = Top()
    column = QVBoxLayout(top)
    row = Segments("asked", (("yes", "Yes"), ("no", "No"), ("unknown", "Unknown")), optional=True)
    column.addWidget(row)
    column.addWidget(_line("next"))
    shown(top, 400, 300)
    chosen: list[str] = []
    row.chosen.connect(chosen.append)
    row.setFocus()
    assert QApplication.focusWidget().accessibleName() == "asked: Yes"
    assert _walk(top, Qt.Key.Key_Right, 3) == ["asked: No", "asked: Unknown", "asked: Unknown"]
    assert chosen == []
    QTest.keyClick(top.windowHandle(), Qt.Key.Key_Space)
    assert chosen == ["unknown"]
    assert _walk(top, Qt.Key.Key_Tab, 2) == ["next", "asked: Unknown"], "the row is one stop"


def test_no_section_has_the_key_of_a_tab_of_the_page() -> None:
    known = registry.load()
    for name in known.types:
        for shape in layout.names(known, name):
            keys = [section.key for section in layout.load(known, name, shape)]
            assert not {"media", CONNECTIONS, VERSIONS} & set(keys), (name, shape)
            assert len(keys) == len(set(keys)), (name, shape)


@pytest.fixture
def window(qtbot, tmp_path):
    record = make_vault(tmp_path / "A.fdvault", lambda s: begin(s, "incident", title="Обстріл"))
    window = Window(qtbot).unlock(tmp_path / "A.fdvault")
    window.record = record
    yield window
    window.idle()
    window.close()


def test_a_section_by_its_key_and_a_record_by_enter(window) -> None:
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    rows = window.shell.section.pane.rows
    window.wait(lambda: rows.hasFocus() and rows.model().rowCount() == 1)
    assert rows.accessibleName() == "Події"
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_Down)
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_Return)
    window.wait(lambda: window.page.view is not None and window.page.isAncestorOf(QApplication.focusWidget()))


def test_insert_and_ctrl_enter_belong_to_the_files_where_files_are_shown(window) -> None:
    page = window.open(window.record)
    page.view.show_section("media")
    done: list[str] = []
    window.wait(lambda: getattr(page.view.stack.currentWidget(), "content", None) is not None)
    media = page.view.stack.currentWidget().content
    media.act = lambda name: bool(done.append(name)) or True
    page.view.tabs.setFocus()
    assert window.shell.section.act("new")
    assert window.shell.section.act("main_act")
    assert done == ["new", "main_act"]


def test_a_long_sealed_text_is_read_to_its_end(qtbot, tmp_path) -> None:
    def sealed(session):
        record = begin(session, "note", title="Довга", entries=[{"id": new_id(), "text": {
            "lang": "uk", "paragraphs": ["Слово за словом. " * 60] * 12}}])  # fmt: skip
        records.seal(session, record)
        return record

    record = make_vault(tmp_path / "B.fdvault", sealed)
    window = Window(qtbot).unlock(tmp_path / "B.fdvault")
    window.open(record)
    window.wait(lambda: window.page.isAncestorOf(QApplication.focusWidget()))
    area = window.page.view.stack.currentWidget()
    bar = area.verticalScrollBar()
    for _ in range(60):
        QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_PageDown)
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    window.idle()
    window.close()
