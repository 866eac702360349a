"""The window: folding, going, keys in both layouts, language."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from field_doc.base.i18n import Words
from field_doc.ui.keys import BINDINGS, latin_key
from field_doc.ui.memory import FileMemory, Forgetful
from field_doc.ui.samples import narrow_window, sections
from field_doc.ui.screen import PlainScreen, Span
from field_doc.ui.shell import ResponsiveShell, columns_for

CTRL = Qt.KeyboardModifier.ControlModifier


class Recorder(PlainScreen):
    """A screen that writes down what it was asked."""

    def __init__(self, key: str, *, with_list: bool = True) -> None:
        self.field, self.button = QLineEdit(), QPushButton("list")
        record, rows = QWidget(), QWidget()
        QVBoxLayout(record).addWidget(self.field)
        QVBoxLayout(rows).addWidget(self.button)
        super().__init__(key, record, rows if with_list else None)
        self.acts: list[str] = []
        self.folds: list[int] = []
        self.open_panels = 0
        self.words = ""

    def act(self, name: str) -> bool:
        self.acts.append(name)
        return True

    def back(self) -> bool:
        if self.open_panels:
            self.open_panels -= 1
            return True
        return False

    def set_columns(self, columns: int) -> None:
        self.folds.append(columns)

    def retranslate(self, words: Words) -> None:
        self.words = words("Statements")


@pytest.fixture
def window(shown, uk):
    shell = ResponsiveShell(uk, Forgetful())
    shell.screens = [Recorder("statements"), Recorder("incidents"), Recorder("outbox", with_list=False)]
    for screen in shell.screens:
        shell.add_screen(screen)
    shell.set_sections(sections(uk))
    shell.go("statements")
    shell.show_main()
    return shown(shell)


@pytest.mark.parametrize(("width", "columns"), [(1366, 3), (1120, 3), (1119, 2), (760, 2), (759, 1), (683, 1)])
def test_columns_for_widths(qapp, width, columns):
    assert columns_for(width) == columns


def test_three_two_and_one_column(window):
    screen = window.screens[0]
    assert window.nav.isVisible()
    assert screen.button.isVisible()
    assert screen.field.isVisible()
    window.resize(1000, 700)
    QApplication.processEvents()
    assert not window.nav.isVisible()
    assert screen.button.isVisible()
    assert screen.field.isVisible()
    window.resize(683, 600)
    QApplication.processEvents()
    assert screen.button.isVisible()
    assert not screen.field.isVisible()
    window.show_record()
    assert screen.field.isVisible()
    assert not screen.button.isVisible()
    window.resize(1366, 700)
    QApplication.processEvents()
    assert window.nav.isVisible()
    assert screen.field.isVisible()
    assert screen.folds == [3, 2, 1, 3]


def test_columns_are_remembered_for_each_screen(window):
    memory = window._memory
    window._splitter.setSizes([300, 400, 666])
    window._remember()
    window.go("outbox")
    window.go("statements")
    assert window._splitter.sizes()[0] == 300
    assert memory.get("columns/statements/3").startswith("300,")


def test_settings_file_keeps_over_starts(tmp_path):
    FileMemory(tmp_path / "ui.ini").set("columns/statements/3", "1,2,3")
    assert FileMemory(tmp_path / "ui.ini").get("columns/statements/3") == "1,2,3"
    assert FileMemory(tmp_path / "ui.ini").get("nothing") == ""


def test_every_letter_key_works_in_the_ukrainian_layout():
    letters = {key for (modifiers, key) in BINDINGS if modifiers & CTRL and Qt.Key.Key_A <= key <= Qt.Key.Key_Z}
    assert letters
    cyrillic = "йцукенгшщзфівапролдячсмить"
    assert {latin_key(ord(c.upper())) for c in cyrillic} >= {int(k) for k in letters}
    assert latin_key(ord("Л")) == Qt.Key.Key_K
    assert latin_key(ord("Д")) == Qt.Key.Key_L
    assert latin_key(ord("Т")) == Qt.Key.Key_N


@pytest.mark.parametrize("key", [Qt.Key.Key_L, Qt.Key(ord("Д"))])
def test_lock_from_inside_a_field_in_both_layouts(qtbot, window, key):
    field = window.screens[0].field
    field.setFocus()
    with qtbot.waitSignal(window.lock_wanted):
        _press(field, key)
    assert field.text() == ""


def _press(target: QWidget, key: int, text: str = "", modifiers=CTRL) -> None:
    QApplication.sendEvent(target, QKeyEvent(QKeyEvent.Type.KeyPress, key, modifiers, text))


def test_copy_works_in_the_ukrainian_layout(window):
    field = window.screens[0].field
    field.setText("W-7K3Q-C")
    field.setFocus()
    field.selectAll()
    _press(field, ord("С"), "\x03")
    assert QGuiApplication.clipboard().text() == "W-7K3Q-C"


def test_search_note_and_sections_by_key(qtbot, window):
    field = window.screens[0].field
    with qtbot.waitSignal(window.search_wanted):
        _press(field, ord("Л"))
    with qtbot.waitSignal(window.note_wanted):
        _press(field, ord("Т"))
    with qtbot.waitSignal(window.went) as went:
        _press(field, Qt.Key.Key_2)
    assert went.args == ["incidents"]


def test_acts_go_to_the_screen_shown(window):
    screen = window.screens[0]
    _press(screen.field, Qt.Key.Key_F8, modifiers=Qt.KeyboardModifier.NoModifier)
    _press(screen.field, ord("Я"))
    _press(screen.field, Qt.Key.Key_Return)
    assert screen.acts == ["next_problem", "undo", "main_act"]


def test_history_goes_back_and_forward(window):
    alt = Qt.KeyboardModifier.AltModifier
    window.go("incidents")
    window.go("outbox")
    _press(window, Qt.Key.Key_Left, modifiers=alt)
    assert window.section.key == "incidents"
    _press(window, Qt.Key.Key_Left, modifiers=alt)
    assert window.section.key == "statements"
    _press(window, Qt.Key.Key_Right, modifiers=alt)
    assert window.section.key == "incidents"


def test_escape_closes_panel_then_record(window):
    none = Qt.KeyboardModifier.NoModifier
    screen = window.screens[0]
    window.resize(683, 600)
    QApplication.processEvents()
    window.show_record()
    screen.open_panels = 1
    _press(screen.field, Qt.Key.Key_Escape, modifiers=none)
    assert screen.field.isVisible()
    _press(screen.field, Qt.Key.Key_Escape, modifiers=none)
    assert screen.button.isVisible()


def test_f6_walks_through_the_columns(window):
    none = Qt.KeyboardModifier.NoModifier
    screen = window.screens[0]
    screen.button.setFocus()
    _press(screen.button, Qt.Key.Key_F6, modifiers=none)
    assert QApplication.focusWidget() is screen.field
    _press(screen.field, Qt.Key.Key_F6, modifiers=none)
    assert window.nav.isAncestorOf(QApplication.focusWidget())
    _press(QApplication.focusWidget(), Qt.Key.Key_F6, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is screen.field


def test_folded_navigation_comes_over_the_list_and_goes_again(window):
    window.resize(1000, 700)
    QApplication.processEvents()
    window._bar.menu.click()
    assert window.nav.isVisible()
    _press(window, Qt.Key.Key_Escape, modifiers=Qt.KeyboardModifier.NoModifier)
    assert not window.nav.isVisible()


def test_a_page_that_is_left_is_destroyed_not_hidden(qtbot, window):
    page = QLabel("Заблоковано")
    window.show_page(page)
    assert window.page is page
    went = []
    window.search_wanted.connect(lambda: went.append(1))
    _press(window, Qt.Key.Key_K)
    assert not went, "a locked window knows no search"
    window.show_main()
    qtbot.waitUntil(lambda: not shiboken6.isValid(page))


def test_language_changes_at_once_everywhere(window, en):
    window.retranslate(en)
    assert window.nav.finder.text() == "Search"
    assert window.nav.sections.model().index(1, 0).data() == "Incidents"
    assert {s.words for s in window.screens} == {"Statements"}


def test_title_bar_says_only_the_program(window):
    assert window.windowTitle() == "Field Doc"


def test_wide_screen_takes_list_and_record(window):
    window.go("outbox")
    assert window.section.span is Span.WIDE
    assert not window._lists.isVisible()
    assert window.screens[2].field.isVisible()


def test_record_with_its_own_way_back_has_no_second_bar(shown, uk):
    shell = shown(narrow_window(uk), 683, 384)
    QApplication.processEvents()
    assert shell.columns == 1
    assert not shell._bar.isVisible()
    pane = shell.section.record_pane
    assert pane.head.arrow.isVisible()
    assert pane.head.arrow.text() == "Розповіді"
    assert pane.view.drop.isVisible()
    assert not pane.view.tabs.isVisible()
