"""The tamper matrix: first an untouched copy verifies, then each change is named by the claim it breaks.

"held" cases are changed by somebody who holds the bundle key and remakes manifests and signature: what
still catches them is what the devices signed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import bundle_material as material
import pytest
from bundle_tools import failing, remake_manifests, resign

from field_doc.base.errors import InputProblem
from field_doc.export import bundle, signing
from field_doc.export.model import Edition, RevocationState, Revoked, Signer
from field_doc.formats import bundle as layout
from field_doc.formats import canonical, checkpoint, disclosure, ledger_entry, sdjwt, trust
from field_doc.verifier import Holding, Trusted, verify
from field_doc.verifier.claims import ALONE, CLAIMS, CONTINUED

DATA = "bag/data"


def edit_json(path, change) -> None:
    value = canonical.decode(path.read_bytes(), max_bytes=1 << 26)
    change(value)
    path.write_bytes(canonical.encode(value))


def test_untouched_copy_holds(copy, made_case) -> None:
    verdict = verify(copy, made_case.trust)
    assert (verdict.verdict, verdict.trust, verdict.exit_code) == (Holding.HOLDS, Trusted.ANCHORED, 0)
    assert failing(verdict) == {}
    assert [c.claim for c in verdict.claims] == list(CLAIMS)
    assert verdict.claim("time.existed").verdict is Holding.NOT_CHECKED
    assert verify(copy / "bag", made_case.trust).verdict is Holding.HOLDS


def test_without_trust_it_is_only_consistent(copy, made_case) -> None:
    verdict = verify(copy)
    assert (verdict.verdict, verdict.trust, verdict.exit_code) == (Holding.CONSISTENT, Trusted.NONE, 6)
    anchored = verdict.claim("list.anchored")
    assert (anchored.verdict, anchored.reason) == (Holding.NOT_CHECKED, "no-trust")
    assert verdict.root_fingerprint == made_case.office.fingerprint


def test_fingerprint_alone_anchors(copy, made_case) -> None:
    assert verify(copy, trust.from_fingerprint(made_case.office.fingerprint)).trust is Trusted.ANCHORED
    other = verify(copy, trust.from_fingerprint("0" * 64))
    assert (other.trust, other.exit_code) == (Trusted.FOREIGN, 1)


CHANGED = (
    "data/exhibits/004.1.jpg", "data/bundle.json", "data/VERIFY.md", "data/records/002_v1.sdjwt",
    "data/ledger/1/entries.json", "data/certificates/02.pem", "bag-info.txt", "manifest-sha256.txt",
    "tagmanifest-sha256.txt", "tagmanifest-sha512.txt",
)  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_one_byte_changed(copy, made_case, name) -> None:
    path = copy / "bag" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    verdict = verify(copy, made_case.trust)
    assert verdict.exit_code == 1
    broken = failing(verdict)
    assert broken.keys() & {"files.listed", "files.complete", "list.signed"}


def test_one_byte_of_every_kind_of_place_in_a_record(copy, made_case) -> None:
    path = copy / DATA / "records/002_v1.sdjwt"
    original = path.read_bytes()
    for position in range(0, len(original) - 1, 97):
        data = bytearray(original)
        data[position] = ord("A") if data[position] != ord("A") else ord("B")
        path.write_bytes(data)
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust)).keys() & {"records.sealed", "hidden.covered"}, position


class TestFiles:
    def test_added(self, copy, made_case) -> None:
        (copy / DATA / "exhibits/007.jpg").write_bytes(b"x")
        assert failing(verify(copy, made_case.trust)) == {"files.complete": "file-added"}

    def test_added_outside_data(self, copy, made_case) -> None:
        (copy / "bag/notes.txt").write_bytes(b"x")
        assert failing(verify(copy, made_case.trust)) == {"files.complete": "file-added"}

    def test_removed(self, copy, made_case) -> None:
        (copy / DATA / "exhibits/005.1.jpg").unlink()
        assert failing(verify(copy, made_case.trust)) == {"files.complete": "file-missing"}

    def test_renamed(self, copy, made_case) -> None:
        (copy / DATA / "exhibits/005.1.jpg").rename(copy / DATA / "exhibits/009.1.jpg")
        assert failing(verify(copy, made_case.trust)) == {"files.complete": "file-missing"}

    def test_swapped(self, copy, made_case) -> None:
        a, b = copy / DATA / "exhibits/004.1.jpg", copy / DATA / "exhibits/005.1.jpg"
        first, second = a.read_bytes(), b.read_bytes()
        a.write_bytes(second)
        b.write_bytes(first)
        claim = verify(copy, made_case.trust).claim("files.listed")
        assert (claim.reason, claim.details["differing"]) == ("file-differs", 2)
        assert [one["file"] for one in claim.details["named"]] == ["data/exhibits/004.1.jpg", "data/exhibits/005.1.jpg"]
        assert claim.as_json()["details"]["named"][0]["file"] == "data/exhibits/004.1.jpg"

    @pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
    def test_link_in_place_of_a_file(self, copy, made_case, tmp_path) -> None:
        target = copy / DATA / "exhibits/004.1.jpg"
        (tmp_path / "same").write_bytes(target.read_bytes())
        target.unlink()
        target.symlink_to(tmp_path / "same")
        assert "files.complete" in failing(verify(copy, made_case.trust))

    def test_manifests_remade_without_the_key(self, copy, made_case) -> None:
        (copy / DATA / "exhibits/004.1.jpg").write_bytes(material.clean(99))
        remake_manifests(copy)
        assert failing(verify(copy, made_case.trust)).get("list.signed") == "signature"

    def test_no_signature(self, copy, made_case) -> None:
        (copy / "tagmanifest.sig").unlink()
        assert failing(verify(copy, made_case.trust))["list.signed"] == "no-signature"

    def test_nothing_there(self, tmp_path) -> None:
        with pytest.raises(InputProblem) as caught:
            verify(tmp_path)
        assert caught.value.code == "verify.nothing"


class TestReport:
    def test_swapped_beside_the_bag(self, copy, made_case) -> None:
        data = bytearray((copy / "report.pdf").read_bytes())
        (copy / "report.pdf").write_bytes(data + b"\n")
        assert failing(verify(copy, made_case.trust))["report.same"] == "report-differs"

    @pytest.mark.parametrize("where", [0.1, 0.5, 0.8])
    def test_changed_after_signing_even_by_the_key_holder(self, copy, made_case, where) -> None:
        data = bytearray((copy / "report.pdf").read_bytes())
        data[int(len(data) * where)] ^= 1
        for place in ("report.pdf", f"{DATA}/report.pdf"):
            (copy / place).write_bytes(data)
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust)) == {"report.signed": "report-changed"}

    def test_harmless_increment_is_not_total(self, copy, made_case) -> None:
        import io

        from pyhanko.pdf_utils import generic
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

        writer = IncrementalPdfFileWriter(io.BytesIO((copy / "report.pdf").read_bytes()))
        writer.root[generic.pdf_name("/Extra")] = generic.pdf_string("x")
        writer.update_root()
        out = io.BytesIO()
        writer.write(out)
        for place in ("report.pdf", f"{DATA}/report.pdf"):
            (copy / place).write_bytes(out.getvalue())
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust)) == {"report.signed": "report-changed"}

    def test_unsigned(self, copy, made_case) -> None:
        from reportlab.pdfgen.canvas import Canvas

        canvas = Canvas(str(copy / "report.pdf"))
        canvas.drawString(10, 10, "x")
        canvas.save()
        shutil.copy(copy / "report.pdf", copy / DATA / "report.pdf")
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust)) == {"report.signed": "no-signature"}


class TestHiddenParts:
    def test_dropped_disclosure(self, copy, made_case) -> None:
        """The exculpatory paragraph dropped by the bundle's own maker or by anybody else."""
        path = copy / DATA / "records/002_v1.sdjwt"
        sealed = sdjwt.parse(path.read_text())
        path.write_text(sdjwt.present(sealed, [("fields", "story", 3)]).text())
        resign(copy, made_case.office.bundle)
        verdict = verify(copy, made_case.trust)
        assert failing(verdict) == {"hidden.covered": "statement", "index.agrees": "index-differs"}
        assert verdict.claim("hidden.covered").details["code"] == "disclosure.dropped"

    def test_unreferenced_disclosure(self, copy, made_case) -> None:
        from base64 import urlsafe_b64encode

        extra = urlsafe_b64encode(json.dumps(["c2FsdHNhbHRzYWx0c2Fs", "guilty", True]).encode()).rstrip(b"=").decode()
        path = copy / DATA / "records/002_v1.sdjwt"
        path.write_text(path.read_text() + extra + "~")
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust))["records.sealed"] == "record"

    def test_hidden_part_shown_again(self, copy, made_case) -> None:
        record = made_case.source.records[1]
        (copy / DATA / "records/002_v1.sdjwt").write_text(record.sealed.text())
        resign(copy, made_case.office.bundle)
        assert verify(copy, made_case.trust).claim("hidden.covered").details["code"] == "disclosure.shown"

    def test_statements_swapped_between_recipients(self, copy, made_case) -> None:
        """Same records, same hidden parts, other recipient: the statement is for that one only."""
        key = made_case.office.bundle
        path = copy / DATA / "disclosure-statement.jws"
        ours = disclosure.verify(path.read_text(), key.public)
        path.write_text(disclosure.sign(replace(ours, recipient_code="R-99"), key))
        resign(copy, key)
        assert verify(copy, made_case.trust).claim("hidden.covered").details["code"] == "disclosure.other-recipient"
        path.write_text(disclosure.sign(replace(ours, bundle="NLG-2026-000032"), key))
        resign(copy, key)
        assert verify(copy, made_case.trust).claim("hidden.covered").details["code"] == "disclosure.other-bundle"

    def test_statement_of_a_foreign_key(self, copy, made_case) -> None:
        from field_doc.formats.keys import Purpose, SigningKey

        path = copy / DATA / "disclosure-statement.jws"
        ours = disclosure.verify(path.read_text(), made_case.office.bundle.public)
        path.write_text(disclosure.sign(ours, SigningKey.generate(Purpose.BUNDLE)))
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust)) == {"hidden.covered": "statement"}


