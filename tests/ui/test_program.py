"""From the first start to a locked vault, in a real window on real vaults."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import shiboken6
from open_window import PASSPHRASE, Window, begin, make_vault, unlocked
from PySide6.QtCore import Qt, QTimer

from field_doc.app.commands import records, vaults
from field_doc.base.errors import AccessRefused, WorldProblem
from field_doc.base.progress import Progress
from field_doc.ui import main, screens
from field_doc.ui.acts.program import FirstStart, Standing, Unlock, default_folder, vault_folder
from field_doc.ui.idle import IdleWatch
from field_doc.ui.memory import Forgetful
from field_doc.ui.place import Place, read_place
from field_doc.ui.statuswords import Saving, status_of


@pytest.fixture
def window(qtbot):
    opened = Window(qtbot)
    yield opened
    opened.close()


def _first_start(window, folder):
    window.program.start(None)
    page = window.shell.page
    page.presenter.set_folder(folder)
    page.documenter.setText("Лисенко О. В.")
    page.presenter.set_documenter("Лисенко О. В.")
    page.suggest.click()
    window.wait(lambda: page.phrase.text() != "")
    page.again.setText(page.phrase.text())
    page.presenter.set_again(page.phrase.text())
    window.wait(lambda: page.presenter.state.verdict != "")
    return page


def test_first_start_to_an_open_window(window, tmp_path):
    page = _first_start(window, tmp_path / "Сховище")
    phrase = page.phrase.text()
    assert len(phrase.split()) == 6
    page.create_button.click()
    window.wait(lambda: window.program.session is not None and window.shell.page is not page)
    offer = window.shell.page
    assert "відновлення" in offer.title.text()
    offer.later_button.click()
    window.wait(lambda: window.program.frame.standing is not None)
    assert window.shell.section.key == "overview"
    said = [a._item.text for a in window.shell.status._answers if a.isVisible()]
    assert "Часток відновлення ще немає" in said
    assert window.memory.get("vault/last").endswith("Сховище.fdvault")
    window.program.lock()
    window.wait(lambda: window.ended != [])
    session = main_session()
    vaults.unlock(session, tmp_path / "Сховище.fdvault", phrase)
    session.close()


def main_session():
    from open_window import new_session

    return new_session()


def test_known_vault_is_asked_for_and_a_missing_one_is_not(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    make_vault(path)
    for kept, expected in ((path, "UnlockPage"), (tmp_path / "gone.fdvault", "FirstStartPage")):
        memory = Forgetful()
        memory.set("vault/last", str(kept))
        window = Window(qtbot, memory=memory)
        window.program.start(None)
        assert type(window.shell.page).__name__ == expected
        window.close()


def test_wrong_phrase_waits_longer_each_time(tmp_path):
    from field_doc.base.progress import Silent

    path = tmp_path / "A.fdvault"
    make_vault(path)
    acts = Unlock(path, main_session)
    waits = []
    for _ in range(4):
        with pytest.raises(AccessRefused) as caught:
            acts.open_vault("wrong", Silent())
        waits.append((caught.value.details["attempts"], caught.value.details["wait_seconds"]))
    assert waits == [(1, 0), (2, 4), (3, 8), (4, 16)]
    session = acts.open_vault(PASSPHRASE, Silent())
    entered = [line.event for line in records_of_ledger(session)]
    session.close()
    assert entered.count("vault.unlock-failed") == 4


def records_of_ledger(session):
    from field_doc.app.commands import custody

    return custody.entries(session, limit=50)


def test_lock_saves_what_was_typed_and_returns_to_its_place(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    record = make_vault(path, lambda s: begin(s, "incident", title="Перша"))
    window = Window(qtbot).unlock(path)
    page = window.open(record)
    page.view.show_section("where")
    page.form.set_value("title", "Набрано щойно")  # not given out yet: the timer of autosave still runs
    assert page.form.unsaved
    window.qtbot.keyClick(window.shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.shell.page is not window.shell.main
    window.wait(lambda: window.ended == [path])
    window.close()
    with unlocked(path) as session:
        assert records.show(session, record).shown.fields["title"] == "Набрано щойно"
        assert json.loads(vaults.place(session))["tab"] == "where"
    again = Window(qtbot).unlock(path)
    again.wait(lambda: again.shell.section.key == "incidents" and again.shown(record))
    assert again.page.view.current_key == "where"
    again.close()


def test_closing_the_window_saves_too(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    record = make_vault(path, lambda s: begin(s, "incident", title="Перша"))
    window = Window(qtbot).unlock(path)
    window.open(record).form.set_value("title", "Друга")
    window.program.quit()
    window.close()
    with unlocked(path) as session:
        assert records.show(session, record).shown.fields["title"] == "Друга"


def test_language_changes_everywhere_at_once(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    record = make_vault(path, lambda s: begin(s, "incident", title="Перша"))
    window = Window(qtbot).unlock(path)
    page = window.open(record)
    page.form.set_value("title", "Друга")
    window.program.set_language("en")
    assert window.shell.section.pane.head.title.text() == "Incidents"
    assert page.view.tabs.tabText(0) == "What is reported"
    assert page.form.values["title"] == "Друга"
    assert page.foot.main.text() == "Seal…"
    window.saved()
    assert window.memory.get("window/language") == "en"
    window.close()


def test_an_error_is_said_in_the_window_and_nothing_pops_up(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    make_vault(path)
    window = Window(qtbot).unlock(path)
    window.program.show_error(WorldProblem("ui.some-code-without-words"))
    assert window.program.notice.isVisible()
    assert "ui.some-code-without-words" in window.program.notice.text.text()
    window.close()


def test_long_work_stands_in_the_status_line_until_it_ends(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    make_vault(path)
    window = Window(qtbot).unlock(path)
    import threading

    go, results = threading.Event(), []

    def job(reporter):
        reporter.report(Progress("intake.copy", 3, 10))
        go.wait(10)
        return "done"

    window.program.start_long("Береться", job, results.append, screen="items")
    window.wait(lambda: any("3 із 10" in a._item.text for a in window.shell.status._answers if a._item is not None))
    go.set()
    window.wait(lambda: results == ["done"])
    assert window.program.long_acts == []
    window.close()


def test_every_section_of_records_is_offered_and_can_be_shown(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    make_vault(path)
    window = Window(qtbot).unlock(path)
    own = [s.key for s in screens.available() if s.record_type or s.key == "overview"]
    assert own[:9] == [
        "overview", "incidents", "statements", "persons", "consents", "sites", "items", "notes", "cases",
    ]  # fmt: skip
    for key in own:
        window.program.go(key)
        assert window.shell.section.key == key
    window.idle()
    window.close()


# -- pure parts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", '{"section": 3'])
def test_an_unreadable_place_is_nowhere(text):
    assert read_place(text) == Place()


def test_place_survives_the_vault():
    place = Place("incidents", "id", "where", "title")
    assert read_place(json.dumps(place.as_json())) == place


def test_idle_is_told_once_and_after_a_sleep(qapp):
    now, told = [0.0], []
    watch = IdleWatch(lambda: 5, now=lambda: now[0])
    watch.idle.connect(lambda: told.append(now[0]))
    now[0] = 299
    watch.look()
    assert told == []
    now[0] = 8 * 3600  # the lid was closed
    watch.look()
    watch.look()
    assert told == [8 * 3600]


def test_zero_minutes_never_lock(qapp):
    told = []
    watch = IdleWatch(lambda: 0, now=lambda: 1e9)
    watch.idle.connect(lambda: told.append(1))
    watch.look()
    assert told == []


def test_status_says_what_is_not_saved_and_since_when(uk):
    status = status_of(Saving("2026-11-20T12:02:00+00:00", "Диск повний."), None, [], uk)
    assert status.saved.text == "Не збережено від 14:02: Диск повний."
    assert status.saved.problem
    assert status.saved.glyph == "attention"


def test_status_tells_backup_shares_and_office(en):
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    standing = Standing(3, datetime(2026, 11, 18, 12, 0, tzinfo=UTC), False, False, "T-01", now)
    said = [item.text for item in status_of(Saving(), standing, [], en).rest]
    assert said == ["3 records wait for the office", "Backup: 2 days ago", "No recovery shares yet"]


def test_folder_facts(tmp_path):
    acts = FirstStart(main_session)
    (tmp_path / "A.fdvault").mkdir()
    assert not acts.look(tmp_path / "A").taken
    (tmp_path / "A.fdvault" / "vault.json").write_text("{}")
    assert acts.look(tmp_path / "A").taken
    assert acts.look(tmp_path / "B" / "C").writable
    assert vault_folder(tmp_path / "A").name == "A.fdvault"
    assert default_folder("Vault").suffix == ".fdvault"


def test_the_next_process_opens_the_same_vault_and_is_told_no_secret(tmp_path):
    command = main.restart_command(tmp_path / "A.fdvault")
    assert command[-2:] == ["open", str(tmp_path / "A.fdvault")]


def test_hooks_tell_place_and_kind_never_values(expect_log, monkeypatch, log_watch):
    import sys

    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    import threading

    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    main.install_hooks()
    expect_log("uncaught ValueError")
    try:
        raise ValueError("Лисенко, вулиця Садова")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert all("Лисенко" not in r.getMessage() for r in log_watch.records)


def test_a_key_in_the_window_is_a_sign_of_life(qtbot, qapp):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication, QWidget

    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    now, told = [0.0], []
    watch = IdleWatch(lambda: 5, now=lambda: now[0])
    watch.idle.connect(lambda: told.append(now[0]))
    watch.start()
    now[0] = 290
    QApplication.sendEvent(
        widget.windowHandle(), QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    )
    now[0] = 560
    watch.look()
    assert told == []
    now[0] = 591
    watch.look()
    assert told == [591]
    watch.stop()


def test_no_clock_strikes_a_window_that_is_gone(qtbot, tmp_path):
    # The window is deleted here, not closed by qtbot at the end.
    window = Window(SimpleNamespace(waitUntil=qtbot.waitUntil, addWidget=lambda widget: None))
    make_vault(tmp_path / "v.fdvault")
    window.unlock(tmp_path / "v.fdvault")
    window.idle()
    clock = window.program.frame.findChildren(QTimer)
    assert any(timer.isActive() for timer in clock)
    for timer in clock:
        timer.setInterval(5)
    shiboken6.delete(window.shell)
    qtbot.wait(60)
    assert not any(timer.isActive() for timer in clock)
    window.program.session.close()
    window.runner.close()


def test_a_program_on_its_way_out_is_not_locked_any_more(qtbot, tmp_path):
    """Its idle watch may still look: there is nothing left to lock with, and nothing breaks."""
    make_vault(tmp_path / "v.fdvault")
    window = Window(qtbot).unlock(tmp_path / "v.fdvault")
    window.runner.close()
    window.program.locker.idle.idle.emit()
    assert not window.program.locker.ending
    assert window.ended == []
