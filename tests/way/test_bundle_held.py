"""A real bundle of a case, changed and signed again by the holder of the desk's own key (R16, R39 ``case_gap``).

What still speaks against such a change is what the devices signed, and the entry the desk made for the bundle.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import bundling
import pytest
import road
from bundling import change, cut, describe, described, entries, failing, folder_of, judge, sign_again

from field_doc.app.commands import desk, intake, records, sync
from field_doc.formats import bundle as layout
from field_doc.formats import checkpoint, disclosure, merkle
from field_doc.formats.base64text import b64
from field_doc.formats.keys import Purpose
from field_doc.verifier import Holding, Trusted

pytestmark = pytest.mark.timeout(300)


class Office:
    """An office that accepted a case of one device and issued a bundle of it."""

    def __init__(self, site: road.Site, folder: Path) -> None:
        self.site, self.folder = site, folder
        with road.made(folder / "field.fdvault") as field:
            account = road.Account(field)
            self.case = account.case
            self.incident = records.new_record(field, "incident", {"title": "Incident"}, case=self.case).id
            self.other = records.new_record(field, "incident", {"title": "Of no case"}).id
            self._files(field)
            account.seal()
            records.seal(field, self.incident)
            records.seal(field, self.other)
            records.new_record(field, "incident", {"title": "Never sealed"}, case=self.case)
            site.enrol(field)
            self.deliver(field)
            self.first_head = self._head()
            records.amend(field, self.incident, {"title": "Incident, amended"}, "Later")
            self.deliver(field)
        self.statement = account.statement
        self.issued = bundling.issue(site, folder / "bundle", case=self.case)

    def _files(self, field) -> None:
        source = self.folder / "src"
        source.mkdir()
        for _ in range(3):
            (source / f"{os.urandom(4).hex()}.bin").write_bytes(os.urandom(20))
        assert not intake.take_in(field, sorted(source.iterdir()), self.incident, decode=False).failed

    def _head(self) -> str:
        """The head of the device's ledger the desk has just accepted."""
        return str(self.site.desk.run(lambda s: s.vault.records.value("SELECT checkpoint FROM device_epochs")))

    def deliver(self, field) -> None:
        """Sync, pull."""
        sync.sync_now(field)
        assert desk.pull(self.site.desk).refused == ()
        sync.sync_now(field)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("held")
    with road.site(folder / "office") as site:
        yield Office(site, folder)


@pytest.fixture
def copy(office, tmp_path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(office.folder / "bundle", tmp_path / "bundle"))


def test_untouched_it_holds_and_counts_both_ledgers(office, copy) -> None:
    verdict = judge(office.site, copy)
    assert (verdict.verdict, verdict.trust, verdict.exit_code) == (Holding.HOLDS, Trusted.ANCHORED, 0), failing(verdict)
    claim = verdict.claim("case.complete")
    device = [e for e in entries(folder_of(copy, "M-07")) if e["case"]]
    assert [e["case_n"] for e in device] == list(range(1, len(device) + 1))
    own = [e for e in entries(folder_of(copy, "DESK")) if e["case"]]
    assert (claim.verdict, claim.details["ledgers"]) == (Holding.HOLDS, 2)
    assert claim.details["entries"] == len(device) + len(own)


def test_entries_of_what_does_not_go_along_say_no_word(office, copy) -> None:
    """The draft that was never sealed counts, and nothing is told of it."""
    rows = json.loads((folder_of(copy, "M-07") / "entries.json").read_bytes())["entries"]
    drafts = [row for row in rows if json.loads(row["leaf"])["event"] == "draft.begun"]
    assert drafts
    assert {row["detail"] for row in drafts} == {None}


def test_a_record_of_no_case_is_not_in_it(office, copy) -> None:
    code = office.site.desk.run(lambda s: s.records.row(office.other).code)
    assert code not in (folder_of(copy, "M-07") / "entries.json").read_text("utf-8")


