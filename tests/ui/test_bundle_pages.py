"""A new bundle: decisions without widgets, then the pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollBar, QWidget

from field_doc.base.errors import InputProblem, IntegrityFailure, WorldProblem
from field_doc.ui.sample_office import ROOT, SampleBundles, SampleProgram
from field_doc.ui.shell import ResponsiveShell
from field_doc.ui.tasks import Inline
from field_doc.ui.views.bundle import BundleScreen, saying
from field_doc.ui.views.bundle.inside import facts
from field_doc.ui.views.bundle.presenter import BundlePresenter
from field_doc.ui.widgets.namecard import passage

ALL = 6


class View:
    def __init__(self):
        self.went = []

    def show_state(self, state):
        self.state = state

    def go_to(self, name):
        self.went.append(name)


def _begun(words, acts=None):
    view, inline, acts, told = View(), Inline(), acts or SampleBundles(), []

    def start(title, job, done, failed, progress):
        return inline.submit(job, owner=None, done=done, failed=failed, progress=progress)

    presenter = BundlePresenter(view, inline, start, acts, words, type_label=str, announce=told.append)
    presenter.load()
    return view, presenter, acts, told


def _addressed(words, acts=None):
    view, presenter, acts, told = _begun(words, acts)
    presenter.tick_all(on=True)
    presenter.set_field("recipient", "Прокуратура")
    presenter.set_field("purpose", "cp_ua_authorities")
    return view, presenter, acts, told


def _to_sign(words, acts=None):
    view, presenter, acts, told = _addressed(words, acts)
    presenter.leave_out()
    presenter.go_on()
    presenter.keep(0)
    presenter.go_on()
    assert view.state.step == "sign"
    return view, presenter, acts, told


def test_all_that_is_missing_is_said_and_gone_to(uk):
    view, presenter, _, _ = _begun(uk)
    presenter.go_on()
    assert set(view.state.problems) == {"records", "recipient", "purpose"}
    assert view.went == ["records"]
    assert view.state.step == "choose"


def test_refusals_are_met_while_choosing_and_follow_the_purpose(uk):
    view, presenter, acts, _ = _addressed(uk)
    assert [(r.code, r.short) for r in view.state.refusals] == [
        ("W-9RPC-T", "Відмова для цієї мети"), ("W-4TDH-K", "Про це не запитували"),
    ]  # fmt: skip
    presenter.go_on()
    assert view.went == ["refusal"]
    assert acts.looked == []
    presenter.leave_out("id-W-9RPC-T")
    assert view.state.undecided == 1
    presenter.tick("id-W-4TDH-K", on=False)
    assert view.state.undecided == 0
    presenter.set_field("purpose", "cp_icc")
    assert view.state.undecided == 1, "another purpose is another question"


def test_a_record_left_out_is_still_ordered_so_that_it_is_named(uk):
    _, presenter, acts, _ = _addressed(uk)
    presenter.leave_out()
    presenter.go_on()
    assert "id-W-9RPC-T" in acts.looked[0].records


def test_every_text_is_decided_about_before_signing(uk):
    view, presenter, _, _ = _addressed(uk)
    presenter.leave_out()
    presenter.go_on()
    assert view.state.step == "look"
    assert view.state.open_hits == 1
    presenter.go_on()
    assert view.state.step == "look"
    assert view.went[-1] == "hit"
    presenter.keep(0)
    presenter.keep(0, kept=False)
    presenter.go_on()
    assert view.state.step == "look"
    presenter.keep(0)
    presenter.go_on()
    assert view.state.step == "sign"


def test_a_record_taken_out_for_its_text_is_looked_at_again_without_it(uk):
    view, presenter, acts, _ = _addressed(uk)
    presenter.leave_out()
    presenter.go_on()
    presenter.drop("id-I-4TF9-R")
    assert "id-I-4TF9-R" not in acts.looked[-1].records
    assert len(acts.looked) == 2
    assert len(view.state.chosen) == ALL - 1


def test_what_was_read_is_told_to_the_command(uk):
    view, presenter, acts, told = _to_sign(uk)
    presenter.go_on()
    assert set(view.state.problems) == {"signer", "out"}
    presenter.set_field("signer", "/x/a.p12")
    presenter.set_field("passphrase", "right")
    presenter.look_at_signer()
    assert "2028" in view.state.signer_words
    presenter.set_field("out", "/x/new")
    presenter.go_on()
    order, out, reviewed = acts.ordered[0]
    assert out == Path("/x/new")
    assert reviewed == acts.preview.suspects
    assert (view.state.step, view.state.number, view.state.root) == ("done", "B-2026-0C11A4", ROOT)
    assert view.state.passphrase == ""
    assert told
    assert order.edition == "pseudonymised"


def test_passphrase_never_stands_in_a_representation(uk):
    view, presenter, _, _ = _to_sign(uk)
    presenter.set_field("passphrase", "a secret phrase")
    assert "secret" not in repr(view.state)


def test_wrong_passphrase_and_expired_signer_are_said_at_their_fields(uk):
    view, presenter, acts, _ = _to_sign(uk)
    presenter.set_field("signer", "/x/a.p12")
    presenter.set_field("passphrase", "wrong one")
    presenter.look_at_signer()
    assert "passphrase" in view.state.problems
    acts.expired = True
    presenter.set_field("passphrase", "right")
    presenter.look_at_signer()
    presenter.set_field("out", "/x/new")
    presenter.go_on()
    assert acts.ordered == []
    assert view.went[-1] == "signer"


def test_full_edition_needs_a_key_or_a_reason(uk):
    view, presenter, acts, _ = _to_sign(uk)
    presenter.set_field("edition", "full")
    presenter.set_field("signer", "/x/a.p12")
    presenter.set_field("out", "/x/new")
    presenter.go_on()
    assert "recipient_key" in view.state.problems
    assert acts.ordered == []
    presenter.set_field("reason", "court order")
    presenter.go_on()
    assert acts.ordered[0][0].reason == "court order"


@pytest.mark.parametrize(("error", "field"), [
    (InputProblem("bundle.exists"), "out"), (InputProblem("signer.file"), "signer"),
    (WorldProblem("bundle.write", errno=28), ""), (IntegrityFailure("bundle.leak"), ""),
])  # fmt: skip
def test_a_failure_keeps_everything_that_was_chosen(uk, error, field):
    view, presenter, _, told = _to_sign(uk, SampleBundles(failure=error))
    presenter.set_field("signer", "/x/a.p12")
    presenter.set_field("out", "/x/new")
    presenter.go_on()
    assert view.state.step == "sign"
    assert len(view.state.chosen) == ALL
    assert not told
    assert view.state.problems.get(field) if field else view.state.failure
    assert view.state.integrity is (error.family == "integrity")


def test_text_written_meanwhile_is_shown_for_reading(uk):
    view, presenter, acts, _ = _to_sign(uk, SampleBundles(failure=InputProblem("bundle.identity-in-text", count=1)))
    presenter.set_field("signer", "/x/a.p12")
    presenter.set_field("out", "/x/new")
    presenter.go_on()
    assert view.state.step == "look"
    assert len(acts.looked) == 2


def test_whole_case_is_not_picked_from(uk):
    view, presenter, acts, _ = _begun(uk)
    presenter.set_case("case-1")
    assert len(view.state.chosen) == ALL
    presenter.tick("id-W-7K3Q-C", on=False)
    assert len(view.state.chosen) == ALL
    presenter.set_field("recipient", "П")
    presenter.set_field("purpose", "cp_icc")
    presenter.leave_out()
    presenter.go_on()
    assert acts.looked[0].case == "case-1"


def _window(words, acts=None):
    program = SampleProgram(words)
    screen = BundleScreen(program, acts or SampleBundles())
    shell = ResponsiveShell(words)
    shell.add_screen(screen)
    program.shell = shell
    shell.go("bundle")
    shell.show_main()
    return program, screen, shell


def test_space_and_ctrl_a_tick(qtbot, shown, en):
    _, screen, shell = _window(en)
    shown(shell)
    rows = screen.page.choose.list
    rows.setFocus()
    rows.setCurrentIndex(screen.page.choose.model.index(1, 0))
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert screen.page.presenter.state.chosen == {"id-W-7K3Q-C"}
    qtbot.keyClick(rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(screen.page.presenter.state.chosen) == ALL
    assert rows.currentIndex().row() == 1, "the place in the list stays"


def test_the_whole_way_by_keyboard(qtbot, shown, en):
    program, screen, shell = _window(en)
    shown(shell)
    page, presenter = screen.page, screen.page.presenter
    qtbot.keyClick(page.choose.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    page.choose.recipient.setFocus()
    qtbot.keyClicks(page.choose.recipient, "Office of the prosecutor")
    presenter.set_field("purpose", "cp_ua_authorities")
    ctrl_enter = lambda w: qtbot.keyClick(w, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # noqa: E731
    ctrl_enter(page.choose.recipient)
    assert page.choose.refusals.first.hasFocus()
    qtbot.keyClick(page.choose.refusals.first, Qt.Key.Key_Space)
    presenter.leave_out()
    ctrl_enter(page.choose.recipient)
    assert presenter.state.step == "look"
    qtbot.keyClick(page.look.cards[0].first, Qt.Key.Key_Space)
    ctrl_enter(page.look.items)
    assert presenter.state.step == "sign"
    assert page.sign.signer.line.hasFocus()
    qtbot.keyClicks(page.sign.signer.line, "/x/signer.p12")
    page.sign.passphrase.setFocus()
    qtbot.keyClicks(page.sign.passphrase, "phrase")
    qtbot.keyClick(page.sign.passphrase, Qt.Key.Key_Return)
    assert page.sign.passphrase_box.help.text()
    qtbot.keyClicks(page.sign.out.line, "/x/out")
    ctrl_enter(page.sign.out.line)
    assert presenter.state.step == "done"
    assert page.done.title.text() == "Bundle B-2026-0C11A4 is ready"
    page.done.check.click()
    assert program.went == ["verify"]


def test_language_changes_on_every_page(shown, en, uk):
    _, screen, shell = _window(en)
    shown(shell)
    presenter = screen.page.presenter
    presenter.tick_all(on=True)
    presenter.set_field("purpose", "cp_icc")
    assert screen.page.choose.refusals.isVisible()
    shell.retranslate(uk)
    assert presenter.state.refusals[0].short == "Відмова для цієї мети"
    assert screen.page.choose.purpose.key() == "cp_icc"
    assert screen.page.next.text().startswith("Далі")


def test_everything_has_a_name_for_a_screen_reader(shown, en):
    _, screen, shell = _window(en)
    shown(shell)
    for page in (screen.page.choose, screen.page.sign):
        for widget in page.findChildren(QWidget):
            takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not isinstance(widget, QScrollBar)
            text = getattr(widget, "text", "")
            named = widget.accessibleName() or (text() if callable(text) else text)
            if takes and widget.isEnabled() and widget.window() is shell:
                assert named or isinstance(widget, QLabel), widget


def test_what_the_bundle_will_hold_is_said_while_choosing(uk):
    view, presenter, _, _ = _addressed(uk)
    assert dict(facts(view.state, uk))["Записи"] == "4 як зафіксовано, 2 вирішити"
    presenter.leave_out()
    assert dict(facts(view.state, uk))["Записи"] == "4 як зафіксовано, 2 названо невключеними"
    presenter.tick_all(on=False)
    assert facts(view.state, uk) == ()


def test_what_is_signed_stands_on_the_page_where_it_is_signed(shown, en):
    _, screen, shell = _window(en)
    shown(shell)
    presenter = screen.page.presenter
    presenter.tick_all(on=True)
    presenter.set_field("recipient", "Office of the prosecutor")
    presenter.set_field("purpose", "cp_ua_authorities")
    presenter.leave_out()
    presenter.go_on()
    presenter.keep(0)
    presenter.go_on()
    texts = {label.text() for label in screen.page.sign.findChildren(QLabel)}
    assert {"Office of the prosecutor", "Pseudonymised edition"} <= texts
    assert any("investigators" in text for text in texts), "the purpose in words"


def test_a_text_is_quoted_with_dots_only_where_it_was_cut(shown, uk):
    hit = saying.Hit(
        number=0, where="x", repeats="y", before="З машин вийшли. ", found="Грушевецька", after=" бачила їх.",
        record="r", code="c", kept=False,
    )  # fmt: skip
    whole = passage(hit.before, hit.found, hit.after).text()
    assert not whole.startswith("…")
    assert not whole.endswith("…")
    cut = passage("ашин вийшли. ", hit.found, " бачила їх із го").text()
    assert cut.startswith("…")
    assert cut.endswith("…")
