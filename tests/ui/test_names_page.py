"""The names check in the window: its page, the question before sealing, the outbox, a bundle."""

from __future__ import annotations

from dataclasses import replace

import pytest
from office_place import make_office, report_signer
from office_place import opened as opened_desk
from open_window import Window, make_vault, unlocked
from PySide6.QtCore import Qt

from field_doc.app.changes import Kind, changed
from field_doc.app.commands import bundles, names, records
from field_doc.base.errors import AccessRefused, WorldProblem
from field_doc.ui.acts.names import Scope
from field_doc.ui.namewords import not_looked_for
from field_doc.ui.sample_names import SampleNames, many_hits, sample_hits
from field_doc.ui.sample_office import SampleBundles, SampleOutbox, SampleProgram, sample_preview
from field_doc.ui.views.bundle import BundleScreen
from field_doc.ui.views.names import NamesScreen
from field_doc.ui.views.outbox import OutboxScreen

SURNAME = {"text": "Ґудзоньківська", "lang": "uk"}


def named_incident(session, summary="Бачили Ґудзоньківську біля школи."):
    """A person with an identity, and an incident whose text names her; ids of both records."""
    person = records.new_record(session, "person", {})
    identity = records.new_record(session, "identity", {"person": person.id, "surname": SURNAME})
    fields = {"title": "Обстріл", "summary": {"paragraphs": [summary], "lang": "uk"}}
    return records.new_record(session, "incident", fields).id, identity.id


@pytest.fixture
def page(shown, uk):
    """``page(acts)``: the screen after a look through the vault."""

    def make(acts=None, words=uk):
        screen = NamesScreen(SampleProgram(words), acts or SampleNames())
        shown(screen.page)
        screen.look(Scope(records=("a", "b")), "outbox")
        return screen

    return make


# -- the page ------------------------------------------------------------------------------------


def test_places_stand_with_the_words_around_likely_ones_first(page, uk):
    screen = page()
    texts = [card.accessibleName() for card in screen.page.cards]
    assert len(texts) == 6  # one of the seven is decided
    assert texts[0].startswith("I-4TF9-R · Стислий опис. З машин вийшли шестеро.")
    assert "можливо" in texts[-1].lower()
    assert screen.page.said.text() == "Треба вирішити щодо 6 місць"
    assert "P-90AC-3" in not_looked_for(12, ("P-90AC-3",), uk)


def test_a_decision_is_kept_at_once_and_can_be_undone(page):
    acts = SampleNames()
    screen = page(acts)
    key = screen.page.cards[0].said.hit.key
    screen.page.cards[0].first.click()
    assert acts.decided == [((key,), "keep")]
    assert screen.page.cards[0].said.decided == "Залишається як є."
    assert screen.page.presenter.open_count == 5
    screen.page.cards[0].first.click()  # undo
    assert acts.decided[-1] == ((key,), "")
    assert screen.page.presenter.open_count == 6


def test_all_the_same_of_a_record_are_decided_together(page):
    first = sample_hits()[0]
    twin = replace(first, key="I-4TF9-R:ffffffffffff", found="ГРУШЕВЕЦЬКОЇ", stored=("f" * 64,))
    acts = SampleNames((first, twin, replace(twin, key="x", record="other", code="I-X")))
    screen = page(acts)
    card = screen.page.cards[0]
    assert card.said.others == 1
    card.all_same.setChecked(True)
    card.first.click()
    assert acts.decided == [((first.key, twin.key), "keep")]


def test_jumps_lead_to_the_field_or_to_the_media(page):
    screen = page()
    opened = []
    screen.page.place_wanted.connect(lambda *place: opened.append(place))
    for card in screen.page.cards:
        card.wanted.emit()
    assert ("id-I-4TF9-R", "", "summary") in opened
    assert ("id-M-6B0V-4", "media", "") in opened