class TestLedger:
    ENTRIES = f"{DATA}/ledger/1/entries.json"

    def test_entry_cut_off(self, copy, made_case) -> None:
        edit_json(copy / self.ENTRIES, lambda value: value["entries"].pop(1))
        resign(copy, made_case.office.bundle)
        broken = failing(verify(copy, made_case.trust))
        assert broken == {"ledger.holds-items": "not-entered", "case.complete": "case-gap"}

    def test_last_entry_cut_off(self, copy, made_case) -> None:
        edit_json(copy / self.ENTRIES, lambda value: value["entries"].pop())
        resign(copy, made_case.office.bundle)
        verdict = verify(copy, made_case.trust)
        claim = verdict.claim("case.complete")
        assert (claim.verdict, claim.reason) == (Holding.NOT_CHECKED, "case-end-unknown")
        assert failing(verdict) == {"ledger.holds-items": "bundle-not-entered"}

    def test_entry_rewritten(self, copy, made_case) -> None:
        def change(value) -> None:
            leaf = ledger_entry.parse_leaf(value["entries"][0]["leaf"].encode())
            value["entries"][0]["leaf"] = ledger_entry.leaf_bytes(
                replace(leaf, wall="2026-01-01T00:00:00.000+00:00")
            ).decode()

        edit_json(copy / self.ENTRIES, change)
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust))["ledger.unbroken"] == "inclusion"

    def test_detail_changed(self, copy, made_case) -> None:
        def change(value) -> None:
            value["entries"][0]["detail"] = value["entries"][0]["detail"].replace("laptop", "tablet")

        edit_json(copy / self.ENTRIES, change)
        resign(copy, made_case.office.bundle)
        verdict = verify(copy, made_case.trust)
        assert verdict.claim("ledger.unbroken").details["code"] == "ledger.detail-mismatch"

    @pytest.mark.parametrize("line", [0, 1])
    def test_either_signature_line_stripped(self, copy, made_case, line) -> None:
        """stripped_mldsa: a note alone is good with either line; our policy demands both (R17)."""
        path = copy / DATA / "ledger/1/checkpoint"
        head, _, lines = path.read_text().partition("\n\n")
        kept = lines.splitlines()
        del kept[line]
        path.write_text(head + "\n\n" + "\n".join(kept) + "\n")
        resign(copy, made_case.office.bundle)
        verdict = verify(copy, made_case.trust)
        assert failing(verdict)["ledger.unbroken"] == "checkpoint"
        assert verdict.claim("ledger.unbroken").details["code"] == "checkpoint.incomplete"

    def test_ml_dsa_key_swapped_with_its_line(self, copy, made_case) -> None:
        from field_doc.formats.keys import LogKeys, MlDsaKey

        folder = copy / DATA / "ledger/1"
        device = made_case.device
        other = MlDsaKey.generate()
        head = checkpoint.read_unverified((folder / "checkpoint").read_text())
        (folder / "checkpoint").write_text(checkpoint.sign_outgoing(head, LogKeys(device.log.ed, other)))
        (folder / "ml-dsa-44.pub").write_bytes(other.public_raw)
        resign(copy, made_case.office.bundle)
        assert verify(copy, made_case.trust).claim("ledger.unbroken").details["code"] == "checkpoint.unknown-key"

    def test_without_any_ledger_nothing_holds(self, copy, made_case) -> None:
        edit_json(copy / DATA / "bundle.json", lambda value: value.update(ledgers=[]))
        resign(copy, made_case.office.bundle)
        verdict = verify(copy, made_case.trust)
        assert failing(verdict) == {"ledger.unbroken": "no-ledger"}
        assert verdict.exit_code == 1

    def test_the_case_left_out_of_the_description(self, copy, made_case) -> None:
        """The entry of the bundle says that it is about the whole case: keeping silent about it fails."""
        edit_json(copy / DATA / "bundle.json", lambda value: value["ledgers"][0].update(case=None))
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust)) == {"case.complete": "ledgers-differ"}

    def test_size_the_description_claims(self, copy, made_case) -> None:
        edit_json(copy / DATA / "bundle.json", lambda value: value["ledgers"][0].update(size=6))
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust))["ledger.unbroken"] == "checkpoint"


