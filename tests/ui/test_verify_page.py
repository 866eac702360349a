"""The check of a bundle: decisions without widgets, then the page, then a real bundle with one byte changed."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from field_doc.base.errors import InputProblem, WorldProblem
from field_doc.ui.acts.bundles import Verifying
from field_doc.ui.sample_office import AT, ROOT, SampleProgram, SampleVerifying, sample_verdict
from field_doc.ui.tasks import Inline, TaskRunner
from field_doc.ui.views.verify import VerifyAlone, make, saying
from field_doc.ui.views.verify.presenter import VerifyPresenter
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.verifier.claims import ALONE, CLAIMS, KINDS, Claim, Holding, Trusted, Verdict

_EXPORT = Path(__file__).resolve().parents[1] / "unit" / "export"
if str(_EXPORT) not in sys.path:
    sys.path.insert(0, str(_EXPORT))


class View:
    def show_state(self, state):
        self.state = state


def _presenter(words, acts):
    view, inline = View(), Inline()

    def start(title, job, done, failed, progress):
        return inline.submit(job, owner=None, done=done, failed=failed, progress=progress)

    return view, VerifyPresenter(view, start, acts, words)


def test_headline_counts_claims_and_what_fails_comes_first(en):
    said = saying.say(sample_verdict(), AT, en)
    assert said.headline == f"1 of {len(CLAIMS)} claims does not hold"
    assert [c.state for c in said.claims][:4] == ["fails", "not_checked", "not_checked", "holds"]
    assert "valid" not in saying.as_text(sample_verdict(), AT, en).lower()


def test_without_trust_the_best_is_consistent_and_the_fingerprint_is_given(en, uk):
    verdict = sample_verdict(fails=False, trust=Trusted.NONE)
    said = saying.say(verdict, AT, en)
    assert said.state == "not_checked"
    assert said.headline.startswith("Consistent")
    assert said.root == ROOT
    assert said.compare
    assert saying.say(verdict, AT, uk).headline == "Узгоджено між собою; чий підпис, не перевірено"
    assert not saying.say(sample_verdict(fails=False), AT, en).compare


@pytest.mark.parametrize("kind", ["encrypted", "stick"])
def test_what_cannot_be_looked_into_is_not_called_consistent(en, uk, kind):
    claim = Claim("closed.opened", Holding.NOT_CHECKED, kind, {}, ("age -d",))
    said = saying.say(Verdict(Holding.NOT_CHECKED, Trusted.NONE, (claim,), kind=kind), AT, en)
    assert (said.state, said.headline) == ("not_checked", "Not checked here")
    assert said.claims[0].commands == ("age -d",)
    for words in (en, uk):
        assert words.has_label("checked", kind)
        assert words.has_label("claim-reason", kind)
        assert words.has_label("claim-means", kind)


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_claim_and_reason_has_its_words(lang, request):
    """Reasons are those the specification names."""
    words = request.getfixturevalue(lang)
    page = (Path(__file__).resolve().parents[2] / "docs" / "spec" / "verify.md").read_text("utf-8")
    assert all(words.has_label("claim-shows", claim) for claim in CLAIMS)
    reasons = {
        "ok", "unreadable", "file-differs", "file-missing", "file-added", "no-signature", "signature", "no-trust",
        "foreign-root", "certificate", "report-differs", "report-changed", "no-pdf-reader", "record",
        "device-unknown", "statement", "no-ledger", "checkpoint", "inclusion", "not-entered", "case-gap",
        "case-end-unknown", "no-case", "revoked", "no-office-log", "no-time-stamp", "earlier-failure",
    }  # fmt: skip
    assert [r for r in reasons if not words.has_label("claim-means", r)] == []
    assert [r for r in reasons - {"ok", "earlier-failure"} if f"`{r}`" not in page] == []


def test_nothing_is_checked_without_a_folder(en):
    acts = SampleVerifying(sample_verdict())
    view, presenter = _presenter(en, acts)
    presenter.check()
    assert view.state.path_problem
    assert acts.asked is None


def test_what_was_given_is_what_is_checked(en):
    acts = SampleVerifying(sample_verdict())
    view, presenter = _presenter(en, acts)
    presenter.set_path(" /x/bundle ")
    presenter.check()
    assert acts.asked == (Path("/x/bundle"), None)
    presenter.another()
    presenter.set_path("/x/other")
    presenter.set_trust(ROOT)
    presenter.check()
    assert acts.asked == (Path("/x/other"), ROOT)
    assert view.state.chosen == "files.listed"


@pytest.mark.parametrize(("error", "field"), [
    (InputProblem("verify.nothing"), "path_problem"),
    (InputProblem("trust.fingerprint"), "trust_problem"),
    (WorldProblem("verify.unreadable", errno=5), "failure"),
])  # fmt: skip
def test_what_is_no_bundle_is_said_and_gives_no_claims(en, uk, error, field):
    view, presenter = _presenter(en, SampleVerifying(sample_verdict(), error))
    presenter.set_path("/x")
    presenter.check()
    assert getattr(view.state, field)
    assert view.state.said is None
    assert not view.state.running
    english = getattr(view.state, field)
    presenter.retranslate(uk)
    assert getattr(view.state, field) != english


def test_cancelling_is_no_error(en):
    view, presenter = _presenter(en, SampleVerifying(sample_verdict(), cancelled=True))
    presenter.set_path("/x")
    presenter.check()
    assert (view.state.running, view.state.failure, view.state.said) == (False, "", None)


def test_result_is_saved_as_text_or_as_json(en):
    acts = SampleVerifying(sample_verdict())
    view, presenter = _presenter(en, acts)
    presenter.set_path("/x")
    presenter.check()
    presenter.save("/x/result.txt")
    assert "DOES NOT HOLD: Every file is as listed" in acts.saved[1]
    assert "sha512sum --quiet -c manifest-sha512.txt" in acts.saved[1]
    presenter.save("/x/result.json")
    assert json.loads(acts.saved[1])["claims"][0]["reason"] == "file-differs"
    assert view.state.saved


def test_page_walks_claims_by_keys_and_copies_the_command(qtbot, shown, en):
    page = VerifyAlone(en, Inline(), SampleVerifying(sample_verdict()))
    shown(page)
    page.check_bundle("/x", "")
    assert page.claims.hasFocus()
    assert page.detail.accessibleName().startswith("Every file is as listed")
    qtbot.keyClick(page.claims, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "sha512sum --quiet -c manifest-sha512.txt"
    qtbot.keyClick(page.claims, Qt.Key.Key_Down)
    assert page.presenter.state.chosen == "keys.not-revoked"
    assert "No key used here" in page.detail.accessibleName()


def test_one_column_shows_claims_then_one_claim(qtbot, shown, en):
    page = VerifyAlone(en, Inline(), SampleVerifying(sample_verdict()))
    shown(page, 683, 384)
    page.check_bundle("/x", "")
    assert page.claims.isVisible()
    assert not page.detail.isVisible()
    qtbot.keyClick(page.claims, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    left = []
    page.back.connect(lambda: left.append(1))
    page.act("app.back")
    assert page.claims.isVisible()
    assert not left
    page.act("app.back")
    assert left


def test_section_goes_back_where_it_was_opened_from(shown, en):
    program = SampleProgram(en)
    screen = make(program)
    shown(screen.page)
    screen.page.presenter._acts = SampleVerifying(sample_verdict())
    screen.check_bundle("/x", "", "bundle")
    assert screen.page.presenter.state.said is not None
    screen.back()
    assert program.went == ["bundle"]


@pytest.fixture(scope="module")
def real_bundle(tmp_path_factory):
    spec = importlib.util.spec_from_file_location("export_fixtures_ui", _EXPORT / "conftest.py")
    fixtures = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fixtures)
    import bundle_material as material

    from field_doc.base.i18n import Words
    from field_doc.export import bundle, signing
    from field_doc.export.model import Signer

    case = material.make_case()
    p12 = signing.make_signer(
        case.office.root, case.office.root_pem, "Офіс (зразок)", fixtures.PASSPHRASE, material.SetClock()
    )
    out = tmp_path_factory.mktemp("bundle") / "out"
    bundle.write(case.source, out, signer=Signer(p12, fixtures.PASSPHRASE), key=case.office.bundle, words=Words("uk"))
    trust = out.parent / "trust.txt"
    trust.write_text(case.office.trust_text())
    return out, trust


def test_a_real_bundle_off_the_gui_thread(qtbot, shown, uk, real_bundle, tmp_path):
    out, trust = real_bundle
    spoilt = Path(shutil.copytree(out, tmp_path / "bundle"))
    victim = next((spoilt / "bag" / "data" / "exhibits").iterdir())
    data = bytearray(victim.read_bytes())
    data[-1] ^= 1
    victim.write_bytes(data)
    runner = TaskRunner()
    page = VerifyAlone(uk, runner, Verifying())
    shown(page)
    try:
        page.check_bundle(str(out), str(trust))
        qtbot.waitUntil(lambda: page.presenter.state.said is not None, timeout=30_000)
        assert page.presenter.state.said.state == "holds"
        page.check_bundle(str(spoilt), str(trust))
        qtbot.waitUntil(lambda: page.presenter.state.said is not None, timeout=30_000)
        said = page.presenter.state.said
        assert said.state == "fails"
        assert said.claims[0].claim == "files.listed"
        assert [f.name.rpartition("/")[2] for f in said.claims[0].files] == [victim.name]
        target = tmp_path / "result.txt"
        page.presenter.save(str(target))
        qtbot.waitUntil(target.exists, timeout=10_000)
        assert "НЕ ПІДТВЕРДЖУЄТЬСЯ" in target.read_text("utf-8")
    finally:
        runner.close()


def test_every_differing_file_is_named_with_both_digests_and_the_rest_is_counted(uk, en):
    said = saying.say(sample_verdict(), AT, en).claims[0]
    assert said.line == "2 files of 214 differ from the list"
    assert [(f.name, len(f.listed), len(f.found)) for f in said.files] == [
        ("data/exhibits/031.jpg", 64, 64), ("data/exhibits/044.1.jpg", 64, 64),
    ]  # fmt: skip
    assert not said.more
    saved = saying.as_text(sample_verdict(), AT, uk)
    assert "data/exhibits/044.1.jpg" in saved
    many = Claim("files.complete", Holding.FAILS, "file-added", {"count": 140, "named": ("data/a", "data/b")})
    rest = saying.say(Verdict(Holding.FAILS, Trusted.NONE, (many,)), AT, uk).claims[0]
    assert rest.line == "140 файлів немає в переліку"
    assert rest.more == "і ще 138 файлів"


def test_differing_files_stand_on_the_page(shown, uk):
    page = VerifyAlone(uk, Inline(), SampleVerifying(sample_verdict()))
    shown(page)
    page.check_bundle("bundle", "")
    names = {label.text() for label in page.detail.findChildren(QLabel)}
    assert {"data/exhibits/031.jpg", "data/exhibits/044.1.jpg"} <= names


def test_a_command_over_several_lines_is_one_command(en):
    claim = Claim("files.listed", Holding.HOLDS, "ok", {}, ("cd bag && a \\", "  && b; cd ..", "c"))
    said = saying.say(Verdict(Holding.HOLDS, Trusted.ANCHORED, (claim,)), AT, en).claims[0]
    assert said.commands == ("cd bag && a && b; cd ..", "c")


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_claims_of_one_file_have_their_words(lang, request):
    words = request.getfixturevalue(lang)
    for claim in ALONE:
        assert words.has_label("claim", claim)
        assert words.has_label("claim-shows", claim)
    for reason in ("alone", "other-signer", "no-certificate"):
        assert words.has_label("claim-reason", reason)
        assert words.has_label("claim-means", reason)
    assert all(words.has_label("checked", kind) for kind in KINDS if kind != "bundle")


def test_a_real_report_by_itself_and_a_file_that_is_nothing(shown, uk, real_bundle, tmp_path):
    out, trust = real_bundle
    page = VerifyAlone(uk, Inline(), Verifying())
    shown(page)
    page.check_bundle(str(out / "report.pdf"), str(trust))
    said = page.presenter.state.said
    assert said.summary.startswith("Звіт без пакета.")
    assert {c.claim: c.state for c in said.claims}["report.signed"] == "holds"
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    page.check_bundle(str(tmp_path / "photo.jpg"), "")
    assert "не файл, який програма вміє перевірити" in page.presenter.state.path_problem


def test_a_narrow_column_breaks_digests_sooner(shown, en):
    page = VerifyAlone(en, Inline(), SampleVerifying(sample_verdict()))
    shown(page, 1366, 768)
    page.check_bundle("bundle", "")

    def lines():
        QApplication.processEvents()
        labels = page.detail.findChildren(DigestLabel)
        return max(label.text.text().count("\n") for label in labels if label.isVisible())

    assert lines() == 1
    page.resize(960, 700)
    assert lines() == 3
