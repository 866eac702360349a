"""The search box and command palette."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from open_window import Window, begin, make_vault
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from field_doc.ui.tasks import Inline
from field_doc.ui.views.search.presenter import Command, SearchPresenter, fits


@pytest.fixture
def window(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"

    def fill(session):
        begin(session, "incident", title="Обстріл", summary={"lang": "uk", "paragraphs": ["з боку лісосмуги"]})
        begin(session, "item", title="Знімок лісосмуги")
        begin(session, "incident", title="Інше")

    make_vault(path, fill)
    opened = Window(qtbot).unlock(path)
    yield opened
    opened.close()


def _open(window):
    window.qtbot.keyClick(window.shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = window.program._parts["search"]
    assert box.isVisible()
    return box


def test_hits_come_in_groups_and_enter_opens_the_first(window):
    box = _open(window)
    window.qtbot.keyClicks(box.line, "x")
    box.line.setText("лісосмуг")
    box._ask()
    window.wait(lambda: [x.kind for x in box._model.lines] == ["head", "record", "head", "record"])
    assert [x.text for x in box._model.lines if x.kind == "head"] == ["Записи", "Матеріали"]
    window.qtbot.keyClick(box.line, Qt.Key.Key_Down)
    window.qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert not box.isVisible()
    window.wait(lambda: window.shell.section.key == "items")


def test_the_key_works_in_the_ukrainian_layout(window):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QEvent.Type.KeyPress, ord("Л"), Qt.KeyboardModifier.ControlModifier, "л")
    QApplication.sendEvent(window.shell, event)
    assert window.program._parts["search"].isVisible()


def test_esc_closes_and_nothing_of_it_stays(window):
    box = _open(window)
    box.line.setText("лісосмуг")
    box._ask()
    window.wait(lambda: len(box._model.lines) > 0)
    window.qtbot.keyClick(box.line, Qt.Key.Key_Escape)
    assert not box.isVisible()
    assert box._model.lines == ()
    assert box.line.text() == ""


def test_a_command_is_found_by_its_words_and_done(window):
    box = _open(window)
    box.line.setText("нотатка")
    box._ask()
    window.wait(lambda: any(x.key == "new:note" for x in box._model.lines))
    row = next(i for i, x in enumerate(box._model.lines) if x.key == "new:note")
    box._take(box._model.index(row, 0))
    window.wait(lambda: window.shell.section.key == "notes")
    window.idle()


def test_lock_takes_the_box_away(window):
    box = _open(window)
    window.program.lock()
    assert not box.isVisible()
    window.wait(lambda: window.ended != [])


@pytest.mark.parametrize(("text", "query", "expected"), [
    ("Нова нотатка", "нот", True),
    ("Нова нотатка", "нов нот", True),
    ("Пам’ятка", "памят", True),
    ("Нова нотатка", "тка", False),
])  # fmt: skip
def test_words_fit_by_their_beginnings(text, query, expected):
    assert fits(text, query) is expected


def test_a_late_answer_is_dropped(uk):
    shown, waiting = [], []

    class Late(Inline):
        def submit(self, job, *, owner, done=None, failed=None, progress=None, where="vault"):
            waiting.append(lambda: done(job(None)))
            return SimpleNamespace()

    view = SimpleNamespace(show_lines=lambda lines, count, query: shown.append(query), show_error=print)
    acts = SimpleNamespace(search=lambda query, limit: (), last=lambda case, limit: ())
    presenter = SearchPresenter(view, Late(), acts, None, lambda: [Command("lock", "Lock", "lock")], str, str)
    presenter.type("лі")
    presenter.type("ліс")
    for answer in waiting:
        answer()
    assert shown == ["ліс"]