class TestEntriesCut:
    def test_one_in_the_middle(self, office, copy) -> None:
        assert cut(folder_of(copy, "M-07"), lambda e: e["case_n"] == 3) == 1
        sign_again(office.site, copy)
        assert failing(judge(office.site, copy)) == {"case.complete": "case-gap"}

    def test_the_last_of_the_device(self, office, copy) -> None:
        part = folder_of(copy, "M-07")
        last = max(e["case_n"] or 0 for e in entries(part))
        assert cut(part, lambda e: e["case_n"] == last) == 1
        sign_again(office.site, copy)
        assert failing(judge(office.site, copy))["case.complete"] == "ledgers-differ"

    def test_one_that_is_of_no_case(self, office, copy) -> None:
        """Which entries go along is entered too, whatever they are about."""
        part = folder_of(copy, "M-07")
        last = max((e for e in entries(part) if e["case"] is None), key=lambda e: e["seq"])
        assert cut(part, lambda e: e["seq"] == last["seq"]) == 1
        sign_again(office.site, copy)
        assert failing(judge(office.site, copy)) == {"case.complete": "ledgers-differ"}

    def test_every_draft(self, office, copy) -> None:
        assert cut(folder_of(copy, "M-07"), lambda e: e["event"].startswith("draft")) > 2
        sign_again(office.site, copy)
        assert failing(judge(office.site, copy)) == {"case.complete": "case-gap"}

    def test_the_entry_of_the_bundle(self, office, copy) -> None:
        assert cut(folder_of(copy, "DESK"), lambda e: e["event"] == "export.bundled") == 1
        sign_again(office.site, copy)
        verdict = judge(office.site, copy)
        assert failing(verdict) == {"ledger.holds-items": "bundle-not-entered"}
        assert verdict.claim("case.complete").reason == "case-end-unknown"

    def test_the_whole_ledger_of_the_device(self, office, copy) -> None:
        shutil.rmtree(folder_of(copy, "M-07"))
        describe(copy, lambda d: d.update(ledgers=[r for r in d["ledgers"] if r["device"] == "DESK"]))
        sign_again(office.site, copy)
        assert failing(judge(office.site, copy)).keys() == {"ledger.holds-items", "case.complete"}

    def test_every_ledger(self, office, copy) -> None:
        shutil.rmtree(copy / layout.BAG / layout.LEDGERS)
        describe(copy, lambda d: d.update(ledgers=[]))
        sign_again(office.site, copy)
        assert judge(office.site, copy).exit_code == 1

    def test_the_case_is_kept_silent_about(self, office, copy) -> None:
        describe(copy, lambda d: [row.update(case=None) for row in d["ledgers"]])
        sign_again(office.site, copy)
        assert failing(judge(office.site, copy)) == {"case.complete": "ledgers-differ"}

    def test_the_case_of_the_device_is_kept_silent_about(self, office, copy) -> None:
        describe(copy, lambda d: [row.update(case=None) for row in d["ledgers"] if row["device"] == "M-07"])
        cut(folder_of(copy, "M-07"), lambda e: e["event"].startswith("draft"))
        sign_again(office.site, copy)
        assert failing(judge(office.site, copy)) == {"case.complete": "ledgers-differ"}


class TestItemsDropped:
    def test_a_file_with_all_that_names_it(self, office, copy) -> None:
        row = next(w for w in described(copy)["withheld"] if w["commitment"].startswith("hmac"))
        base = row["exhibit"]

        def drop(description) -> None:
            description["withheld"] = [w for w in description["withheld"] if w["exhibit"] != base]
            description["exhibits"] = [e for e in description["exhibits"] if e["number"].partition(".")[0] != base]

        describe(copy, drop)
        for path in (copy / "bag/data/exhibits").glob(f"{base}.*"):
            path.unlink()
        cut(folder_of(copy, "M-07"), lambda e: row["commitment"] in e["commitments"].values())
        sign_again(office.site, copy)
        found = failing(judge(office.site, copy))
        assert (found["ledger.holds-items"], found["case.complete"]) == ("number-missing", "case-gap")

    def test_the_first_account_with_all_that_names_it(self, office, copy) -> None:
        key = office.site.desk.run(lambda s: s.vault.signing_keys.load(Purpose.BUNDLE))
        row = next(r for r in described(copy)["records"] if r["record"] == office.statement)
        digest = row["jwt_digest"]
        describe(copy, lambda d: d.update(records=[r for r in d["records"] if r["jwt_digest"] != digest]))
        (copy / "bag/data/records" / row["file"]).unlink()
        cut(folder_of(copy, "M-07"), lambda e: digest in e["terms"].values())
        path = copy / "bag" / layout.STATEMENT
        said = disclosure.verify(path.read_text("ascii"), key.public)
        kept = tuple(r for r in said.records if r.jwt_digest != digest)
        path.write_text(disclosure.sign(replace(said, records=kept), key), "ascii")
        sign_again(office.site, copy)
        found = failing(judge(office.site, copy))
        assert (found["ledger.holds-items"], found["case.complete"]) == ("number-missing", "case-gap")


