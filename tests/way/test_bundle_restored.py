"""Bundles with what was sealed under an ended epoch: restored, sent, accepted, handed over, verified (R04)."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import bundling
import pytest
import road
from bundling import change, described, entries, failing, folder_of, judge, sign_again

from field_doc.app.commands import desk, intake, office, records, sync, upkeep
from field_doc.app.session import Session
from field_doc.verifier import Holding

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def site(tmp_path):
    with road.site(tmp_path / "office") as made:
        yield made


@pytest.fixture
def field(tmp_path):
    with road.made(tmp_path / "field.fdvault") as session:
        yield session


def incident(session: Session, folder, title: str = "Incident") -> str:
    """An incident with a file, sealed."""
    folder.mkdir(exist_ok=True)
    record = records.new_record(session, "incident", {"title": title}).id
    path = folder / f"{os.urandom(4).hex()}.bin"
    path.write_bytes(os.urandom(20))
    intake.take_in(session, [path], record, decode=False)
    records.seal(session, record)
    return record


def deliver(site, session) -> None:
    sync.sync_now(session)
    assert desk.pull(site.desk).refused == ()
    sync.sync_now(session)


def restored(tmp_path, backup: str = "backup") -> Session:
    session = Session(derive=road.cheap)
    upkeep.restore(session, tmp_path / backup, tmp_path / f"{backup}.fdvault", road.PASSPHRASE)
    return session


def lines(part) -> int:
    """Signature lines of a head."""
    return (part / "checkpoint").read_text("utf-8").count("\n— ")


def holds(site, out):
    """The verdict, which must hold."""
    verdict = judge(site, out)
    assert (failing(verdict), verdict.exit_code) == ({}, 0)
    return verdict


def tails(out) -> list[str]:
    return [row["origin"].rpartition("/")[2][:8] for row in described(out)["ledgers"] if row["device"] == "M-07"]


@pytest.fixture(scope="module")
def sent_after(tmp_path_factory):
    """One record that was sent, one sealed under the lost keys and sent under the new; bundled together."""
    folder = tmp_path_factory.mktemp("unsent")
    with road.site(folder / "office") as site:
        with road.made(folder / "field.fdvault") as field:
            site.enrol(field)
            first = incident(field, folder / "src")
            deliver(site, field)
            second = incident(field, folder / "src", "Unsent")
            upkeep.backup(field, folder / "backup")
        with restored(folder) as again:
            site.enrol(again, "M-07")
            deliver(site, again)
        bundling.issue(site, folder / "bundle", chosen=(first, second))
        yield site, folder / "bundle"


@pytest.fixture
def unsent(sent_after, tmp_path):
    """A copy of that bundle; ``site`` stands for its office."""
    return Path(shutil.copytree(sent_after[1], tmp_path / "bundle"))


@pytest.fixture
def its_site(sent_after):
    return sent_after[0]


def test_unsent_work_is_handed_over_and_verified(its_site, unsent) -> None:
    """The ended epoch's head never left under its own device: it has one line, and the new epoch vouches for it."""
    assert sorted(lines(folder_of(unsent, "M-07", n)) for n in (0, 1)) == [1, 2]
    verdict = holds(its_site, unsent)
    claim = verdict.claim("ledger.continued")
    assert (claim.verdict, claim.reason, claim.details["beyond"]) == (Holding.HOLDS, "continued", 0)
    (said,) = claim.details["epochs"]
    assert {part.removeprefix("M-07 ") for part in said.split(" → ")} == set(tails(unsent))


def test_the_report_says_by_when_the_office_had_it(unsent) -> None:
    text = (unsent / "bag/data/report.html").read_text("utf-8")
    assert text.count("Device M-07: entries up to") == 2
    assert "Device M-07: no checkpoint" not in text


