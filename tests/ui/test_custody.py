"""The ledger's screen: every entry in words, by pages; recomputing; confirmations."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

from faults import behind, made, unlocked

from field_doc.app import ledger_pages
from field_doc.app.commands import records
from field_doc.base.i18n import Words
from field_doc.evidence.check import Finding
from field_doc.formats.events import EVENTS
from field_doc.formats.proof import parse
from field_doc.ui.acts.custody import VaultCustody
from field_doc.ui.sample_media import SampleCustody
from field_doc.ui.tasks import Inline
from field_doc.ui.views.custody.presenter import act_words
from field_doc.ui.views.custody.view import LedgerView
from field_doc.ui.widgets.strips import Strip
from field_doc.ui.widgets.windowed import PAGE, ROW_ROLE


def _shown(shown, words, acts):
    view = shown(LedgerView(words, Inline(), acts))
    view.entered()
    return view


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_event_has_words(lang):
    words = Words(lang)
    assert [code for code in EVENTS if act_words(code, words) == code] == []


def test_every_event_is_in_exactly_one_group():
    grouped = [code for codes in ledger_pages._EVENTS.values() for code in codes]
    assert sorted(grouped) == sorted(set(grouped))
    assert set(grouped) <= set(EVENTS)
    assert set(EVENTS) == set(grouped)


def test_ten_thousand_entries_are_held_by_pages(shown, uk):
    view = _shown(shown, uk, SampleCustody(10_000))
    assert (view.model.rowCount(), view.model.total) == (PAGE, 10_000)
    view.model.fetchMore()
    assert view.model.rowCount() == 2 * PAGE
    assert view.model.index(0, 0).data() == "9\u00a0999"


def test_a_gap_stands_above_everything_in_brick_red(shown, uk):
    view = _shown(shown, uk, SampleCustody(findings=(Finding("check.ledger-order", "1/402"),)))
    view.verify_button.click()
    strip = view.findChild(Strip)
    assert strip.property("strip") == "danger"
    assert "1/402" in strip.accessibleName()
    assert view.presenter.state.verdict == "fails"


def test_language_changes_with_the_verdict(shown, uk, en):
    view = _shown(shown, uk, SampleCustody())
    view.verify_button.click()
    assert "1\u00a0204" in view.presenter.state.verdict_text
    view.retranslate(en)
    assert "1,204" in view.presenter.state.verdict_text
    assert view.columns._names[2] == "Act"


def test_real_ledger_filters_recomputes_and_confirms_an_entry(shown, uk, vault_path, tmp_path):
    with made(vault_path) as session:
        incident = records.new_record(session, "incident", {"title": "x"})
        records.seal(session, incident.id)
        view = _shown(shown, uk, VaultCustody(session))
        counts = dict(view.presenter.state.counts)
        assert counts["all"] == sum(v for k, v in counts.items() if k != "all")
        assert view.presenter.state.size == counts["all"] == view.model.total
        view.filters.set_key("changes")
        view.presenter.set_group("changes")
        acts = [view.model.index(n, 0).data(ROW_ROLE).act for n in range(view.model.rowCount())]
        assert acts == ["Зафіксовано версію", "Почато чернетку"]
        view.verify_button.click()
        assert view.presenter.state.verdict == "holds"
        out = tmp_path / "entry.proof"
        line = view.model.index(0, 0).data(ROW_ROLE)
        assert view.presenter.may_prove(line)
        view.presenter.prove(line, out)
        assert parse(out.read_bytes()).seq == line.seq
        view.presenter.prove(line, out)
        assert view.said.property("role") == "problem", "an existing file is not written over"


def test_a_changed_ledger_does_not_hold(shown, uk, vault_path):
    with made(vault_path) as session:
        records.new_record(session, "incident", {"title": "x"})
    with behind(vault_path) as vault, vault.records.transaction():
        vault.records.execute("DELETE FROM ledger WHERE seq = 2")
    with unlocked(vault_path) as session:
        view = _shown(shown, uk, VaultCustody(session))
        view.verify_button.click()
        assert view.presenter.state.verdict == "fails"