def test_an_older_head_of_the_device_with_what_stood_under_it(office, copy) -> None:
    """The desk has had older heads with both lines; going back to one hides what came after."""
    head, part = checkpoint.read_unverified(office.first_head), folder_of(copy, "M-07")
    fetch = office.site.desk.run(lambda s: s.device_ledgers.fetch(head.origin))

    def back(value) -> None:
        kept = [row for row in value["entries"] if json.loads(row["leaf"])["seq"] < head.size]
        assert 0 < len(kept) < len(value["entries"])
        for row in kept:
            seq = json.loads(row["leaf"])["seq"]
            path = office.site.desk.run(lambda _, seq=seq: merkle.inclusion_proof(seq, head.size, fetch))
            row["proof"] = [b64(node) for node in path]
        value.update(entries=kept, earlier=[])

    change(part / "entries.json", back)
    (part / "checkpoint").write_text(office.first_head, "utf-8")
    describe(copy, lambda d: [row.update(size=head.size) for row in d["ledgers"] if row["device"] == "M-07"])
    sign_again(office.site, copy)
    verdict = judge(office.site, copy)
    assert verdict.claim("ledger.unbroken").verdict is Holding.HOLDS
    assert failing(verdict)["case.complete"] == "ledgers-differ"


def test_a_second_bundle_of_the_case_claims_it_too(office, tmp_path) -> None:
    """The desk's own part holds its earlier entries of the case: views, and the bundle before."""
    records.show(office.site.desk, office.incident)
    out = tmp_path / "second"
    bundling.issue(office.site, out, case=office.case)
    verdict = judge(office.site, out)
    assert failing(verdict) == {}
    assert verdict.claim("case.complete").verdict is Holding.HOLDS
    own = [e["event"] for e in entries(folder_of(out, "DESK")) if e["case"]]
    assert own.count("export.bundled") >= 2
    assert "record.viewed" in own
    first = next(e["terms"]["bundle"] for e in entries(folder_of(out, "DESK")) if e["event"] == "export.bundled")
    assert cut(folder_of(out, "DESK"), lambda e: e["terms"].get("bundle") == first) == 1
    sign_again(office.site, out)
    assert failing(judge(office.site, out)) == {"case.complete": "case-gap"}


class TestSelection:
    def test_it_claims_no_case(self, office, tmp_path) -> None:
        out = tmp_path / "chosen"
        bundling.issue(office.site, out, chosen=(office.incident,))
        verdict = judge(office.site, out)
        assert failing(verdict) == {}
        assert verdict.claim("case.complete").reason == "no-case"
        assert verdict.exit_code == 0

    def test_an_entry_is_cut(self, office, tmp_path) -> None:
        out = tmp_path / "chosen"
        bundling.issue(office.site, out, chosen=(office.incident,))
        assert cut(folder_of(out, "M-07"), lambda e: e["event"] == "draft.begun") > 0
        sign_again(office.site, out)
        assert failing(judge(office.site, out)) == {"ledger.holds-items": "ledgers-differ"}

    def test_it_is_given_out_for_the_whole_case(self, office, tmp_path) -> None:
        out = tmp_path / "chosen"
        bundling.issue(office.site, out, chosen=(office.incident,))
        own = next(e["case"] for e in entries(folder_of(out, "DESK")) if e["event"] == "export.bundled")
        describe(out, lambda d: [row.update(case=own) for row in d["ledgers"] if row["device"] == "DESK"])
        sign_again(office.site, out)
        assert failing(judge(office.site, out)).keys() == {"case.complete"}


class TestReceived:
    """R15: what the office's own ledger says of when a head reached it stands in the report."""

    @pytest.fixture
    def report(self, office) -> str:
        from html import unescape

        text = (office.folder / "bundle/bag/data/report.html").read_text("utf-8")
        return unescape(text)

    def test_the_window_is_that_of_the_first_and_the_last_head(self, office, report) -> None:
        accepted = [e for e in entries(folder_of(office.folder / "bundle", "DESK")) if e["event"] == "desk.accepted"]
        first, last = (int(e["terms"]["size"]) for e in (accepted[0], accepted[-1]))
        assert f"Device M-07: entries up to {first - 1} were out of its hands by " in report
        assert f"Entries up to {last - 1} were by " in report
        assert "Device M-07: no checkpoint" not in report
        assert "Device DESK: no checkpoint had left it before this bundle" in report
        assert "These times are the office's" in report

    def test_each_item_has_the_row_of_its_receipt(self, office, report) -> None:
        tables = report.partition("Custody history")[2].partition("<h4>Before the first anchor")[0].split("<h4>")[1:]
        assert len(tables) >= 2
        for table in tables:
            assert "Received at the office, every digest recomputed" in table, table[:80]

    def test_proofs_of_it_are_in_the_bag(self, office) -> None:
        out = office.folder / "bundle"
        sizes = {int(e["terms"]["size"]) for e in entries(folder_of(out, "DESK")) if e["event"] == "desk.accepted"}
        shown = json.loads((folder_of(out, "M-07") / "entries.json").read_bytes())["earlier"]
        assert {one["size"] for one in shown} == sizes
