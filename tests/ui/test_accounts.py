"""Two accounts beside each other: read question by question, corroboration kept as a link, independence argued."""

from __future__ import annotations

import pytest
from open_window import Window, begin, make_vault

from field_doc.app.commands import accounts, records
from field_doc.base.errors import InputProblem
from field_doc.schema import registry
from field_doc.schema.accounts import passage


def told(session, case: str, incident: str, *paragraphs: str) -> str:
    account = {"lang": "uk", "paragraphs": list(paragraphs)}
    return begin(session, "statement", case=case, incidents=[incident], account=account, contact_path="Від сусідів")


def two(session):
    case = begin(session, "case", title="Справа")
    incident = begin(session, "incident", title="Обстріл", case=case)
    first = told(session, case, incident, "Вибух стався вранці.", "Загинуло двоє.")
    second = told(session, case, incident, "Вибух був після обіду.")
    third = begin(session, "statement", case=case)
    return case, first, second, third


@pytest.fixture
def opened(qtbot, tmp_path):
    made = make_vault(tmp_path / "A.fdvault", two)
    window = Window(qtbot).unlock(tmp_path / "A.fdvault")
    yield window, *made
    window.close()


def side_by_side(window, first, second):
    from field_doc.ui.recordpage import page_accounts

    page = window.open(first)
    page_accounts.ask(page, window.program, page._acts)
    window.wait(lambda: type(page._panel).__name__ == "OthersPanel")
    page._panel.chosen.emit(second)
    window.wait(lambda: page.view.current_key == page_accounts.TAB)
    return page, page._swap[page_accounts.TAB].findChildren(object, "scrolled")[0].parent().parent()


def test_accounts_of_the_same_incident_are_offered_first(opened):
    window, _, first, second, third = opened
    found = accounts.others(window.program.session, first)
    assert [r.id for r in found.same_incident] == [second]
    assert [r.id for r in found.same_case] == [third]


def test_both_are_shown_question_by_question_and_a_contradiction_is_kept_as_a_link(opened):
    window, _, first, second, _ = opened
    page, tab = side_by_side(window, first, second)
    texts = [w.text() for w in tab.findChildren(type(page.head.under)) if hasattr(w, "text")]
    assert "Вибух стався вранці." in texts
    assert "Вибух був після обіду." in texts
    tab._ticks[0][1].setChecked(True)
    tab.relation.set_key("rt_contradicts")
    tab.corroboration.set_key("cor_contradicted")
    tab.main_act()
    assert tab.basis_box.problem_text
    tab.basis.setPlainText("Час різний.")
    tab.main_act()
    session = window.program.session
    window.wait(lambda: records.counts(session).get("link") == 1)
    link = records.list_records(session, type_name="link")[0]
    fields = records.show(session, link.id).shown.fields
    code = session.run(lambda s: s.records.code_of(first))
    assert (fields["from_record"], fields["to_record"]) == (first, second)
    assert fields["basis"]["text"].startswith(f"{code} §1 (")
    assert fields["basis"]["text"].endswith("Час різний.")
    assert link.case_id is not None


def test_independence_is_argued_or_not_claimed(opened):
    window, _, first, second, _ = opened
    _, tab = side_by_side(window, first, second)
    tab.basis.setPlainText("Те саме.")
    tab.corroboration.set_key("cor_independent")
    tab.main_act()
    assert tab.independence_box.problem_text
    assert "link" not in records.counts(window.program.session)


def test_what_is_no_pair_of_accounts_is_refused(opened):
    session = opened[0].program.session
    _, case, first, *_ = opened
    with pytest.raises(InputProblem, match=r"accounts\.same"):
        accounts.beside(session, first, first)
    with pytest.raises(InputProblem, match=r"accounts\.no-account"):
        accounts.beside(session, first, case)


def test_the_questions_name_fields_that_statements_have():
    from field_doc.schema.accounts import DEPENDS, KNOWN, TOLD

    statement = registry.load().record_type("statement")
    unknown = [n for n in (*TOLD, *KNOWN, *DEPENDS) if statement.field(n) is None]
    assert unknown in ([], ["q_and_a"])
    assert passage("W-1", (2, 5)) == "W-1 §2, 5"
    assert passage("W-1", ()) == "W-1"


def test_any_two_versions_and_the_draft_can_be_compared(qtbot, tmp_path):
    def three(session):
        record = begin(session, "incident", title="Один")
        records.seal(session, record)
        for title in ("Два", "Три"):
            records.amend(session, record, {"title": title}, "уточнено")
        records.open_amendment(session, record)
        return record

    record = make_vault(tmp_path / "A.fdvault", three)
    window = Window(qtbot).unlock(tmp_path / "A.fdvault")
    page = window.open(record)
    page.view.show_section("versions")
    window.wait(lambda: page.history.table.model().rowCount() > 4)
    assert [page.history.earlier.itemText(i) for i in range(4)] == ["Чернетка", "версія 3", "версія 2", "версія 1"]
    page.history.earlier.set_key("1")
    page.history.compare_button.click()
    window.wait(lambda: page.view.current_key == "compare")
    texts = [w.text() for w in page._swap["compare"].findChildren(type(page.head.under))]
    assert "Чернетка" in texts
    assert "Один" in texts
    page.history.later.set_key("1")
    assert not page.history.compare_button.isEnabled(), "a version with itself"
    window.close()