def test_it_is_reached_by_keys_and_esc_goes_back(page, qtbot):
    screen = page()
    screen.page.focus_card()
    assert screen.page.cards[0].first.hasFocus()
    assert screen.act("next_problem")
    assert screen.page.cards[1].first.hasFocus()
    qtbot.keyClick(screen.page.cards[1].first, Qt.Key.Key_Space)
    assert screen.page.presenter.open_count == 5
    assert screen.page.cards[2].first.hasFocus(), "after a decision the next place waits"
    screen.back()
    assert screen._program.went == ["outbox"]


def test_many_places_come_by_pages(page):
    screen = page(SampleNames(many_hits()))
    assert (len(screen.page.cards), screen.page.where.text()) == (20, "Сторінка 1 із 3")
    screen.page.next.click()
    screen.page.next.click()
    assert (len(screen.page.cards), screen.page.next.isEnabled()) == (5, False)
    screen.page.presenter.narrow("all")
    assert screen.page.presenter.state.page == 0


def test_nothing_found_nobody_known_and_a_failure_are_three_things(page):
    assert page(SampleNames((), closed=())).page.said.text() == "Імен, телефонів чи адрес не знайдено."
    nobody = page(SampleNames((), compared=0, closed=()))
    assert nobody.page.said.text() == ""
    assert nobody.page._unseen.count() == 1
    failed = page(SampleNames(error=WorldProblem("disk.io-error", errno=5)))
    assert failed.page.presenter.state.failure
    assert failed.page._failure.count() == 1


def test_it_speaks_the_other_language(page, en):
    screen = page()
    screen._program.words = en
    screen.retranslate(en)
    assert screen.page.cards[0].first.text() == "Keep as it is"
    assert screen.page.said.text() == "6 places to decide about"


def test_a_record_written_since_is_looked_through_anew(page, qtbot):
    acts = SampleNames()
    screen = page(acts)
    screen.changed(changed(Kind.LEDGER))
    screen.entered()
    qtbot.wait(5)
    assert len(acts.asked) == 1
    screen.changed(changed(record="a"))
    screen.entered()
    qtbot.waitUntil(lambda: len(acts.asked) == 2)
    assert acts.asked[1] == acts.asked[0]


# -- in a real window ----------------------------------------------------------------------------