class TestSigner:
    def test_remade_whole(self, made_case, tmp_path, uk_words) -> None:
        """R01: a forger remakes everything with his own office, devices, log and signer, by running Field Doc."""
        forged = material.make_case(seed=666)
        p12 = signing.make_signer(
            forged.office.root, forged.office.root_pem, "Офіс документування (зразок)", b"x", material.SetClock()
        )
        out = tmp_path / "forged"
        bundle.write(forged.source, out, signer=Signer(p12, b"x"), key=forged.office.bundle, words=uk_words)
        verdict = verify(out, made_case.trust)
        assert (verdict.verdict, verdict.trust, verdict.exit_code) == (Holding.FAILS, Trusted.FOREIGN, 1)
        assert failing(verdict) == {"list.anchored": "foreign-root"}
        alone = verify(out)
        assert (alone.verdict, alone.trust, alone.exit_code) == (Holding.CONSISTENT, Trusted.NONE, 6)
        assert alone.root_fingerprint != made_case.office.fingerprint

    def test_genuine_root_copied_into_a_forgery(self, made_case, tmp_path, uk_words) -> None:
        """The genuine root's certificate is public: putting it into the bag helps nobody."""
        forged = material.make_case(seed=667)
        p12 = signing.make_signer(forged.office.root, forged.office.root_pem, "x", b"x", material.SetClock())
        out = tmp_path / "forged"
        bundle.write(forged.source, out, signer=Signer(p12, b"x"), key=forged.office.bundle, words=uk_words)
        (out / layout.BAG / layout.ROOT_COPY).write_text(made_case.office.root_pem)
        edit_json(out / DATA / "bundle.json", lambda value: value.update(root=made_case.office.fingerprint))
        resign(out, forged.office.bundle)
        verdict = verify(out, made_case.trust)
        assert verdict.trust is Trusted.FOREIGN
        assert verdict.exit_code == 1
        assert verify(out).exit_code == 1

    def test_a_certificate_of_another_purpose_signs_no_list(self, copy, made_case) -> None:
        edit_json(copy / DATA / "bundle.json", lambda value: value["certificates"][0].update(purpose="record"))
        resign(copy, made_case.office.bundle)
        verdict = verify(copy, made_case.trust)
        assert verdict.exit_code == 1
        assert failing(verdict)["list.signed"] == "signature"

    def test_description_out_of_shape(self, copy, made_case) -> None:
        (copy / DATA / "bundle.json").write_bytes(b"{}")
        resign(copy, made_case.office.bundle)
        verdict = verify(copy, made_case.trust)
        assert verdict.exit_code == 1
        assert verdict.claim("records.sealed").reason == "earlier-failure"


