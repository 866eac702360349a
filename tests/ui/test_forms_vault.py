"""Forms on a real vault: favourites are kept in it and nowhere else, the layout can be changed, F9 works by key."""

from __future__ import annotations

import json

import pytest
from open_window import Window, begin, make_vault, unlocked
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from field_doc.app.commands import vaults
from field_doc.ui.recordpage import layouts


@pytest.fixture
def path(tmp_path):
    return tmp_path / "A.fdvault"


@pytest.fixture
def window(qtbot, path):
    path_of = make_vault(path, lambda s: begin(s, "incident", title="Обстріл"))
    opened = Window(qtbot).unlock(path)
    opened.record = path_of
    yield opened
    opened.close()


def test_favourites_are_kept_in_the_vault_and_come_back(window, path, tmp_path) -> None:
    page = window.open(window.record)
    picks = page.form.context.picks
    picks.star("weapons", "wpn_mortar")
    picks.use("weapons", "wpn_mlrs")
    window.idle()
    window.program.lists._save_now()
    window.idle()
    window.close()
    with unlocked(path) as session:
        kept = json.loads(session.run(lambda s: vaults.meta(s, "pick_lists")))
    assert kept == {"stars": {"weapons": ["wpn_mortar"]}, "recent": {"weapons": ["wpn_mlrs"]}}
    clear = [f for f in tmp_path.rglob("*") if f.is_file() and b"wpn_m" in f.read_bytes()]
    assert clear == [], "nothing of it stands on the disk in clear"
    again = Window(window.qtbot).unlock(path)
    try:
        again.wait(lambda: bool(again.program.lists.picks.stars("weapons")))
        assert again.program.lists.picks.recent("weapons") == ("wpn_mlrs",)
        again.wait(lambda: again.shown(window.record))  # back where the work was
        again.idle()
    finally:
        again.close()


def test_what_an_identity_says_leaves_no_picks_in_the_records(window) -> None:
    page = window.open(window.record)
    assert page.form.context.picks is window.program.lists.picks
    from field_doc.ui.recordpage.body import context_of

    context = context_of(window.program, page._acts, page, "identity", {}, {})
    assert context.picks is not window.program.lists.picks


def test_the_layout_is_changed_in_the_menu_and_what_is_typed_stays(window) -> None:
    page = window.open(window.record)
    assert "classification" not in {s.key for s in page.form.sections}
    page.form.set_value("title", "Обстріл вулиці")
    menu = QMenu()
    window.qtbot.addWidget(menu)
    layouts.acts(page, window.program, menu)
    assert [(a.text(), a.isChecked()) for a in menu.actions()] == [
        ("Розділи для роботи в полі", True), ("Розділи для юриста", False),
    ]  # fmt: skip
    menu.actions()[1].trigger()
    assert "classification" in {s.key for s in page.form.sections}
    assert page.form.values["title"] == "Обстріл вулиці"


def test_f9_and_a_digit_say_why_a_field_is_empty_and_esc_leaves(window) -> None:
    page = window.open(window.record)
    page.view.show_section("what")
    page.form.go_to("summary")
    window.qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_F9)
    row = page.form.row("summary")
    assert row._asking is not None
    assert page.escape()
    assert row._asking is None
    page.form.go_to("summary")
    window.qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_F9)
    window.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    assert page.form.values["summary"] == {"null_reason": "nv_not_asked"}
