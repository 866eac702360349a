"""A bundle from a real desk vault through the pages, then checked on its page."""

from __future__ import annotations

import pytest
from office_place import make_office, opened, report_signer, sealed_incident

from field_doc.ui.acts.bundles import VaultBundles, Verifying
from field_doc.ui.sample_office import SampleProgram
from field_doc.ui.tasks import TaskRunner
from field_doc.ui.views.bundle import BundleScreen
from field_doc.ui.views.verify import VerifyAlone


@pytest.fixture
def runner():
    made = TaskRunner()
    yield made
    made.close()


def test_from_sealed_record_to_checked_bundle(qtbot, shown, uk, runner, tmp_path):
    office = make_office(tmp_path / "office")
    signer = report_signer(office, tmp_path / "signer.p12")
    with opened(office.desk) as session:
        sealed_incident(session)
        program = SampleProgram(uk)
        program.runner = runner
        screen = BundleScreen(program, VaultBundles(session))
        shown(screen.page)
        screen.entered()
        presenter = screen.page.presenter
        qtbot.waitUntil(lambda: presenter.state.loaded, timeout=10_000)
        presenter.tick_all(on=True)
        presenter.set_field("recipient", "Обласна прокуратура")
        presenter.set_field("purpose", "cp_ua_authorities")
        presenter.go_on()
        qtbot.waitUntil(lambda: presenter.state.step == "look" or bool(presenter.state.failure), timeout=30_000)
        assert presenter.state.step == "look", presenter.state.failure
        assert len(presenter.state.looked.rows) == 1
        for hit in presenter.state.hits:
            presenter.keep(hit.number)
        presenter.go_on()
        presenter.set_field("signer", str(signer))
        presenter.set_field("passphrase", "signer phrase")
        presenter.look_at_signer()
        qtbot.waitUntil(lambda: bool(presenter.state.signer_words), timeout=10_000)
        presenter.set_field("out", str(tmp_path / "bundle"))
        presenter.go_on()
        qtbot.waitUntil(lambda: presenter.state.step == "done" or bool(presenter.state.failure), timeout=60_000)
        assert presenter.state.step == "done", presenter.state.failure
        assert presenter.state.root == office.fingerprint
        assert (tmp_path / "bundle" / "bag").is_dir()
        assert program.changes
        presenter.save_trust(str(tmp_path / "trust.txt"))
        qtbot.waitUntil(lambda: bool(presenter.state.saved), timeout=10_000)
    page = VerifyAlone(uk, runner, Verifying())
    shown(page)
    page.check_bundle(str(tmp_path / "bundle"), str(tmp_path / "trust.txt"))
    qtbot.waitUntil(lambda: page.presenter.state.said is not None, timeout=30_000)
    assert page.presenter.state.said.state == "holds"