class TestRevocation:
    def test_by_the_trust_file(self, copy, made_case) -> None:
        since = datetime(2026, 11, 1, tzinfo=UTC)
        item = trust.TrustedRevocation(made_case.device.record.public.thumbprint(), since)
        verdict = verify(copy, replace(made_case.trust, revoked=(item,)))
        assert failing(verdict) == {"keys.not-revoked": "revoked"}
        assert verdict.claim("keys.not-revoked").details["device"] == made_case.device.code

    def test_by_the_state_in_the_bundle(self, made_case, report_signer, uk_words, tmp_path) -> None:
        thumbprint = made_case.device.log.ed.public.thumbprint()
        state = RevocationState(material.NOW.isoformat(), 41, (Revoked(thumbprint, "2026-11-01T00:00:00Z", 40),))
        source = replace(made_case.source, revocation=state)
        bundle.write(source, tmp_path / "o", signer=report_signer, key=made_case.office.bundle, words=uk_words)
        assert failing(verify(tmp_path / "o", made_case.trust)) == {"keys.not-revoked": "revoked"}

    def test_no_office_log_seen_is_said(self, made_case, report_signer, uk_words, tmp_path) -> None:
        source = replace(made_case.source, revocation=RevocationState("", 0))
        bundle.write(source, tmp_path / "o", signer=report_signer, key=made_case.office.bundle, words=uk_words)
        claim = verify(tmp_path / "o", made_case.trust).claim("keys.not-revoked")
        assert (claim.verdict, claim.reason) == (Holding.NOT_CHECKED, "no-office-log")