class TestTheOtherEpochTakenAway:
    def ended(self, out):
        return next(folder_of(out, "M-07", n) for n in (0, 1) if lines(folder_of(out, "M-07", n)) == 1)

    def later(self, out):
        return next(folder_of(out, "M-07", n) for n in (0, 1) if lines(folder_of(out, "M-07", n)) == 2)

    def test_its_ledger(self, its_site, unsent) -> None:
        later = self.later(unsent)
        shutil.rmtree(later)
        bundling.describe(unsent, lambda d: d.update(ledgers=[r for r in d["ledgers"] if r["folder"] != later.name]))
        sign_again(its_site, unsent)
        claim = judge(its_site, unsent).claim("ledger.unbroken")
        assert (claim.reason, claim.details["code"]) == ("checkpoint", "checkpoint.incomplete")

    def test_its_first_entry(self, its_site, unsent) -> None:
        assert bundling.cut(self.later(unsent), lambda e: e["seq"] == 0) == 1
        sign_again(its_site, unsent)
        assert judge(its_site, unsent).claim("ledger.unbroken").details["code"] == "checkpoint.incomplete"

    @pytest.mark.parametrize("term", ["continues_size", "continues_root", "continues"])
    def test_another_end_is_written_into_it(self, its_site, unsent, term) -> None:
        def other(value) -> None:
            row = value["entries"][0]
            leaf = json.loads(row["leaf"])
            said = leaf["terms"][term]
            leaf["terms"][term] = said[:-1] + ("1" if said[-1] != "1" else "2")
            row["leaf"] = json.dumps(leaf, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

        change(self.later(unsent) / "entries.json", other)
        sign_again(its_site, unsent)
        assert failing(judge(its_site, unsent))["ledger.unbroken"] == "inclusion"

    def test_its_own_second_line(self, its_site, unsent) -> None:
        path = self.later(unsent) / "checkpoint"
        text = path.read_text("utf-8")
        path.write_text("\n".join(text.split("\n")[:-2]) + "\n", "utf-8")
        sign_again(its_site, unsent)
        assert judge(its_site, unsent).claim("ledger.unbroken").details["code"] == "checkpoint.incomplete"


def test_the_office_has_more_than_the_backup_knew(site, field, tmp_path) -> None:
    """R04's own figures in small: ``verify`` names both epochs and the entries the office has beyond.

    Without the proof that both are one history, nothing is said to hold; with another root, it fails.
    """
    site.enrol(field)
    first = incident(field, tmp_path / "src")
    deliver(site, field)
    upkeep.backup(field, tmp_path / "backup")
    later = incident(field, tmp_path / "src", "After the backup")
    deliver(site, field)
    with restored(tmp_path) as again:
        site.enrol(again, "M-07")
        fresh = incident(again, tmp_path / "src", "After the restore")
        deliver(site, again)
        taken_up = next(c for d in office.devices(site.desk) for c in d.continues)
    out = tmp_path / "bundle"
    bundling.issue(site, out, chosen=(first, later, fresh))
    claim = holds(site, out).claim("ledger.continued")
    assert claim.reason == "continued"
    assert claim.details["beyond"] == taken_up.held - taken_up.size > 0
    assert claim.details["continued_at"] == [taken_up.size]
    for n in (0, 1):
        change(folder_of(out, "M-07", n) / "entries.json", lambda value: value.update(earlier=[]))
    sign_again(site, out)
    claim = judge(site, out).claim("ledger.continued")
    assert (claim.verdict, claim.reason) == (Holding.NOT_CHECKED, "continued-unproved")


def test_a_device_the_office_never_met(site, field, tmp_path) -> None:
    old = incident(field, tmp_path / "src")
    upkeep.backup(field, tmp_path / "backup")
    with restored(tmp_path) as again:
        site.enrol(again, "M-07")
        deliver(site, again)
    out = tmp_path / "bundle"
    bundling.issue(site, out, chosen=(old,))
    assert holds(site, out).claim("ledger.continued").verdict is Holding.HOLDS


def test_restored_twice_without_a_sync_between(site, field, tmp_path) -> None:
    """Only the last of three epochs has a head that left: it vouches for the middle one, that for the first."""
    site.enrol(field)
    one = incident(field, tmp_path / "src")
    upkeep.backup(field, tmp_path / "first")
    with restored(tmp_path, "first") as second:
        incident(second, tmp_path / "src")
        upkeep.backup(second, tmp_path / "second")
    with restored(tmp_path, "second") as third:
        site.enrol(third, "M-07")
        deliver(site, third)
    out = tmp_path / "bundle"
    bundling.issue(site, out, chosen=(one,))
    assert sorted(lines(folder_of(out, "M-07", n)) for n in range(3)) == [1, 1, 2]
    claim = holds(site, out).claim("ledger.continued")
    assert len(claim.details["epochs"]) == 2


def test_a_case_over_two_epochs_is_claimed_in_both(site, field, tmp_path) -> None:
    case = records.new_record(field, "case", {"title": "Case"}).id
    records.seal(field, case)
    site.enrol(field)
    deliver(site, field)
    upkeep.backup(field, tmp_path / "backup")
    with restored(tmp_path) as again:
        site.enrol(again, "M-07")
        records.seal(again, records.new_record(again, "incident", {"title": "Later"}, case=case).id)
        deliver(site, again)
    out = tmp_path / "bundle"
    bundling.issue(site, out, case=case)
    claim = holds(site, out).claim("case.complete")
    assert (claim.verdict, claim.details["ledgers"]) == (Holding.HOLDS, 3)
    cut = folder_of(out, "M-07", 0)
    last = max(e["case_n"] or 0 for e in entries(cut))
    bundling.cut(cut, lambda e: e["case_n"] == last)
    sign_again(site, out)
    assert failing(judge(site, out))["case.complete"] == "ledgers-differ"
