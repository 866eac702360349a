"""The road from a real field vault to a real desk through both pages: card, comparing, sending, accepting, receipts."""

from __future__ import annotations

import pytest
from office_place import PHRASE, field_vault, make_office, opened, sealed_incident, served

from field_doc.ui.acts.desk import VaultDesk
from field_doc.ui.acts.office import VaultOffice
from field_doc.ui.sample_office import SampleProgram
from field_doc.ui.tasks import TaskRunner
from field_doc.ui.views.desk import DeskScreen
from field_doc.ui.views.outbox import OutboxScreen

_LONG = 60_000


@pytest.fixture
def runner():
    made = TaskRunner()
    yield made
    made.close()


@pytest.fixture
def vaults(tmp_path):
    with field_vault(tmp_path / "field.fdvault") as session:
        yield session


def _screen(kind, uk, runner, *args):
    program = SampleProgram(uk)
    program.runner = runner
    screen = kind(program, *args)
    return program, screen, screen.page.presenter


def _ended(qtbot, presenter):
    state = lambda: presenter.state  # noqa: E731
    qtbot.waitUntil(lambda: not state().busy and bool(state().said or state().failure), timeout=_LONG)
    assert presenter.state.failure == ""


def test_before_any_office_everything_waits(qtbot, shown, uk, runner, vaults):
    sealed_incident(vaults)
    _, screen, presenter = _screen(OutboxScreen, uk, runner, VaultOffice(vaults))
    shown(screen.page)
    screen.entered()
    qtbot.waitUntil(lambda: presenter.state.standing is not None and screen.page.model.total == 1, timeout=10_000)
    assert presenter.state.standing.state == "none"
    assert not screen.page.send.isEnabled()


def test_the_whole_road(qtbot, shown, uk, runner, vaults, tmp_path):
    folder = tmp_path / "office"
    free = _free_port()
    office = make_office(folder, free)
    record = sealed_incident(vaults)
    assert record
    with served(office.server, free), opened(office.desk) as desk:
        _, desk_screen, at_desk = _screen(DeskScreen, uk, runner, VaultDesk(desk), str(folder))
        _, field_screen, in_field = _screen(OutboxScreen, uk, runner, VaultOffice(vaults))
        shown(desk_screen.page)
        shown(field_screen.page)
        field_screen.entered()
        at_desk.issue_card("D-07", str(tmp_path / "card"), PHRASE)
        _ended(qtbot, at_desk)
        in_field.look_at_card(str(tmp_path / "card"))
        qtbot.waitUntil(lambda: in_field.state.card is not None, timeout=_LONG)
        assert in_field.state.card.fingerprint == office.fingerprint
        assert len(in_field.state.card.words) == 12
        in_field.join()
        qtbot.waitUntil(lambda: in_field.state.standing.state == "pending", timeout=_LONG)
        desk_screen.entered()
        at_desk.show("devices")
        qtbot.waitUntil(lambda: at_desk.state.waiting == 1, timeout=_LONG)
        at_desk.choose(at_desk.state.devices[0].device)
        assert at_desk.state.device.fingerprint == in_field.state.standing.device
        at_desk.confirm("another passphrase than that")
        qtbot.waitUntil(lambda: bool(at_desk.state.problems or at_desk.state.failure), timeout=_LONG)
        at_desk.confirm(PHRASE)
        _ended(qtbot, at_desk)
        in_field.send()
        _ended(qtbot, in_field)
        qtbot.waitUntil(lambda: in_field.state.standing.counts == {"stored": 1}, timeout=_LONG)
        at_desk.show("received")
        at_desk.pull()
        _ended(qtbot, at_desk)
        qtbot.waitUntil(lambda: desk_screen.page.model.total == 1, timeout=_LONG)
        in_field.send()
        _ended(qtbot, in_field)
        qtbot.waitUntil(lambda: in_field.state.standing.counts == {"accepted": 1}, timeout=_LONG)
        assert {r.kind for r in in_field.state.standing.receipts} == {"stored", "accepted"}
    in_field.send()
    qtbot.waitUntil(lambda: bool(in_field.state.failure), timeout=_LONG)
    assert "не відповідає" in in_field.state.failure


def test_an_unwanted_device_is_refused_and_told(qtbot, shown, uk, runner, vaults, tmp_path):
    free = _free_port()
    office = make_office(tmp_path / "office", free)
    with served(office.server, free), opened(office.desk) as desk:
        _, desk_screen, at_desk = _screen(DeskScreen, uk, runner, VaultDesk(desk), str(office.folder))
        _, field_screen, in_field = _screen(OutboxScreen, uk, runner, VaultOffice(vaults))
        shown(desk_screen.page)
        shown(field_screen.page)
        field_screen.entered()
        at_desk.issue_card("D-07", str(tmp_path / "card"), PHRASE)
        _ended(qtbot, at_desk)
        in_field.look_at_card(str(tmp_path / "card"))
        qtbot.waitUntil(lambda: in_field.state.card is not None, timeout=_LONG)
        in_field.join()
        qtbot.waitUntil(lambda: in_field.state.standing.state == "pending", timeout=_LONG)
        at_desk.show("devices")
        desk_screen.entered()
        qtbot.waitUntil(lambda: at_desk.state.waiting == 1, timeout=_LONG)
        at_desk.choose(at_desk.state.devices[0].device)
        at_desk.refuse()
        _ended(qtbot, at_desk)
        qtbot.waitUntil(lambda: at_desk.state.waiting == 0, timeout=_LONG)
        in_field.send()
        state = lambda: in_field.state  # noqa: E731
        qtbot.waitUntil(lambda: state().standing.state == "refused" or bool(state().failure), timeout=_LONG)
        assert in_field.state.standing.state == "refused", in_field.state.failure


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
