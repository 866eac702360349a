"""The way of a record in real windows: a new vault, a record with a photo, sealed and amended, sent, accepted, a bundle.

Two programs as in life, the documenter's and the desk's; between them only a server and a card.
"""

from __future__ import annotations

import socket

import open_window
import pytest
from office_place import PHRASE, make_office, report_signer, served
from open_window import Window
from PIL import Image

from field_doc.app.session import Session
from field_doc.ui.views.before_asking.presenter import NO, NOT_YET, YES

_LONG = 60_000
SERIAL = b"INVENTED-SERIAL-7781"  # BodySerialNumber, Exif 2.32
_SQUARE = [[[31.0, 51.0], [31.0002, 51.0], [31.0002, 51.0001], [31.0, 51.0001], [31.0, 51.0]]]
GOOD = {"needed": YES, "told": NO, "warned": NO, "safe": YES, "adult": YES, "able": YES, "agrees": NOT_YET}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def windows():
    made: list[Window] = []
    yield made
    for window in made:
        window.close()


def _first_start(window: Window, folder) -> None:
    window.program.start(None)
    page = window.shell.page
    page.presenter.set_folder(folder)
    page.presenter.set_documenter("Документаторка")
    page.suggest.click()
    window.wait(lambda: page.phrase.text() != "")
    page.presenter.set_again(page.phrase.text())
    window.wait(lambda: page.presenter.state.verdict != "")
    page.create_button.click()
    window.wait(lambda: window.program.session is not None and window.shell.page is not page, _LONG)
    window.shell.page.later_button.click()
    window.wait(lambda: window.program.frame.standing is not None)


def _sealed(window: Window, reason: str = "") -> None:
    """Seal what is shown, with the gaps it has."""
    page = window.page
    before = len(page._loaded.view.shown.versions)
    page.act("main_act")
    window.wait(lambda: page._panel is not None or page._loaded.view.shown.read_only)
    if page._panel is not None:
        if reason:
            page._panel.reason.setText(reason)
        page._panel.seal.click()
    window.wait(lambda: page._loaded.view.shown.read_only and len(page._loaded.view.shown.versions) == before + 1)


def _ended(window: Window, presenter) -> None:
    state = lambda: presenter.state  # noqa: E731
    window.wait(lambda: not state().busy and bool(state().said or state().failure), _LONG)
    assert presenter.state.failure == ""


def _photo(folder):
    folder.mkdir()
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA431] = SERIAL.decode()
    Image.new("RGB", (640, 400), (120, 90, 60)).save(folder / "IMG_0001.JPG", exif=exif)
    assert SERIAL in (folder / "IMG_0001.JPG").read_bytes()
    return folder / "IMG_0001.JPG"


def _record(window: Window, tmp_path) -> str:
    """An incident, typed, with a photo, sealed and amended; a burial site, sealed."""
    page = window.new("incident")
    page.form.set_value("title", "Обстріл вулиці (вигадано)")
    incident = page.record_id
    window.saved()
    page.view.show_section("media")
    window.wait(lambda: bool(_media(window)))
    media = _media(window)[0]
    media.presenter.choose([_photo(tmp_path / "card")])
    media.presenter.start("card")
    window.wait(lambda: media.model.total == 1, _LONG)
    window.idle()
    window.open(incident)
    _sealed(window)
    window.page.foot.main.click()
    window.wait(lambda: window.page.presenter.is_draft)
    window.page.form.set_value("title", "Обстріл двох вулиць (вигадано)")
    _sealed(window, "Уточнено місце")
    _first_account(window)
    page = window.new("burial_site", {"boundary": {"type": "Polygon", "coordinates": _SQUARE}})
    assert page.plan.has_shape
    _sealed(window)
    return incident


def _first_account(window: Window) -> None:
    """A statement begun with the check before the talk: a person as a code, a consent; it stays a draft and at home."""
    window.program.new_record("statement")
    screen = window.shell.section
    gate = screen._aside
    for question, choice in GOOD.items():
        gate.groups[question].set_key(choice)
        gate.presenter.answer(question, choice)
    gate.act("main_act")
    window.wait(lambda: screen._aside is None and screen.page.view is not None and bool(screen.page.record_id))
    statement = screen.page.record_id
    window.wait(lambda: window.shown(statement))
    fields = window.page._loaded.view.shown.fields
    assert fields["person"]
    assert fields["consent"]
    window.saved()


