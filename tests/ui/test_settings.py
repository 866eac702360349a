"""Settings: choices are remembered, the passphrase is changed, backup and checks say how they ended."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

from faults import PASSPHRASE, cheap, made

from field_doc.app import self_check
from field_doc.app.commands import records, vaults
from field_doc.app.session import Session
from field_doc.base.errors import AccessRefused, Cancelled, WorldProblem
from field_doc.evidence.check import Finding
from field_doc.ui import appearance, theme
from field_doc.ui.acts.upkeep import VaultSettings
from field_doc.ui.memory import Forgetful
from field_doc.ui.sample_media import HeldRunner, SampleSettings
from field_doc.ui.tasks import Inline
from field_doc.ui.views import settings as settings_screen
from field_doc.ui.views.settings.presenter import backup_name
from field_doc.ui.views.settings.view import SECTIONS, SettingsView
from field_doc.ui.widgets.strips import Strip

NEW = "калина човен лютий дзвін папір озеро"


def _shown(shown, words, acts, runner=None):
    told = []
    view = shown(SettingsView(words, runner or Inline(), acts, announce=told.append, today=lambda: "2026-11-12"))
    view.presenter.refresh()
    return view, told


class Program:
    """The part of the program the section uses."""

    def __init__(self, words, session, page=None):
        self.words, self.session, self.memory = words, session, Forgetful()
        self.runner, self.case, self.host = Inline(), "", None
        self.factories = {"shares": page} if page else {}
        self.told, self.languages = [], []

    def need_session(self):
        return self.session

    def set_language(self, lang):
        self.languages.append(lang)

    def changed(self, changes):
        self.told.append(changes)

    def start_long(self, title, job, done, *, failed, progress, screen):
        self.runner.submit(job, owner=None, done=done, failed=failed, progress=progress)
        return type("Act", (), {"handle": None})()


def test_choices_are_remembered_and_hold_at_once(shown, uk, qapp, vault_path):
    with made(vault_path) as session:
        program = Program(uk, session)
        section = settings_screen.make(program)
        shown(section.record_pane)
        section.entered()
        view = section.view
        assert view.themes.key() == "system"
        assert view.minutes.key() == "5"
        view.theme.emit("dark")
        assert theme.current().name == "dark"
        view.scale.emit("1.5")
        assert theme.current().scale == 1.5
        view.idle.emit(15)
        view.language.emit("en")
        section.entered()
        assert (view.themes.key(), view.scales.key(), view.minutes.key()) == ("dark", "1.5", "15")
        assert program.languages == ["en"]
        assert appearance.put_in_force(qapp, Forgetful()).scale == 1.0


def test_unreadable_memory_is_the_default():
    memory = Forgetful()
    memory.set(appearance.THEME_KEY, "pink")
    memory.set(appearance.SCALE_KEY, "x")
    assert (appearance.chosen_theme(memory), appearance.chosen_scale(memory)) == ("system", 1.0)


def test_all_that_is_missing_for_a_new_passphrase_is_said_at_once(shown, uk):
    view, told = _shown(shown, uk, SampleSettings())
    view.show_section("safety")
    view.new.phrase.setText("два слова")
    view.change.click()
    assert view.old_box.problem_text
    assert view.new.phrase_box.problem_text
    assert view.new.again_box.problem_text
    assert told == []


def test_passphrase_is_changed_on_a_real_vault_and_the_fields_are_emptied(shown, uk, vault_path):
    with made(vault_path) as session:
        view, told = _shown(shown, uk, VaultSettings(session))
        view.show_section("safety")
        view.old.setText("wrong")
        view.new.phrase.setText(NEW)
        view.new.again.setText(NEW)
        view.change.click()
        assert view.presenter.state.phrase.state == "attention"
        view.old.setText(PASSPHRASE)
        view.change.click()
        assert view.presenter.state.phrase.state == "saved"
        assert view.old.text() == view.new.phrase.text() == view.new.again.text() == ""
        assert len(told) == 1
    with Session(derive=cheap) as session:
        with pytest.raises(AccessRefused):
            vaults.unlock(session, vault_path, PASSPHRASE)
        vaults.unlock(session, vault_path, NEW)


def test_backup_and_check_of_a_real_vault(shown, uk, vault_path, tmp_path):
    with made(vault_path) as session:
        records.new_record(session, "incident", {"title": "x"})
        view, told = _shown(shown, uk, VaultSettings(session))
        assert "ще немає" in view.backup_text.text()
        place = tmp_path / "disk"
        place.mkdir()
        view.presenter.backup(place)
        assert [p.name for p in place.iterdir()] == ["Test-2026-11-12"]
        assert view.presenter.state.backup.state == "saved"
        assert "сьогодні" in view.backup_text.text()
        view.presenter.backup(place)
        assert sorted(p.name for p in place.iterdir()) == ["Test-2026-11-12", "Test-2026-11-12-2"]
        view.presenter.check(full=True)
        assert view.presenter.state.check.state == "holds"
        payloads = vault_path / "payloads" / "ab"
        payloads.mkdir(exist_ok=True)
        (payloads / ("ab" + "0" * 30)).write_bytes(b"x")
        view.presenter.check(full=False)
        assert view.presenter.state.check.state == "fails"
        assert view.check_said.findChild(Strip).property("strip") == "danger"
        assert len(told) == 4


def test_a_backup_that_could_not_be_written_is_no_integrity_failure(shown, uk, tmp_path):
    acts = SampleSettings()

    def full(out, reporter):
        raise WorldProblem("disk.full")

    acts.backup = full
    view, told = _shown(shown, uk, acts)
    view.presenter.backup(tmp_path)
    assert view.presenter.state.backup.state == "attention"
    acts.check = lambda *, full, reporter: (_ for _ in ()).throw(Cancelled())
    view.presenter.check(full=True)
    assert view.presenter.state.check.text == "Зупинено. Сховище таке, як було."
    assert told == []


def test_one_long_act_at_a_time_and_its_line_says_what_cancel_means(shown, uk, tmp_path):
    view, _ = _shown(shown, uk, SampleSettings(), HeldRunner())
    view.show_section("backup")
    view.presenter.backup(tmp_path)
    assert view.backup_progress.isVisible()
    assert "Якщо скасувати" in view.backup_progress.kept.text()
    assert not view.quick.isEnabled()
    view.presenter.check(full=True)
    assert view.presenter.state.long.what == "backup"


@pytest.mark.parametrize(
    ("shares", "word"), [("none", "безпечну мить"), ("not-noted", "не звірено"), ("made", "зроблено")]
)
def test_shares_reminder_names_a_safe_moment(shown, uk, shares, word):
    view, _ = _shown(shown, uk, SampleSettings(shares))
    assert word in view.shares_text.text()


def test_findings_stand_in_words_with_what_they_concern(shown, uk, en):
    view, _ = _shown(shown, en, SampleSettings(findings=(Finding("check.payload-missing", "a3f0"),)))
    view.presenter.check(full=True)
    assert view.presenter.state.check.rows == ("A file is not in its place (a3f0).",)


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_line_of_the_self_check_has_words(lang, uk, en):
    words = uk if lang == "uk" else en
    names = ("versions", "sqlcipher", "canonical-json", "age", "merkle-tree", "signatures", "sealed-version",
             "recovery-shares", "argon2id-child", "decoder-child", "schemas", "catalogues", "fonts", "swap",
             "disk-encryption")  # fmt: skip
    assert {c.name for c in (self_check._swap(), self_check._disk_encryption())} <= set(names)
    assert [n for n in names if not words.has_label("self_check", n)] == []
    for check in (self_check._swap(), self_check._disk_encryption()):
        assert words.has_label("self_check", f"{check.name}.{check.detail}")


def test_what_a_person_should_know_stands_first(shown, uk):
    view, _ = _shown(shown, uk, SampleSettings())
    view.show_section("check")
    view.look.click()
    assert [line.state for line in view.presenter.state.looked] == ["attention", "attention", "holds", "holds"]


def test_about_names_the_parts_with_versions(vault_path):
    with made(vault_path) as session:
        parts = VaultSettings(session).about()
    assert parts[0].name == "Field Doc"
    assert {p.name: bool(p.version) for p in parts}["PySide6_Essentials"]


@pytest.mark.parametrize(
    ("vault", "name"), [("Сховище-3", "Сховище-3-2026"), ("a/b ..", "a-b-2026"), ("", "vault-2026")]
)
def test_a_backup_is_named_after_vault_and_day(vault, name):
    assert backup_name(vault, "2026", lambda _n: False) == name


def test_tabs_by_key_and_shares_in_place_of_the_settings(shown, uk, vault_path):
    from field_doc.ui.views.recovery import shares_page

    with made(vault_path) as session:
        program = Program(uk, session, shares_page)
        section = settings_screen.make(program)
        shown(section.record_pane)
        section.entered()
        assert section.act("next_tab")
        assert section.view.tabs.key() == SECTIONS[1]
        section.make_shares()
        page = section._shares
        assert section.act("main_act")
        words = " ".join(page.presenter.state.words)
        assert len(words.split()) == 33
        page.done.emit()
        QApplication.processEvents()
        assert section._shares is None
        assert VaultSettings(session).safety().shares == "not-noted"