def test_full_edition_opens_commitments_of_its_originals(made_case, report_signer, uk_words, tmp_path) -> None:
    source = made_case.edition(Edition.FULL)
    bundle.write(
        source, tmp_path / "o", signer=report_signer, key=made_case.office.bundle, words=uk_words, plain_reason="x"
    )
    assert failing(verify(tmp_path / "o", made_case.trust)) == {}
    edit_json(tmp_path / "o" / DATA / "bundle.json", lambda value: value["exhibits"][0].update(salt="00" * 32))
    resign(tmp_path / "o", made_case.office.bundle)
    assert failing(verify(tmp_path / "o", made_case.trust)) == {"ledger.holds-items": "not-entered"}


def test_an_original_exchanged_by_the_key_holder_opens_no_commitment(
    made_case, report_signer, uk_words, tmp_path
) -> None:
    source = made_case.edition(Edition.FULL)
    out = tmp_path / "o"
    bundle.write(source, out, signer=report_signer, key=made_case.office.bundle, words=uk_words, plain_reason="x")
    (out / DATA / "exhibits/004.jpg").write_bytes(b"another picture")
    resign(out, made_case.office.bundle)
    found = {"ledger.holds-items": "not-entered", "index.agrees": "index-differs"}
    assert failing(verify(out, made_case.trust)) == found
    digest = hashlib.sha256(b"another picture").hexdigest()
    edit_json(out / DATA / "bundle.json", lambda value: value["exhibits"][0].update(sha256=f"sha256:{digest}"))
    resign(out, made_case.office.bundle)
    assert failing(verify(out, made_case.trust)) == found


