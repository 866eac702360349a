"""Recovery: shares are made and proved on paper, a vault opens with them, a backup becomes a vault again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

from faults import PASSPHRASE, cheap, made

from field_doc.app import share_words
from field_doc.app.commands import records, upkeep, vaults
from field_doc.app.session import Session
from field_doc.base.errors import InputProblem
from field_doc.ui.acts.upkeep import VaultRecovery, VaultSettings
from field_doc.ui.sample_media import SampleRecovery, SampleSettings
from field_doc.ui.tasks import Inline
from field_doc.ui.views.recovery.pages import RecoverPage, RestorePage
from field_doc.ui.views.recovery.presenter import ShareCollector
from field_doc.ui.views.recovery.shares import SharesPage
from field_doc.ui.views.recovery.sharing import SharingPresenter, two_numbers

NEW = "калина човен лютий дзвін папір озеро"


class Screen:
    """What a presenter said."""

    def __init__(self):
        self.states = []

    def show_state(self, state):
        self.states.append(state)

    def show_shares(self, state):
        self.states.append(state)


def _sharing(words, acts=None):
    screen, acts = Screen(), acts or SampleSettings()
    presenter = SharingPresenter(
        screen, Inline(), acts, words, lambda _c: None, share_words.complete, lambda _n: (7, 19)
    )
    return presenter, screen, acts


# words


def test_first_four_letters_name_every_word_of_the_list():
    words = share_words.word_list()
    assert len(words) == 1024
    assert [w for w in words if share_words.complete(w[:4]) != w] == []
    assert [w for w in words if share_words.complete(f" {w.upper()} ") != w] == []


@pytest.mark.parametrize("typed", ["", "aca", "acaz", "academy", "слово", "zzzz"])
def test_what_is_not_in_the_list_is_no_word(typed):
    assert share_words.complete(typed) is None


def test_one_wrong_word_is_found():
    from field_doc.vault import shares

    share = shares.split(bytes(range(32)), 2, 3)[0].split()
    assert share_words.look_at(" ".join(share)).threshold == 2
    share[5] = "academic" if share[5] != "academic" else "acid"
    with pytest.raises(InputProblem, match=r"shares\.mistyped"):
        share_words.look_at(" ".join(share))


@pytest.mark.parametrize("count", [2, 3, 33])
def test_two_different_words_are_asked(count):
    for _ in range(200):
        first, second = two_numbers(count)
        assert 1 <= first < second <= count


# making


def test_every_share_is_shown_alone_and_two_of_its_words_are_typed_back(uk):
    presenter, _, acts = _sharing(uk)
    presenter.plan(3, 5)
    presenter.make()
    for number in range(1, 6):
        assert (presenter.state.step, presenter.state.number) == ("show", number)
        words = presenter.state.words
        assert len(words) == 33
        presenter.written()
        assert presenter.state.words == (), "the words leave the screen before they are asked"
        presenter.check(words[6], "acid" if words[18] != "acid" else "academic")
        assert presenter.state.problems[0] == ""
        assert "19" in presenter.state.problems[1]
        presenter.look_again()
        assert presenter.state.words == words
        presenter.written()
        presenter.check(words[6].upper(), words[18][:4])
    assert presenter.state.step == "end"
    assert presenter.state.words == ()
    assert acts.noted


def test_shares_left_halfway_are_not_called_made(uk, vault_path):
    with made(vault_path) as session:
        acts = VaultSettings(session)
        assert acts.safety().shares == "none"
        presenter, _, _ = _sharing(uk, acts)
        presenter.make()
        presenter.written()
        assert acts.safety().shares == "not-noted"


def test_the_page_names_no_program_and_no_vault(shown, uk, en):
    page = shown(SharesPage(uk, Inline(), SampleSettings(), lambda _c: None, share_words.complete))
    page.main.click()
    for words in (uk, en):
        page.retranslate(words)
        QApplication.processEvents()
        texts = [w.text() for w in page.findChildren(type(page.title)) if w.isVisible()]
        assert sum(t[:1].isdigit() for t in texts) == 33
        assert not any("Field Doc" in t or "Сховище" in t for t in texts)


# opening with shares


def _mnemonics(session, threshold=2, count=3):
    return vaults.make_shares(session, threshold, count).mnemonics


def test_a_vault_opens_with_shares_typed_by_four_letters(qtbot, shown, uk, vault_path):
    with made(vault_path) as session:
        incident = records.new_record(session, "incident", {"title": "x"})
        mnemonics = _mnemonics(session)
    acts = VaultRecovery(lambda: Session(derive=cheap))
    page = shown(RecoverPage(uk, Inline(), acts, vault_path))
    assert page.shares.field.hasFocus()
    for word in mnemonics[2].split():
        page.shares.field.setText(word[:4])
        page.shares.field.textEdited.emit(word[:4])
        qtbot.keyClick(page.shares.field, Qt.Key.Key_Space)
    assert page.shares.collector.state.taken == 1
    page.go()
    assert not page.way.state.busy
    page.shares.field.setText(mnemonics[2])
    page.shares.field.textEdited.emit(mnemonics[2])
    assert "вже набрано" in page.shares.collector.state.problem
    page.shares.field.setText(mnemonics[0])
    page.shares.field.textEdited.emit(mnemonics[0])
    assert page.shares.collector.state.complete
    assert page.phrase.isVisible()
    page.phrase.phrase.setText(NEW)
    page.phrase.again.setText(NEW)
    with qtbot.waitSignal(page.opened) as opened:
        page.main.click()
    session = opened.args[0]
    try:
        assert records.show(session, incident.id).shown.row.id == incident.id
        assert VaultSettings(session).safety().shares in {"made", "not-noted"}
    finally:
        session.close()
    assert page.phrase.phrase.text() == ""
    assert page.shares.collector.mnemonics == ()
    with Session(derive=cheap) as again:
        vaults.unlock(again, vault_path, NEW)


def test_shares_of_another_set_are_told_at_once(uk, vault_path):
    with made(vault_path) as session:
        old, new = _mnemonics(session), _mnemonics(session)
    screen = Screen()
    collector = ShareCollector(screen, SampleRecovery(), uk)
    assert collector.take(old[0]) == ""
    collector.take(new[1])
    assert "з іншого набору" in collector.state.problem
    assert (collector.state.taken, collector.state.needed) == (1, 2)


def test_a_wrong_word_stays_in_the_field_and_a_wrong_share_can_be_mended(uk, vault_path):
    with made(vault_path) as session:
        words = _mnemonics(session)[0].split()
    collector = ShareCollector(Screen(), SampleRecovery(), uk)
    assert collector.take(" ".join([*words[:3], "zzzz", words[4]])) == f"zzzz {words[4]}"
    assert "№ 4" in collector.state.problem
    wrong = "academic" if words[3] != "academic" else "acid"
    collector.take(" ".join([wrong, *words[4:]]))
    assert collector.state.problem
    assert len(collector.state.words) == 33
    for _ in range(30):
        collector.drop_last()
    collector.take(" ".join(words[3:]))
    assert collector.state.taken == 1


def test_too_few_or_old_shares_open_nothing(shown, uk, vault_path):
    with made(vault_path) as session:
        old = _mnemonics(session)
        _mnemonics(session)
    acts = VaultRecovery(lambda: Session(derive=cheap))
    page = shown(RecoverPage(uk, Inline(), acts, vault_path))
    for mnemonic in old[:2]:
        page.shares.collector.take(mnemonic)
    page.phrase.phrase.setText(NEW)
    page.phrase.again.setText(NEW)
    opened = []
    page.opened.connect(opened.append)
    page.main.click()
    assert opened == []
    assert page.way.state.failure
    with Session(derive=cheap) as again:
        vaults.unlock(again, vault_path, PASSPHRASE)


# a backup


def test_a_backup_becomes_a_vault_that_must_be_enrolled_again(qtbot, shown, uk, vault_path, tmp_path):
    with made(vault_path) as session:
        incident = records.new_record(session, "incident", {"title": "x"})
        upkeep.backup(session, tmp_path / "copy")
        session.run(lambda s: s.custody.epoch().number)
    acts = VaultRecovery(lambda: Session(derive=cheap))
    page = shown(RestorePage(uk, Inline(), acts))
    page.main.click()
    assert page.source_box.problem_text
    assert page.place_box.problem_text
    assert page.old_box.problem_text
    page.set_source(tmp_path / "copy")
    page.set_place(tmp_path)
    page.name.setText("again")
    page.old.setText("wrong")
    page.main.click()
    assert page.way.state.failure
    assert not (tmp_path / "again.fdvault").exists()
    page.old.setText(PASSPHRASE)
    with qtbot.waitSignal(page.opened) as opened:
        page.main.click()
    session = opened.args[0]
    try:
        assert vaults.info(session).epoch == 2
        assert records.show(session, incident.id).shown.row.id == incident.id
    finally:
        session.close()
    assert [p.name for p in tmp_path.glob("*.restoring-*")] == []


def test_leaving_a_page_forgets_what_was_typed(shown, uk, en):
    page = shown(RestorePage(uk, Inline(), SampleRecovery()))
    page.key.set_key("shares")
    page._show_key()
    page.shares.collector.take("academic acid")
    page.phrase.phrase.setText(NEW)
    page.retranslate(en)
    assert page.title.text() == "Restore from a backup"
    assert page.shares.collector.state.words == ("academic", "acid")
    left = []
    page.back.connect(lambda: left.append(True))
    assert page.act("app.back")
    assert left == [True]
    assert page.phrase.phrase.text() == ""
    assert page.shares.collector.state.words == ()
