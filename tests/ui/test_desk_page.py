"""The office desk: decisions without widgets, then the page."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from field_doc.app.changes import Kind, changed
from field_doc.app.commands.desk import Pulled
from field_doc.base.errors import AccessRefused, Cancelled, WorldProblem
from field_doc.base.i18n import Words
from field_doc.ui.fmt import KYIV
from field_doc.ui.sample_office import SampleDesk, SampleProgram, sample_devices
from field_doc.ui.shell import ResponsiveShell
from field_doc.ui.tasks import Inline
from field_doc.ui.views.desk import DeskScreen
from field_doc.ui.views.desk.presenter import DeskPresenter, continues, name_of


class View:
    def show_state(self, state):
        self.state = state

    def reload(self):
        pass


def _begun(words, acts=None, folder="/office"):
    view, inline, acts, told = View(), Inline(), acts or SampleDesk(), []

    def start(title, job, done, failed, progress):
        return inline.submit(job, owner=None, done=done, failed=failed, progress=progress)

    presenter = DeskPresenter(view, inline, start, acts, words, folder=folder, announce=told.append)
    presenter.load()
    return view, presenter, acts, told


def _rows(presenter):
    got = []
    presenter.page(0, 50, lambda rows, total: got.append(rows))
    return got[0]


def test_devices_waiting_come_first_and_say_what_is_odd(uk):
    _, presenter, _, _ = _begun(uk)
    presenter.show("devices")
    rows = _rows(presenter)
    assert [r.state for r in rows] == ["attention", "accepted", "withdrawn", "attention", "refused"]
    assert rows[0].reason == "Картку використано двічі"
    assert rows[0].kind.startswith("a208")


def test_confirming_needs_folder_and_passphrase(uk):
    view, presenter, acts, _ = _begun(uk, folder="")
    presenter.show("devices")
    presenter.choose("dev-new")
    presenter.confirm("")
    assert set(view.state.problems) == {"folder", "passphrase"}
    assert acts.did == []
    presenter.set_folder("/stick/root")
    presenter.confirm("phrase")
    assert acts.did == [("confirm", "dev-new", "/stick/root", "phrase")]
    assert view.state.device.state == "confirmed"
    assert "phrase" not in repr(view.state)


def test_a_device_already_decided_about_is_not_decided_again(uk):
    _, presenter, acts, _ = _begun(uk)
    presenter.show("devices")
    presenter.choose("dev-lost")
    presenter.confirm("phrase")
    presenter.refuse()
    presenter.revoke(datetime(2026, 11, 1, tzinfo=KYIV))
    assert acts.did == []


def test_refuse_and_revoke(uk):
    _, presenter, acts, told = _begun(uk)
    presenter.show("devices")
    presenter.choose("dev-new")
    presenter.refuse()
    presenter.choose("dev-known")
    presenter.revoke(datetime(2026, 11, 1, 9, 30, tzinfo=KYIV))
    assert acts.did == [("refuse", "dev-new"), ("revoke", "dev-known", "2026-11-01T09:30:00+02:00")]
    assert len(told) == 2


def test_wrong_passphrase_of_the_root_is_said_at_its_field(uk):
    view, presenter, _, _ = _begun(uk, SampleDesk(failure=AccessRefused("vault.passphrase-wrong")))
    presenter.show("devices")
    presenter.choose("dev-new")
    presenter.confirm("phrase")
    assert "passphrase" in view.state.problems
    assert not view.state.failure


def test_card(uk):
    view, presenter, acts, _ = _begun(uk)
    presenter.open_card()
    presenter.issue_card("", "", "")
    assert set(view.state.problems) == {"code", "out", "passphrase"}
    presenter.issue_card("D-09", "/x/card", "phrase")
    assert acts.did == [("card", "/office", "D-09", "/x/card", "phrase")]
    assert "D-09" in view.state.said
    assert view.state.panel == ""


@pytest.mark.parametrize(("pulled", "said"), [
    (((), ()), "Nothing new."), ((("a", "b"), ()), "2 submissions accepted."),
    ((("a",), (("b", "desk.object-differs"),)), "1 submission accepted. 1 refused: see the reason on its row."),
])  # fmt: skip
def test_fetching_says_what_came(en, pulled, said):
    view, presenter, _, told = _begun(en, SampleDesk(pulled=Pulled(*pulled, changed(Kind.OFFICE))))
    presenter.pull()
    assert view.state.said == said
    assert told


def test_refused_submission_shows_its_reason(en):
    view, presenter, _, _ = _begun(en)
    rows = _rows(presenter)
    assert [r.state for r in rows] == ["accepted", "refused"]
    assert rows[1].reason
    assert "desk.object-differs" not in rows[1].reason
    presenter.choose(rows[1].id)
    assert view.state.submission.reason == "desk.object-differs"


def test_server_away_leaves_known_devices(en):
    away = SampleDesk(away=WorldProblem("sync.server-away"))
    view, presenter, acts, _ = _begun(en, away)
    assert view.state.away
    assert len(view.state.devices) == 5
    acts.failure = WorldProblem("sync.server-away")
    presenter.pull()
    assert view.state.failure
    acts.failure = Cancelled()
    presenter.pull()
    assert view.state.failure == ""


def _window(words, acts):
    program = SampleProgram(words)
    screen = DeskScreen(program, acts, "/office")
    shell = ResponsiveShell(words)
    shell.add_screen(screen)
    shell.go("desk")
    shell.show_main()
    return screen, shell


def test_page_confirms_by_keyboard_and_keeps_no_passphrase(qtbot, shown, en):
    acts = SampleDesk()
    screen, shell = _window(en, acts)
    shown(shell)
    page = screen.page
    page.presenter.show("devices")
    page.list.setFocus()
    page.list.setCurrentIndex(page.model.index(0, 0))
    phrase = page.fields["passphrase"][1]
    assert phrase.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClicks(phrase, "six words")
    page.acts["confirm"].setFocus()
    qtbot.keyClick(page.acts["confirm"], Qt.Key.Key_Space)
    assert acts.did == [("confirm", "dev-new", "/office", "six words")]
    assert all("six words" not in w.text() for w in page.findChildren(QLineEdit))


def test_revoking_wants_a_time(shown, en):
    acts = SampleDesk()
    screen, shell = _window(en, acts)
    shown(shell)
    page = screen.page
    page.presenter.show("devices")
    page.presenter.choose("dev-known")
    page.fields["since"][1].setText("yesterday")
    page.acts["revoke"].click()
    assert page.fields["since"][0].problem_text
    assert acts.did == []
    page.fields["since"][1].setText("2026-11-01 09:30")
    page.acts["revoke"].click()
    assert acts.did == [("revoke", "dev-known", "2026-11-01T09:30:00+02:00")]


def test_esc_and_insert(shown, en, uk):
    screen, shell = _window(en, SampleDesk())
    shown(shell)
    assert screen.act("new")
    assert "code" in screen.page.fields
    shell.retranslate(uk)
    assert screen.page.title.text() == "Робоче місце офісу"
    assert screen.back()
    assert not screen.back()


def test_a_stick_says_where_the_answer_is(en):
    view, presenter, acts, _ = _begun(en)
    presenter.receive("/stick/in", "/stick/answer")
    assert view.state.said == "1 submission accepted. The answer lies in /stick/answer: hand it back to the field."
    presenter.pull()
    assert "answer" not in view.state.said
    acts.failure = Cancelled()
    presenter.receive("/stick/in", "/stick/answer")
    assert "read the stick again" in view.state.said
    assert not view.state.failure


def _choose(qtbot, shell, title, folder):
    dialog = next(d for d in shell.findChildren(QFileDialog) if d.windowTitle() == title)
    dialog.fileSelected.emit(folder)
    dialog.done(0)
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))


@pytest.mark.parametrize(("lang", "width"), [("en", 480), ("uk", 480), ("uk", 1366)])
def test_a_stick_is_received_by_keyboard_in_any_window(qtbot, shown, lang, width):
    words, acts = Words(lang), SampleDesk()
    screen, shell = _window(words, acts)
    shown(shell, width, 560)
    page = screen.page
    assert (shell.columns == 1) == (width == 480)
    for button in (page.card, page.stick, page.pull):
        assert button.isVisible()
        right = button.mapTo(page, button.rect().bottomRight())
        assert right.x() <= page.width()
        assert right.y() < page.height()
    page.pull.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(20):
        if page.stick.hasFocus():
            break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert page.stick.hasFocus()
    qtbot.keyClick(page.stick, Qt.Key.Key_Space)
    _choose(qtbot, shell, words("The folder on the stick"), "/stick/in")
    _choose(qtbot, shell, words("An empty folder for the answer"), "/stick/answer")
    assert acts.did == [("receive", "/stick/in", "/stick/answer")]
    assert "/stick/answer" in page.said.text()
    assert page.said.isVisible()


def test_the_row_of_acts_folds_and_unfolds(shown, en):
    screen, shell = _window(en, SampleDesk())
    shown(shell, 1366, 768)
    wide = screen.page.stick.mapTo(screen.page, screen.page.stick.rect().topLeft())
    shell.resize(480, 560)
    QApplication.processEvents()
    narrow = screen.page.stick.mapTo(screen.page, screen.page.stick.rect().topLeft())
    assert narrow.y() > wide.y() + 20
    shell.resize(1366, 768)
    QApplication.processEvents()
    assert screen.page.stick.mapTo(screen.page, screen.page.stick.rect().topLeft()) == wide


def test_a_restored_vault_says_what_it_continues_and_a_forged_one_cannot_be_confirmed(uk):
    restored, forged = sample_devices()[3:]
    met_never, known = continues(restored, uk)
    assert "77ab" in met_never
    assert "D-02" in known
    assert "812" in known
    assert "100" in known
    assert continues(forged, uk) == []
    assert name_of(forged, uk) == "Невідомий пристрій"
