"""A stick from a real field vault to a real desk and back, through both pages: octets told, Cancel, what is where."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

import road

from field_doc.app.commands import courier, intake, records, sync
from field_doc.ui.acts.desk import VaultDesk
from field_doc.ui.acts.office import VaultOffice
from field_doc.ui.sample_office import SampleProgram
from field_doc.ui.tasks import TaskRunner
from field_doc.ui.views.desk import DeskScreen
from field_doc.ui.views.outbox import OutboxScreen

_LONG = 60_000


@pytest.fixture
def vaults(tmp_path):
    with road.site(tmp_path / "office") as site, road.made(tmp_path / "field.fdvault") as field:
        site.enrol(field)
        sync.sync_now(field)
        site.stop()
        (tmp_path / "video.bin").write_bytes(os.urandom(60_000_000))
        record = records.new_record(field, "incident", {"title": "Stick"}).id
        intake.take_in(field, [tmp_path / "video.bin"], record, decode=False)
        records.seal(field, record)
        yield field, site.desk


@pytest.fixture
def runner():
    made = TaskRunner()
    yield made
    made.close()


def _ended(qtbot, presenter) -> str:
    qtbot.waitUntil(lambda: not presenter.state.busy and bool(presenter.state.said), timeout=_LONG)
    assert presenter.state.failure == ""
    return presenter.state.said


def test_there_and_back(qtbot, shown, en, runner, vaults, tmp_path, monkeypatch) -> None:
    field, desk = vaults
    program = SampleProgram(en)
    program.runner = runner
    out, at = OutboxScreen(program, VaultOffice(field)), DeskScreen(program, VaultDesk(desk), str(tmp_path / "office"))
    in_field, at_desk = out.page.presenter, at.page.presenter
    for page in (out.page, at.page):
        shown(page)
    out.entered()
    qtbot.waitUntil(lambda: in_field.state.standing is not None, timeout=_LONG)

    gate, threads, write = threading.Event(), [], courier.courier_pack.write_envelope

    def waiting(folder, head, items, read, recipient, reporter, enter):
        """Stands in the middle of the writing until the test has pressed Cancel."""

        def slow(item):
            for number, block in enumerate(read(item)):
                threads.append(threading.current_thread())
                assert number != 20 or gate.wait(30)
                yield block

        return write(folder, head, items, slow, recipient, reporter, enter)

    monkeypatch.setattr(courier.courier_pack, "write_envelope", waiting)
    in_field.pack(str(tmp_path / "stick"))
    qtbot.waitUntil(
        lambda: in_field.state.progress is not None and in_field.state.progress.bytes_done > 1, timeout=_LONG
    )
    assert in_field.state.progress.bytes_total > 60_000_000
    assert out.page._panel.button.isVisible()
    out.page._panel.button.click()
    gate.set()
    assert _ended(qtbot, in_field).startswith("Stopped. Nothing is left on the stick")
    assert not (tmp_path / "stick").exists()
    assert threading.main_thread() not in threads
    monkeypatch.undo()

    in_field.pack(str(tmp_path / "stick"))
    assert str(tmp_path / "stick") in _ended(qtbot, in_field)
    assert "67.1\xa0MB" in in_field.state.said
    at_desk.receive(str(tmp_path / "stick"), str(tmp_path / "answer"))
    said = _ended(qtbot, at_desk)
    assert said == f"1 submission accepted. The answer lies in {tmp_path / 'answer'}: hand it back to the field."
    in_field.receive(str(tmp_path / "answer"))
    assert _ended(qtbot, in_field).startswith("1 receipt was taken over.")
    qtbot.waitUntil(lambda: set(in_field.state.standing.counts) == {"accepted"}, timeout=_LONG)

    (tmp_path / "answer" / "index").unlink()
    in_field.receive(str(tmp_path / "answer"))
    qtbot.waitUntil(lambda: bool(in_field.state.failure), timeout=_LONG)
    assert not in_field.state.integrity
