"""After a talk was stopped: help in large letters, nothing demanded; own words; whom to ask after."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from open_window import Window, begin, make_vault, unlocked
from PySide6.QtWidgets import QLabel

from field_doc.app.commands import care, records
from field_doc.app.session import Session
from field_doc.base.i18n import Words
from field_doc.formats.referrals import read_entries
from field_doc.schema import registry
from field_doc.ui.fmt import KYIV, Fmt
from field_doc.ui.views.care.lines import places, urgent
from field_doc.ui.views.care.own_words import OwnWords
from field_doc.ui.views.care.stop import StopPage

ENTRIES = read_entries(
    b'{"entries": [{"id": "near", "name": {"uk": "\\u0426\\u0435\\u043d\\u0442\\u0440"}, "oblasts": ["ua_32"],'
    b' "needs": ["pn_psych"], "phones": ["0 800 000 000"], "hours": {"en": "9 to 18"}, "languages": ["uk"],'
    b' "last_checked": "2026-10-01"}]}'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "A.fdvault"


def _texts(page: object) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if not one.isHidden())  # type: ignore[attr-defined]


def _agreed(session: Session) -> str:
    person = begin(session, "person")
    purposes = {"cp_record": {"answer": "yes"}, "cp_recontact": {"answer": "yes"}}
    consent = begin(session, "consent", person=person, status="cs_given", purposes=purposes)
    ended = (datetime.now(KYIV) - timedelta(hours=30)).isoformat(timespec="seconds")
    return begin(session, "statement", person=person, consent=consent, ended=ended, statement_kind="sk_contact_only")


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_places_say_number_name_help_hours_and_when_somebody_last_called(lang: str) -> None:
    known = registry.load()
    found = care.Help(care.emergency(), ENTRIES, "Office")
    labels = known.labels(Words(lang))
    near = places(found, "ua_32", labels, Fmt(lang))
    assert near[0].numbers == ("0 800 000 000",)
    assert labels.term("pn_psych") in near[0].under
    assert "2026" in near[0].checked
    assert places(found, "ua_46", labels, Fmt(lang)) == ()
    assert [n for one in urgent(found, labels, Fmt(lang)) for n in one.numbers] == ["112", "103", "102", "101"]


def test_stopping_before_anything_was_begun_offers_help_and_keeps_a_note_only_if_asked(qtbot, path) -> None:
    make_vault(path)
    window = Window(qtbot, "en").unlock(path)
    window.program.new_record("statement")
    window.shell.section._aside.stop.click()
    page = window.shell.section._aside
    assert isinstance(page, StopPage)
    window.idle()
    said = _texts(page)
    assert "Nothing more has to be asked or written" in said
    assert "112" in said
    page.boxes["pn_psych"].click()
    page.keep.click()
    window.wait(lambda: window.shell.section.key == "notes" and bool(window.page.record_id))
    note = window.page.record_id
    window.idle()
    window.close()
    with unlocked(path) as session:
        fields = records.show(session, note).shown.fields
        types = [r.type for r in records.list_records(session)]
    assert types == ["note"]
    text = fields["entries"][0]["text"]["paragraphs"][0]
    assert text.startswith("The talk was stopped")
    assert "Psychological support" in text


def test_stopping_a_begun_statement_notes_the_time_and_what_was_offered(qtbot, path) -> None:
    statement = make_vault(path, lambda s: begin(s, "statement", statement_kind="sk_contact_only"))
    window = Window(qtbot, "en").unlock(path)
    window.open(statement)
    window.page.foot.stop_wanted.emit()
    page = window.shell.section._aside
    page.boxes["pn_legal"].click()
    window.program.set_language("uk")
    assert page.boxes["pn_legal"].isChecked()
    page.leave_button.click()
    assert window.shell.section._aside is None
    window.saved()
    window.idle()
    window.close()
    with unlocked(path) as session:
        fields = records.show(session, statement).shown.fields
    assert fields["support_offered"] == ["pn_legal"]
    assert datetime.fromisoformat(fields["ended"]).tzinfo is not None


def test_own_words_are_kept_while_typing_and_erased_at_once(qtbot, path) -> None:
    make_vault(path)
    window = Window(qtbot, "en").unlock(path)
    window.shell.section._own.click()
    window.wait(lambda: isinstance(getattr(window.shell.section, "_aside", None), OwnWords))
    page = window.shell.section._aside
    assert "whoever has the laptop can read it" in _texts(page)
    page.sheet.setPlainText("I slept badly")
    page.leave_button.click()
    window.idle()
    session = window.program.need_session()
    kept = care.debriefs(session)
    assert [n.text for n in kept] == ["I slept badly"]
    window.program.go("overview")
    window.shell.section._own.click()
    page = window.shell.section._aside
    window.wait(lambda: page.before.count() == 1)
    page.forget(kept[0].id)
    window.wait(lambda: page.before.count() == 0)
    assert care.debriefs(session) == ()
    page.sheet.setPlainText("typed as the vault is locked")
    window.program.lock()
    window.wait(lambda: bool(window.ended))
    window.close()
    with unlocked(path) as again:
        assert [n.text for n in care.debriefs(again)] == ["typed as the vault is locked"]


def test_the_overview_says_quietly_whom_to_ask_after(qtbot, path) -> None:
    make_vault(path, _agreed)
    window = Window(qtbot, "en").unlock(path)
    tasks = window.shell.section.ask_after
    window.wait(lambda: not tasks.isHidden())
    code = tasks._tasks[0].code
    assert f"{code}: between" in _texts(tasks)
    assert not any(c.isdigit() for c in tasks.head.text())
    tasks.note(tasks._tasks[0].record_id, "not_reached")
    window.wait(lambda: "not reached yet" in _texts(tasks))
    tasks.note(tasks._tasks[0].record_id, "done")
    window.wait(tasks.isHidden)
    window.close()