class TestIndex:
    """N7: the table a recipient's own system reads is compared with the signed description."""

    @pytest.mark.parametrize(("was", "lies"), [
        (b"006;withheld", b"006;full"), (b"006;withheld", b"016;withheld"), (b";class\r\n", b";consent\r\n"),
        (b"exhibits/004.1.jpg", b"exhibits/005.1.jpg"), (b"sha256:", b"sha256:0"),
    ])  # fmt: skip
    def test_it_lies_and_the_key_holder_signs(self, copy, made_case, was, lies) -> None:
        path = copy / DATA / "index.csv"
        assert was in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(was, lies, 1))
        resign(copy, made_case.office.bundle)
        broken = failing(verify(copy, made_case.trust))
        assert broken.keys() == {"index.agrees"}

    def test_a_line_left_out_or_twice(self, copy, made_case) -> None:
        path = copy / DATA / "index.csv"
        whole = path.read_bytes().splitlines(keepends=True)
        for lines in (whole[:-1], [*whole, whole[-1]], whole[1:], []):
            path.write_bytes(b"".join(lines))
            resign(copy, made_case.office.bundle)
            assert failing(verify(copy, made_case.trust)).keys() == {"index.agrees"}

    def test_that_the_page_is_not_compared_is_said(self, copy, made_case) -> None:
        claim = verify(copy, made_case.trust).claim("html.agrees")
        assert (claim.verdict, claim.reason) == (Holding.NOT_CHECKED, "html-not-compared")
        (copy / DATA / "report.html").unlink()
        resign(copy, made_case.office.bundle)
        assert verify(copy, made_case.trust).claim("html.agrees").reason == "html-absent"


class TestNumbers:
    """R16: items are numbered without a gap, those not included too, and are as many as were entered."""

    def test_an_item_dropped_whole(self, copy, made_case) -> None:
        path = copy / DATA / "exhibits/005.1.jpg"
        path.unlink()

        def change(value) -> None:
            value["exhibits"] = [e for e in value["exhibits"] if e["number"] != "005.1"]
            value["withheld"] = [e for e in value["withheld"] if e["exhibit"] != "005"]

        edit_json(copy / DATA / "bundle.json", change)
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust))["ledger.holds-items"] == "number-missing"
        assert verify(copy, made_case.trust).claim("ledger.holds-items").details["exhibit"] == "005"

    def test_the_last_one_dropped(self, copy, made_case) -> None:
        edit_json(
            copy / DATA / "bundle.json",
            lambda value: value.update(withheld=[e for e in value["withheld"] if e["exhibit"] != "006"]),
        )
        resign(copy, made_case.office.bundle)
        assert failing(verify(copy, made_case.trust))["ledger.holds-items"] == "number-missing"