def _media(window: Window) -> list:
    from field_doc.ui.views.media.view import MediaView

    return [view for view in window.page.findChildren(MediaView) if view.isVisible()]


def test_from_a_new_vault_to_a_checked_bundle(qtbot, tmp_path, monkeypatch, windows):
    port = _free_port()
    office = make_office(tmp_path / "office", port)
    signer = report_signer(office, tmp_path / "signer.p12")
    field = Window(qtbot)
    windows.append(field)
    _first_start(field, tmp_path / "Сховище")
    incident = _record(field, tmp_path)
    monkeypatch.setattr(open_window, "PASSPHRASE", PHRASE)
    monkeypatch.setattr(open_window, "new_session", Session)
    desk = Window(qtbot)
    windows.append(desk)
    desk.unlock(office.desk)
    with served(office.server, port):
        _delivered(field, desk, office, tmp_path)
    field.program.go("incidents")
    field.open(incident)
    field.wait(lambda: field.shell.section.pane.model._rows[0].state == "accepted")
    _bundle(desk, signer, tmp_path)
    # A stranger's check: in the documenter's window, with the trust the office publishes.
    field.program.go("verify")
    check = field.page
    check.check_bundle(str(tmp_path / "bundle"), str(tmp_path / "trust.txt"))
    field.wait(lambda: check.presenter.state.said is not None, _LONG)
    assert check.presenter.state.said.state == "holds"


def _delivered(field: Window, desk: Window, office, tmp_path) -> None:
    """Card, comparing, confirming, sending, pulling, receipts."""
    desk.wait(lambda: desk.program.frame.standing.role == "desk")
    desk.program.go("desk")
    at_desk = desk.page.presenter
    at_desk.issue_card("D-07", str(tmp_path / "card.fdcard"), PHRASE)
    _ended(desk, at_desk)
    field.program.go("outbox")
    in_field = field.page.presenter
    in_field.look_at_card(str(tmp_path / "card.fdcard"))
    field.wait(lambda: in_field.state.card is not None, _LONG)
    assert in_field.state.card.fingerprint == office.fingerprint
    in_field.join()
    field.wait(lambda: in_field.state.standing.state == "pending", _LONG)
    at_desk.show("devices")
    at_desk.load()
    desk.wait(lambda: at_desk.state.waiting == 1, _LONG)
    at_desk.choose(at_desk.state.devices[0].device)
    assert at_desk.state.device.fingerprint == in_field.state.standing.device
    at_desk.confirm(PHRASE)
    _ended(desk, at_desk)
    in_field.send()
    _ended(field, in_field)
    at_desk.show("received")
    at_desk.pull()
    _ended(desk, at_desk)
    in_field.send()
    _ended(field, in_field)
    field.wait(lambda: set(in_field.state.standing.counts) == {"accepted"}, _LONG)
    field.idle()
    desk.idle()


def _bundle(desk: Window, signer, tmp_path) -> None:
    desk.program.go("bundle")
    presenter = desk.page.presenter
    desk.wait(lambda: presenter.state.loaded)
    presenter.tick_all(on=True)
    presenter.set_field("recipient", "Обласна прокуратура")
    presenter.set_field("purpose", "cp_ua_authorities")
    presenter.go_on()
    desk.wait(lambda: presenter.state.step == "look" or bool(presenter.state.failure), _LONG)
    assert presenter.state.step == "look", presenter.state.failure
    for hit in presenter.state.hits:
        presenter.keep(hit.number)
    presenter.go_on()
    presenter.set_field("signer", str(signer))
    presenter.set_field("passphrase", "signer phrase")
    presenter.look_at_signer()
    desk.wait(lambda: bool(presenter.state.signer_words), _LONG)
    presenter.set_field("out", str(tmp_path / "bundle"))
    presenter.go_on()
    desk.wait(lambda: presenter.state.step == "done" or bool(presenter.state.failure), _LONG)
    assert presenter.state.step == "done", presenter.state.failure
    # Without data of persons: the photo's copy is there, the serial number in the original is nowhere.
    held = [path.read_bytes() for path in (tmp_path / "bundle").rglob("*") if path.is_file()]
    assert any(content.startswith(b"\xff\xd8") for content in held)
    assert not [content for content in held if SERIAL in content]
    presenter.save_trust(str(tmp_path / "trust.txt"))
    desk.wait(lambda: bool(presenter.state.saved))
