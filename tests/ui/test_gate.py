"""The check before the talk: what each answer allows, and the page in the window."""

from __future__ import annotations

import pytest
from open_window import Window, make_vault, unlocked

from field_doc.app.commands import records
from field_doc.schema import gate
from field_doc.ui.views.before_asking.presenter import (
    CHOICES,
    NO,
    NOT_YET,
    QUESTIONS,
    UNKNOWN,
    YES,
    Answers,
    GatePresenter,
    fields_of,
    outcome,
)
from field_doc.ui.views.care.stop import StopPage

GOOD = {"needed": YES, "told": NO, "warned": NO, "safe": YES, "adult": YES, "able": YES, "agrees": NOT_YET}


def test_an_adult_in_safety_may_give_a_first_account():
    found = outcome(Answers(GOOD))
    assert (found.key, found.kind, found.open) == ("first_account", "sk_first_account", ())


@pytest.mark.parametrize(("change", "key", "kind"), [
    ({"adult": NO}, "contact_only", "sk_contact_only"),
    ({"adult": UNKNOWN}, "contact_only", "sk_contact_only"),
    ({"warned": YES}, "contact_only", "sk_contact_only"),
    ({"told": YES}, "prior_ref", "sk_prior_ref"),
    ({"needed": NO}, "prior_ref", "sk_prior_ref"),
    ({"safe": NO}, "not_now", ""),
    ({"able": NO}, "not_now", ""),
    ({"agrees": NO}, "no_consent", ""),
])  # fmt: skip
def test_one_answer_changes_what_is_allowed(change, key, kind):
    found = outcome(Answers({**GOOD, **change}))
    assert (found.key, found.kind) == (key, kind)


@pytest.mark.parametrize(("mark", "kind"), [
    ("vn_sgbv", "sk_prior_ref"), ("vn_torture", "sk_first_account"), ("vn_insider", ""),
])  # fmt: skip
def test_circumstances_narrow(mark, kind):
    found = outcome(Answers(GOOD, frozenset({mark})))
    assert found.kind == kind
    assert found.reasons


def test_nothing_is_assumed_of_what_was_not_answered():
    assert outcome(Answers({})).open == QUESTIONS
    assert fields_of(Answers({})) == {}
    assert outcome(Answers({k: v for k, v in GOOD.items() if k != "told"})).key == "open"


def test_no_mark_means_none_seen_only_after_the_questions():
    assert fields_of(Answers(GOOD))["vulnerability"] == {"null_reason": "nv_not_observed"}
    assert "vulnerability" not in fields_of(Answers({"adult": YES}))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_page_never_allows_more_than_the_gate(question):
    for choice in CHOICES[question]:
        answers = Answers({**GOOD, question: choice})
        allowed = gate.assess(gate.from_fields(fields_of(answers))).allowed
        found = outcome(answers)
        assert not found.kind or found.kind in allowed


class View:
    def __init__(self):
        self.shown, self.began, self.left, self.went = [], [], 0, []

    def show_outcome(self, found):
        self.shown.append(found.key)

    def go_to(self, question):
        self.went.append(question)

    def begin(self, fields, tab):
        self.began.append((fields["statement_kind"], tab))

    def leave(self):
        self.left += 1


def test_going_on_with_a_question_open_goes_to_it():
    view = View()
    presenter = GatePresenter(view)
    presenter.answer("needed", YES)
    presenter.go_on()
    assert (view.began, view.went) == ([], ["told"])


def test_stopping_takes_one_press_and_begins_nothing():
    view = View()
    presenter = GatePresenter(view)
    presenter.stop()
    assert (view.left, view.began) == (1, [])


def test_contact_only_is_always_there():
    view = View()
    presenter = GatePresenter(view)
    presenter.answer("able", NO)
    presenter.go_on()
    presenter.contact_only()
    assert view.began == [("sk_contact_only", "who")]


def test_page_comes_before_a_new_statement_and_begins_person_and_consent(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    make_vault(path)
    window = Window(qtbot).unlock(path)
    window.program.new_record("statement")
    screen = window.shell.section
    page = screen._aside
    assert screen.stack.currentWidget() is page
    for question, choice in GOOD.items():
        page.groups[question].set_key(choice)
        page.presenter.answer(question, choice)
    window.program.set_language("en")
    assert page.groups["told"].key() == NO  # answers stay
    page.act("main_act")
    window.wait(lambda: screen._aside is None and screen.page.view is not None)
    statement = screen.page.record_id
    assert screen.page.view.current_key == "consent"
    window.idle()
    window.close()
    with unlocked(path) as session:
        fields = records.show(session, statement).shown.fields
        consent = records.show(session, fields["consent"]).shown.fields
        types = sorted(r.type for r in records.list_records(session))
    assert types == ["consent", "person", "statement"]
    assert consent["person"] == fields["person"]
    assert fields["risk_decision"] == "rd_go"


def test_stop_leaves_nothing_behind(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    make_vault(path)
    window = Window(qtbot).unlock(path)
    window.program.new_record("statement")
    page = window.shell.section._aside
    page.presenter.answer("safe", NO)
    assert not page.forward.isVisible()
    page.stop.click()
    assert isinstance(window.shell.section._aside, StopPage)
    window.idle()
    window.shell.section._aside.leave_button.click()
    assert window.shell.section._aside is None
    window.idle()
    assert window.program.frame.counts.get("statement", 0) == 0
    window.close()
