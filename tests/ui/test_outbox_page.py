"""The outbox: decisions without widgets, then the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from field_doc.app.commands.courier import Packed
from field_doc.base.errors import AccessRefused, Cancelled, InputProblem, IntegrityFailure, WorldProblem
from field_doc.base.progress import Progress
from field_doc.ui.sample_office import CARD_WORDS, ROOT, SampleOutbox, SampleProgram
from field_doc.ui.shell import ResponsiveShell
from field_doc.ui.tasks import Inline
from field_doc.ui.views.outbox import OutboxScreen
from field_doc.ui.views.outbox.presenter import OutboxPresenter
from field_doc.ui.widgets.windowed import ROW_ROLE


class View:
    reloads = 0

    def show_state(self, state):
        self.state = state

    def reload(self):
        self.reloads += 1


def _begun(words, acts=None):
    view, inline, acts, told = View(), Inline(), acts or SampleOutbox(), []

    def start(title, job, done, failed, progress):
        return inline.submit(job, owner=None, done=done, failed=failed, progress=progress)

    presenter = OutboxPresenter(view, inline, start, acts, words, type_label=str, announce=told.append)
    presenter.load()
    return view, presenter, acts, told


def _rows(presenter):
    got = []
    presenter.page(0, 50, lambda rows, total: got.append((rows, total)))
    return got[0]


def test_each_row_says_its_state_and_why(uk):
    _, presenter, _, _ = _begun(uk)
    rows, total = _rows(presenter)
    assert total == 6
    by_code = {r.code: r for r in rows}
    assert by_code["W-H3QZ-2"].state == "refused"
    assert by_code["W-H3QZ-2"].reason
    assert by_code["W-9RPC-T"].reason_tone == "warn"
    assert by_code["W-7K3Q-C"].reason.startswith("На сервері від 11.11.2026, 21:04")
    assert by_code["W-C6VN-0"].reason_tone == "quiet"


def test_an_unknown_reason_is_at_least_named(en):
    acts = SampleOutbox()
    acts.rows = (type(acts.rows[0])(1, "version", "r", "W-1", "statement", 1, 5, "refused", "desk.new-thing", ""),)
    _, presenter, _, _ = _begun(en, acts)
    assert "desk.new-thing" in _rows(presenter)[0][0].reason


def test_joining_shows_words_first_and_sends_only_after_they_were_compared(uk):
    view, presenter, acts, told = _begun(uk, SampleOutbox("none"))
    presenter.send()
    assert view.state.failure
    assert acts.synced == 0
    presenter.join()
    assert acts.enrolled == []
    presenter.look_at_card("/x/card")
    assert view.state.card.words == CARD_WORDS
    assert acts.enrolled == []
    presenter.put_card_away()
    presenter.join()
    assert acts.enrolled == []
    presenter.look_at_card("/x/card")
    presenter.join()
    assert acts.enrolled == [(Path("/x/card"), ROOT)], "the fingerprint that was shown is the one demanded"
    assert view.state.standing.state == "pending"
    assert told


@pytest.mark.parametrize("error", [
    InputProblem("card.not-a-card"), AccessRefused("enrol.card-expired"), IntegrityFailure("enrol.other-root"),
])  # fmt: skip
def test_a_bad_card_is_said_and_nothing_is_sent(uk, error):
    view, presenter, acts, _ = _begun(uk, SampleOutbox("none", failure=error))
    presenter.look_at_card("/x/card")
    assert view.state.failure
    assert view.state.card is None
    assert view.state.integrity is (error.family == "integrity")
    assert acts.enrolled == []


def test_server_away_says_so_and_everything_waits(uk, en):
    view, presenter, _, told = _begun(uk, SampleOutbox(failure=None))
    presenter._acts.failure = WorldProblem("sync.server-away")
    before = view.reloads
    presenter.send()
    assert "чекає" in view.state.failure or "лиш" in view.state.failure
    assert not view.state.busy
    assert view.reloads > before
    assert told == []
    said = view.state.failure
    presenter.retranslate(en, str)
    assert view.state.failure != said


def test_sending_tells_what_still_waits(en):
    view, presenter, acts, told = _begun(en)
    presenter.send()
    assert acts.synced == 1
    assert view.state.said == "2 things still wait."
    assert told
    view, presenter, _, _ = _begun(en, SampleOutbox("pending"))
    presenter.send()
    assert "not confirmed" in view.state.said


def test_cancelling_is_no_error(en):
    view, presenter, _, _ = _begun(en, SampleOutbox(failure=Cancelled()))
    presenter.send()
    assert (view.state.busy, view.state.failure) == (False, "")
    assert view.state.said.startswith("Stopped")


def test_sticks(en):
    view, presenter, acts, _ = _begun(en)
    presenter.pack("/stick/out")
    assert acts.packed == [Path("/stick/out")]
    assert "office's answer" in view.state.said
    assert "67.1\xa0MB lie in /stick/out" in view.state.said
    presenter.receive("/stick/in")
    assert view.state.said.startswith("1 receipt was taken over.")
    assert "/stick/in" in view.state.said


class Hearing(View):
    """Keeps what stands beside the progress at the time."""

    def __init__(self):
        self.kept = []

    def show_state(self, state):
        super().show_state(state)
        if state.progress is not None and state.progress.phase.startswith("courier."):
            self.kept.append((state.progress.phase, state.progress.bytes_total, self.presenter.kept()))


def test_sticks_tell_octets_and_what_cancel_means(en):
    view, inline, acts = Hearing(), Inline(), SampleOutbox()

    def start(title, job, done, failed, progress):
        return inline.submit(job, owner=None, done=done, failed=failed, progress=progress)

    view.presenter = OutboxPresenter(view, inline, start, acts, en, type_label=str, announce=lambda _: None)
    view.presenter.pack("/stick/out")
    view.presenter.receive("/stick/in")
    assert [(phase, total) for phase, total, _ in view.kept] == [("courier.write", 61_200_000), ("courier.read", 4100)]
    assert "nothing on the stick" in view.kept[0][2]
    for act, words in (
        (view.presenter.pack, "Nothing is left on the stick"),
        (view.presenter.receive, "read the stick"),
    ):
        acts.failure = Cancelled()
        act("/stick/x")
        assert words in view.state.said
        assert not view.state.failure


def test_nothing_to_hand_over_is_said(en, monkeypatch):
    view, presenter, acts, _ = _begun(en)
    monkeypatch.setattr(acts, "pack", lambda folder, reporter: Packed(0, 3))
    presenter.pack("/stick/out")
    assert view.state.said.startswith("Nothing waits that may leave now")
    monkeypatch.setattr(acts, "pack", lambda folder, reporter: Packed(9, 3, bytes=10, full=True))
    presenter.pack("/stick/out")
    assert "More waits than one stick takes" in view.state.said
    monkeypatch.setattr(acts, "receive", lambda folder, reporter: Packed(0, 3))
    presenter.receive("/stick/in")
    assert view.state.said.startswith("No new receipts")


def _window(words, acts=None):
    program = SampleProgram(words)
    screen = OutboxScreen(program, acts or SampleOutbox())
    shell = ResponsiveShell(words)
    shell.add_screen(screen)
    shell.go("outbox")
    shell.show_main()
    return program, screen, shell


def test_page_explains_stored_and_accepted_and_opens_records(qtbot, shown, uk):
    program, screen, shell = _window(uk)
    shown(shell)
    texts = " ".join(w.text() for w in screen.page.findChildren(QLabel))
    assert "прочитати не може" in texts
    assert "людина в офісі відкрила" in texts
    screen.page.list.setCurrentIndex(screen.page.model.index(1, 0))
    qtbot.keyClick(screen.page.list, Qt.Key.Key_Return)
    assert program.opened == ["id-W-M2XB-4"]


def test_filter_narrows(shown, en):
    _, screen, shell = _window(en)
    shown(shell)
    screen.page.presenter.narrow("refused")
    assert screen.page.model.total == 1
    assert screen.page.model.index(0, 0).data(ROW_ROLE).state == "refused"


def test_unjoined_page_offers_the_card_and_esc_puts_it_away(qtbot, shown, en):
    _, screen, shell = _window(en, SampleOutbox("none"))
    shown(shell)
    assert screen.page.office.first.text() == "Open the office's card…"
    assert not screen.page.send.isEnabled()
    assert screen.page.send.accessibleDescription()
    screen.page.presenter.look_at_card("/x")
    words = [w.text() for w in screen.page.office.findChildren(QLabel)]
    assert all(word in words for word in CARD_WORDS)
    assert screen.back()
    assert not screen.back()


def test_language_changes(shown, en, uk):
    program, screen, shell = _window(en)
    shown(shell)
    program.words = uk
    shell.retranslate(uk)
    assert screen.page.title.text() == "Надсилання"
    assert screen.page.model.index(0, 0).data(ROW_ROLE).kind == "Розповідь · версія 1"


def test_sticks_are_reached_in_a_narrow_window_by_keyboard(qtbot, shown, en):
    _, screen, shell = _window(en)
    shown(shell, 480, 560)
    assert shell.columns == 1
    page = screen.page
    assert page.drop.isVisible()
    assert not page.filter.isVisible()
    page.drop.setCurrentIndex(page.drop.findData("refused"))
    page.drop.activated.emit(page.drop.currentIndex())
    assert page.presenter.state.narrowed == "refused"
    page.presenter._show(busy=True, stick="pack", progress=Progress("courier.write", 0, 0, 1, 2))
    QApplication.processEvents()
    inside = page._panel.button.mapTo(page, page._panel.button.rect().bottomRight()).x()
    assert inside <= page.width(), "Cancel can be reached"
    page.presenter._show(busy=False, stick="", progress=None)
    for button in (screen.page.pack, screen.page.receive):
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert button.hasFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
        dialog = shell.findChild(QFileDialog)
        assert dialog is not None
        assert "folder" in dialog.windowTitle()
        dialog.fileSelected.emit("/stick/narrow")
        dialog.done(0)
        QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    assert "/stick/narrow" in screen.page.said.text()
    assert screen.page.said.isVisible()


def test_the_filter_drops_down_where_its_row_would_be_cut(shown, uk):
    _, screen, shell = _window(uk)
    shown(shell, 1366, 768)
    page = screen.page
    assert page.filter.isVisible()
    shell.resize(800, 700)
    QApplication.processEvents()
    assert page.filter.isVisible() != page.drop.isVisible()
    if page.filter.isVisible():
        assert (
            page.filter.mapTo(page, page.filter.rect().topRight()).x()
            <= page.list.mapTo(page, page.list.rect().topRight()).x()
        )