@pytest.fixture
def window(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"
    made = make_vault(path, named_incident)
    opened = Window(qtbot).unlock(path)
    yield opened, made, path
    opened.close()


def test_the_question_before_sealing_lists_the_places_and_does_not_refuse(window, qtbot):
    opened, (incident, _), path = window
    page = opened.open(incident)
    page.seal()
    opened.wait(lambda: page._panel is not None)
    links = [b.text() for b in page._panel.findChildren(type(page._panel.seal)) if "Ґудзоньківську" in b.text()]
    assert links == ["Стислий опис: Ґудзоньківську"]
    assert page._panel.main_act()
    opened.wait(lambda: not page.presenter.is_draft)
    opened.close()
    with unlocked(path) as session:
        events = [line.event for line in records.history(session, incident)]
        assert "record.sealed" in events


def test_from_the_question_to_every_place_and_back(window):
    opened, (incident, _), path = window
    page = opened.open(incident)
    page.seal()
    opened.wait(lambda: page._panel is not None)
    look = next(b for b in page._panel.findChildren(type(page._panel.seal)) if b.text() == "Вирішити щодо кожного")
    look.click()
    opened.wait(lambda: opened.shell.section.key == "names" and len(opened.shell.section.page.cards) == 1)
    card = opened.shell.section.page.cards[0]
    assert card.said.where.endswith("Стислий опис")
    card.first.click()
    opened.wait(lambda: opened.shell.section.page.presenter.open_count == 0)
    opened.shell.section.back()
    assert opened.shell.section.key == "incidents"
    opened.close()
    with unlocked(path) as session:
        assert names.open_hits(session, [incident]) == ()


def test_sealing_an_identity_shows_where_else_the_person_is_named(window):
    opened, (_, identity), _path = window
    from field_doc.ui.acts.records import IdentityRecords

    acts = IdentityRecords(opened.program.need_session(), "перевірка")
    assert [h.found for h in acts.names(identity)] == ["Ґудзоньківську"]


def test_by_itself_it_looks_through_the_whole_vault(window):
    opened, (incident, _), _path = window
    opened.program.go("names")
    opened.wait(lambda: len(opened.shell.section.page.cards) == 1)
    assert opened.shell.section.page.cards[0].said.hit.record == incident


# -- outbox and bundle ---------------------------------------------------------------------------


def test_the_outbox_says_that_somebody_is_named_in_what_waits(shown, uk):
    screen = OutboxScreen(SampleProgram(uk), SampleOutbox("confirmed"))
    shown(screen.page)
    screen.entered()
    assert "3" in screen.page.names.text()
    assert screen.page.names.isVisible()
    assert screen.page.send.isEnabled(), "listed, not refused"


def looked(shown, uk, acts):
    screen = BundleScreen(SampleProgram(uk), acts)
    shown(screen.page)
    screen.entered()
    presenter = screen.page.presenter
    presenter.tick_all(on=True)
    presenter.set_field("purpose", "cp_ua_authorities")
    presenter.set_field("recipient", "Прокуратура")
    presenter.leave_out()
    presenter.go_on()
    return screen


def test_a_bundle_has_one_list_and_waits_for_every_decision(shown, uk):
    acts = SampleBundles(preview=replace(sample_preview(), names=sample_hits(), compared=12))
    screen = looked(shown, uk, acts)
    presenter, look = screen.page.presenter, screen.page.look
    # The sample's hidden name stands in a text that the names check lists too: once.
    assert presenter.state.hits == ()
    assert (len(look.names), presenter.state.open_hits) == (7, 6)
    presenter.go_on()
    assert presenter.state.step == "look"
    assert presenter.state.problems["hits"]
    for card in [c for c in look.names if c.said.hit.open]:
        presenter.decide_name(card.said.hit.key, "not_a_name")
    assert len(acts.named) == 6
    presenter.go_on()
    assert presenter.state.step == "sign"


def test_a_place_to_be_changed_still_keeps_the_bundle_back(shown, uk):
    acts = SampleBundles(preview=replace(sample_preview(), names=sample_hits()[:1], suspects=()))
    screen = looked(shown, uk, acts)
    presenter = screen.page.presenter
    presenter.decide_name(sample_hits()[0].key, "to_change")
    presenter.go_on()
    assert presenter.state.step == "look"


def test_a_real_bundle_is_refused_until_each_place_is_decided(tmp_path):
    office = make_office(tmp_path / "office")
    signer = report_signer(office, tmp_path / "signer.p12")
    with opened_desk(office.desk) as desk:
        incident, _ = named_incident(desk)
        records.seal(desk, incident)
        order = {"edition": "pseudonymised", "purpose": "cp_ua_authorities", "language": "uk", "records": [incident]}

        def issue():
            return bundles.issue(
                desk, out=tmp_path / "out", recipient="Прокуратура", signer=signer, signer_passphrase="signer phrase",
                **order,
            )  # fmt: skip

        ahead = bundles.look_ahead(desk, **order)
        assert ([h.found for h in ahead.names], ahead.compared) == (["Ґудзоньківську"], 1)
        with pytest.raises(AccessRefused, match=r"names\.undecided") as refused:
            issue()
        assert refused.value.exit_code == 3
        assert not (tmp_path / "out").exists()
        names.decide(desk, ahead.names, "keep")
        assert issue().exhibits
        report = b"".join(p.read_bytes() for p in (tmp_path / "out" / "bag").rglob("*.json") if p.is_file())
        assert b"names_decisions" not in report
