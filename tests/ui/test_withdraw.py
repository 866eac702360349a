"""Withdrawing a consent on its page: asked with scope and words, blocked at once, said whom to tell."""

from __future__ import annotations

import pytest
from open_window import Window, begin, make_vault

from field_doc.app.commands import records

GATE = {
    "statement_kind": "sk_first_account", "vulnerability": {"null": "nv_not_observed"}, "had_prior_interview": "yn_no",
    "non_disclosure_warning": "yn_no", "self_incrimination": "yn_no", "information_at_risk": "yn_yes",
    "risk_decision": "rd_go", "account": "Вони прийшли вранці.",
}  # fmt: skip
ANSWERS = {"cp_record": "yes", "cp_icc": "yes", "cp_public_named": "no"}


def account(session):
    """A sealed account and its consent."""
    who = begin(session, "person")
    consent = begin(session, "consent", person=who, purposes=ANSWERS, given_at="2022-03-05T14:20:00+02:00")
    told = begin(session, "statement", person=who, consent=consent, **GATE)
    for record in (consent, told):
        records.seal(session, record)
    return consent, told


@pytest.fixture
def opened(qtbot, tmp_path):
    made = make_vault(tmp_path / "A.fdvault", account)
    window = Window(qtbot).unlock(tmp_path / "A.fdvault")
    yield window, *made
    window.close()


def wait_for_panel(window, page, kind):
    window.wait(lambda: type(page._panel).__name__ == kind)
    return page._panel


def test_all_of_it_needs_words_and_then_says_whom_to_tell(opened):
    window, consent, told = opened
    page = window.open(consent)
    page.ask_withdraw()
    panel = wait_for_panel(window, page, "WithdrawPanel")
    page.act("main_act")
    assert panel.reason_box.problem_text
    panel.reason.setText("Подзвонила: більше не хоче")
    page.act("main_act")
    recall = wait_for_panel(window, page, "RecallPanel")
    code = window.program.session.run(lambda s: s.records.row(told).code)
    assert any(code in w.text() for w in recall.findChildren(type(page.head.under)) if hasattr(w, "text"))
    assert window.program.session.run(lambda s: s.records.row(told).blocked) == "consent.withdrawn"
    assert page.form.values["status"] == "cs_withdrawn"
    assert page.escape()
    assert page._panel is None


def test_a_part_of_it_lists_what_was_given(opened):
    window, consent, told = opened
    page = window.open(consent)
    page.ask_withdraw()
    panel = wait_for_panel(window, page, "WithdrawPanel")
    assert set(panel.boxes) == {"cp_record", "cp_icc"}
    panel.part.setChecked(True)
    page.act("main_act")
    assert panel.reason_box.problem_text
    panel.boxes["cp_icc"].setChecked(True)
    panel.reason.setText("Не до Гааги")
    page.act("main_act")
    wait_for_panel(window, page, "RecallPanel")
    assert page.form.values["withdrawal_scope"] == ["cp_icc"]
    assert window.program.session.run(lambda s: s.records.row(told).blocked) is None


def test_keeping_it_changes_nothing(opened):
    window, consent, _ = opened
    page = window.open(consent)
    page.ask_withdraw()
    wait_for_panel(window, page, "WithdrawPanel").keep.click()
    assert page._panel is None
    assert window.program.session.run(lambda s: s.records.row(consent).versions) == 1
