"""R14: what a revoked device signed counts only if the office had it before; both halves, on real bundles."""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bundling
import pytest
import road
from bundling import change, cut, describe, described, failing, folder_of, judge, sign_again

from field_doc.app.commands import desk, intake, office, records, sync
from field_doc.formats import trust
from field_doc.verifier import Holding, verify

pytestmark = pytest.mark.timeout(300)
CLAIM = "keys.not-revoked"


class Seized:
    """A laptop that sent one record, was seized, and sent another, dated as anybody likes, before it was revoked."""

    def __init__(self, site: road.Site, folder: Path) -> None:
        self.site, self.folder = site, folder
        with road.made(folder / "field.fdvault") as field:
            site.enrol(field)
            self.before = self._incident(field)
            self._deliver(field)
            time.sleep(1.1)  # ``since`` has whole seconds
            self.since = datetime.now(UTC).replace(microsecond=0)
            time.sleep(1.1)
            self.bundle_before = self._bundle("before-revocation", self.before)
            self.after = self._incident(field)
            self._deliver(field)
            device = field.run(lambda s: s.keys.device)
        office.revoke(site.desk, device, self.since.isoformat())
        self.device = device
        self.stands = self._bundle("stands", self.before)
        self.both = self._bundle("both", self.before, self.after)

    def _incident(self, field) -> str:
        record = records.new_record(field, "incident", {"title": "Incident"}).id
        path = self.folder / f"{os.urandom(4).hex()}.bin"
        path.write_bytes(os.urandom(20))
        intake.take_in(field, [path], record, decode=False)
        records.seal(field, record)
        return record

    def _deliver(self, field) -> None:
        sync.sync_now(field)
        assert desk.pull(self.site.desk).refused == ()
        sync.sync_now(field)

    def _bundle(self, name: str, *chosen: str) -> Path:
        bundling.issue(self.site, self.folder / name, chosen=chosen)
        return self.folder / name


@pytest.fixture(scope="module")
def seized(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seized")
    with road.site(folder / "office") as site:
        yield Seized(site, folder)


@pytest.fixture
def copy(seized, tmp_path) -> Path:
    return Path(shutil.copytree(seized.stands, tmp_path / "bundle"))


def test_what_the_office_had_before_holds_and_says_whose_word_that_is(seized) -> None:
    for given in (bundling.office_trust(seized.site), None):
        claim = verify(seized.stands, given).claim(CLAIM)
        assert (claim.verdict, claim.reason) == (Holding.HOLDS, "anchored-before")
        assert claim.details["ledger"] == "DESK"
        assert datetime.fromisoformat(claim.details["time"]) < seized.since
    assert judge(seized.site, seized.stands).exit_code == 0


def test_the_words_name_the_offices_own_ledger(catalogues) -> None:
    for language, words in (("en", "office's own ledger"), ("uk", "власний журнал офісу")):
        known = catalogues.merge(language, catalogues.parts_of(language))
        assert words in str(known["claim-reason", "anchored-before"])
        assert words in str(known["claim-means", "anchored-before"])


def test_what_came_after_is_named(seized) -> None:
    verdict = judge(seized.site, seized.both)
    assert failing(verdict) == {CLAIM: "revoked"}
    row = next(r for r in described(seized.both)["records"] if r["record"] == seized.after)
    late = {row["exhibit"], *(e["number"] for e in described(seized.both)["exhibits"])}
    late |= {w["exhibit"] for w in described(seized.both)["withheld"]}
    before = next(r["exhibit"] for r in described(seized.both)["records"] if r["record"] == seized.before)
    assert verdict.claim(CLAIM).details["exhibit"] in late - {before}
    assert verdict.claim(CLAIM).details["device"] == "M-07"


def test_the_description_names_the_entry_of_the_revocation_and_both_keys(seized) -> None:
    rows = described(seized.stands)["revoked"]
    assert len(rows) == 2
    assert seized.device in {row["thumbprint"] for row in rows}
    (entry,) = [e for e in bundling.entries(folder_of(seized.stands, "DESK")) if e["event"] == "desk.device-revoked"]
    assert {row["position"] for row in rows} == {entry["seq"]}


class TestWithoutTheAnchor:
    def test_the_acceptance_is_cut(self, seized, copy) -> None:
        assert cut(folder_of(copy, "DESK"), lambda e: e["event"] == "desk.accepted") > 0
        sign_again(seized.site, copy)
        assert failing(judge(seized.site, copy)) == {CLAIM: "revoked"}

    def test_the_revocation_is_cut(self, seized, copy) -> None:
        assert cut(folder_of(copy, "DESK"), lambda e: e["event"] == "desk.device-revoked") == 1
        sign_again(seized.site, copy)
        assert failing(judge(seized.site, copy)) == {CLAIM: "revoked"}

    def test_nothing_shows_that_the_head_is_of_this_history(self, seized, copy) -> None:
        change(folder_of(copy, "M-07") / "entries.json", lambda value: value.update(earlier=[]))
        sign_again(seized.site, copy)
        assert failing(judge(seized.site, copy)) == {CLAIM: "revoked"}

    def test_it_takes_effect_earlier(self, seized, copy) -> None:
        """By the trust file, whatever the bundle says."""
        earlier = seized.since - timedelta(days=1)
        known = bundling.office_trust(seized.site)
        moved = tuple(trust.TrustedRevocation(r.thumbprint, earlier) for r in known.revoked)
        found = verify(copy, trust.Trust(known.fingerprints, known.roots, known.allowed_signers, moved))
        assert failing(found) == {CLAIM: "revoked"}

    def test_the_bundle_says_it_takes_effect_later_than_the_entry(self, seized, tmp_path) -> None:
        out = Path(shutil.copytree(seized.both, tmp_path / "both"))
        late = (datetime.now(UTC) + timedelta(days=9)).isoformat()
        describe(out, lambda d: [row.update(since=late) for row in d["revoked"]])
        sign_again(seized.site, out)
        assert failing(verify(out)) == {CLAIM: "revoked"}

    def test_a_bundle_from_before_the_revocation(self, seized) -> None:
        """It cannot show that the acceptance stands before the revocation: a new bundle can."""
        assert failing(verify(seized.bundle_before)) == {}
        assert failing(judge(seized.site, seized.bundle_before)) == {CLAIM: "revoked"}
