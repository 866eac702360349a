"""The check is reached with and without a vault; desk and outbox stand where the vault's role has them."""

from __future__ import annotations

from office_place import PHRASE, make_office
from open_window import Window, make_vault

from field_doc.app.session import Session
from field_doc.ui.views.desk import DeskScreen
from field_doc.ui.views.outbox import OutboxScreen
from field_doc.ui.views.verify import VerifyAlone, VerifyScreen


def test_from_the_unlock_page_and_back(qtbot, tmp_path):
    make_vault(tmp_path / "v.fdvault")
    window = Window(qtbot)
    try:
        window.program.start(tmp_path / "v.fdvault")
        window.shell.page.check.click()
        page = window.shell.page
        assert isinstance(page, VerifyAlone)
        page.check_bundle(str(tmp_path), "")
        window.wait(lambda: bool(page.presenter.state.path_problem))
        page.leave.click()
        window.wait(lambda: hasattr(window.shell.page, "open_button"))
        assert window.program.session is None
    finally:
        window.runner.close()


def test_from_the_first_page(qtbot):
    window = Window(qtbot)
    try:
        window.program.start(None)
        window.shell.page.checked.click()
        assert isinstance(window.shell.page, VerifyAlone)
    finally:
        window.runner.close()


def test_in_an_open_field_vault(qtbot, tmp_path):
    make_vault(tmp_path / "v.fdvault")
    window = Window(qtbot).unlock(tmp_path / "v.fdvault")
    try:
        window.program.go("verify")
        assert isinstance(window.shell.section, VerifyScreen)
        window.shell.section.back()
        window.program.go("outbox")
        assert isinstance(window.shell.section, OutboxScreen)
        presenter = window.shell.section.page.presenter
        window.wait(lambda: presenter.state.standing is not None)
        assert "desk" not in [item.key for item in window.shell._items]
        window.program.go("bundle")
        presenter = window.shell.section.page.presenter
        window.wait(lambda: presenter.state.loaded)
        window.program.set_language("en")
        assert window.shell.section.page.title.whole == "New bundle"
    finally:
        window.program.session.close()
        window.runner.close()


def test_in_an_open_desk_vault(qtbot, tmp_path, monkeypatch):
    office = make_office(tmp_path / "office")
    monkeypatch.setattr("open_window.PASSPHRASE", PHRASE)
    monkeypatch.setattr("open_window.new_session", Session)
    window = Window(qtbot).unlock(office.desk)
    try:
        window.wait(lambda: window.program.frame.standing.role == "desk")
        keys = [item.key for item in window.shell._items]
        assert "desk" in keys
        assert "outbox" not in keys
        window.program.go("desk")
        assert isinstance(window.shell.section, DeskScreen)
        presenter = window.shell.section.page.presenter
        assert presenter.state.folder == str(tmp_path / "office")
        window.wait(lambda: bool(presenter.state.away), timeout=30_000)
    finally:
        window.program.session.close()
        window.runner.close()