@pytest.mark.parametrize(
    ("member", "value"),
    [("issued_at", "2026-11-14T12:05:00"), ("issued_at", "yesterday"), ("root", "sha256:00"), ("number", "x")],
)
def test_description_with_values_out_of_form_is_a_verdict_not_a_crash(copy, made_case, member, value) -> None:
    edit_json(copy / DATA / "bundle.json", lambda found: found.update({member: value}))
    resign(copy, made_case.office.bundle)
    for given in (None, made_case.trust):
        assert verify(copy, given).exit_code == 1


def test_paths_out_of_the_bag_are_not_read(copy, made_case) -> None:
    (copy / "outside.sdjwt").write_text("x~")
    edit_json(copy / DATA / "bundle.json", lambda found: found["records"][0].update(file="../../../outside.sdjwt"))
    resign(copy, made_case.office.bundle)
    assert failing(verify(copy, made_case.trust))["records.sealed"] == "record"


def test_any_byte_anywhere_is_found(copy, made_case) -> None:
    """Random single-byte changes over all files; then the same by the holder of the bundle key, without a crash."""
    import random

    rng = random.Random(20261114)
    files = sorted(p for p in copy.rglob("*") if p.is_file())
    for _ in range(40):
        path = rng.choice(files)
        original = path.read_bytes()
        data = bytearray(original)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
        assert verify(copy, made_case.trust).exit_code == 1, path.name
        assert verify(copy).exit_code == 1, path.name
        path.write_bytes(original)
    payload = [p for p in files if "data" in p.parts]
    for _ in range(40):
        path = rng.choice(payload)
        original = path.read_bytes()
        start = rng.randrange(len(original))
        path.write_bytes(original[:start] + rng.randbytes(rng.randrange(9)) + original[start + rng.randrange(9) :])
        resign(copy, made_case.office.bundle)
        verify(copy, made_case.trust)
        path.write_bytes(original)


def test_every_claim_and_reason_has_words(catalogues) -> None:
    import ast
    import inspect

    from field_doc.verifier import bundle as b
    from field_doc.verifier import case, chain, contents, files, index, ledgers, report, revoked, single

    reasons = {"ok", "continued", "anchored-before", "encrypted", "stick"}
    for module in (b, case, chain, contents, files, index, ledgers, report, revoked, single):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"fails", "not_checked"}
                and len(node.args) > 1
            ):
                reasons |= {c.value for c in ast.walk(node.args[1]) if isinstance(c, ast.Constant)}
    for language in ("en", "uk"):
        known = catalogues.merge(language, catalogues.parts_of(language))
        named = {*CLAIMS, *ALONE, CONTINUED}
        assert {c for c in named if ("claim", c) not in known or ("claim-shows", c) not in known} == set()
        assert {r for r in reasons if ("claim-reason", r) not in known or ("claim-means", r) not in known} == set()


def test_no_words_about_a_claim_call_anything_valid(catalogues) -> None:
    """Whether something is genuine depends on an anchor the words of a single claim know nothing of (N1, R01)."""
    contexts = {"claim", "claim-reason", "claim-shows", "claim-means", "claim-detail", "checked"}
    forbidden = re.compile(
        r"\b(in)?valid|\bauthentic|\bgenuine|дійсн|справжн|автентичн|достовірн|\bprove[sn]?\b|довод", re.IGNORECASE
    )
    for language in ("en", "uk"):
        known = catalogues.merge(language, catalogues.parts_of(language))
        texts = {key: str(text) for key, text in known.items() if key[0] in contexts}
        assert len(texts) > 80
        assert {key: text for key, text in texts.items() if forbidden.search(text)} == {}


def test_verifier_needs_formats_and_base_only() -> None:
    import ast
    from pathlib import Path

    import field_doc.verifier

    for path in Path(field_doc.verifier.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("field_doc"):
                assert node.module.split(".")[1] in {"base", "formats", "verifier"}, node.module
