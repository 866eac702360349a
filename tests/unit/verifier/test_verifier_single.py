"""One file by itself: what can be checked of a report, a receipt, a ledger confirmation, and what cannot."""

from __future__ import annotations

import pytest

from field_doc.base.errors import InputProblem
from field_doc.cli.main import main
from field_doc.formats import canonical, checkpoint, ledger_entry, merkle, proof, receipt
from field_doc.formats.keys import Purpose, SigningKey
from field_doc.verifier import Holding, Trusted, verify


def verdicts(found):
    return {claim.claim: (claim.verdict.value, claim.reason) for claim in found.claims}


class TestReport:
    def test_of_the_trusted_office(self, copy, made_case) -> None:
        found = verify(copy / "report.pdf", made_case.trust)
        assert found.kind == "report"
        assert verdicts(found)["report.signed"][0] == "holds"
        assert verdicts(found)["report.same"] == ("not_checked", "alone")

    def test_without_trust_the_signer_is_unknown(self, copy) -> None:
        found = verify(copy / "report.pdf")
        assert (found.verdict, found.trust, found.exit_code) == (Holding.CONSISTENT, Trusted.NONE, 6)
        assert verdicts(found)["list.anchored"] == ("not_checked", "no-trust")

    def test_changed(self, copy, made_case) -> None:
        path = copy / "report.pdf"
        data = bytearray(path.read_bytes())
        data[len(data) // 3] ^= 1
        path.write_bytes(data)
        found = verify(path, made_case.trust)
        assert (found.verdict, found.exit_code) == (Holding.FAILS, 1)


def _receipt() -> receipt.Receipt:
    return receipt.Receipt(
        "stored", "A" * 43, "field-doc/log/v1/" + "0" * 32, 40, "ab" * 32, "sha256:" + "cd" * 32,
        ("sha256:" + "ef" * 32,), None, "2026-11-20T13:58:24Z", None,
    )  # fmt: skip


class TestReceipt:
    def test_says_what_it_is_and_that_its_signature_needs_a_certificate(self, tmp_path) -> None:
        path = tmp_path / "receipt"
        key = SigningKey.generate(Purpose.SERVER_RECEIPT)
        path.write_text(receipt.sign_stored(_receipt(), key), encoding="ascii")
        found = verify(path)
        assert found.kind == "receipt"
        assert verdicts(found) == {
            "receipt.whole": ("holds", "ok"), "receipt.signed": ("not_checked", "no-certificate"),
        }  # fmt: skip
        assert found.claim("receipt.whole").details["objects"] == 1
        assert found.claim("receipt.whole").details["kind"] == "stored"

    def test_cut_short(self, tmp_path) -> None:
        path = tmp_path / "receipt"
        text = receipt.sign_stored(_receipt(), SigningKey.generate(Purpose.SERVER_RECEIPT))
        path.write_text(text[:200], encoding="ascii")
        assert verdicts(verify(path)) == {"receipt.whole": ("fails", "unreadable")}


def _proof(tmp_path, seq=1):
    leaves = [_leaf(n) for n in range(3)]
    tree = merkle.Frontier()
    nodes = {(level, index): node for leaf in leaves for level, index, node in tree.append(merkle.leaf_hash(leaf))}
    origin = checkpoint.new_origin()
    signed = checkpoint.sign_inside(checkpoint.Checkpoint(origin, 3, tree.root()), SigningKey.generate(Purpose.LOG))
    path = merkle.inclusion_proof(1, 3, lambda level, index: nodes[level, index])
    found = proof.InclusionProof(leaves[1], seq, 3, tuple(path), signed)
    place = tmp_path / "entry.proof"
    place.write_bytes(proof.to_bytes(found))
    return place


def _leaf(number: int) -> bytes:
    return ledger_entry.leaf_bytes(
        ledger_entry.Leaf(
            seq=number, event="vault.unlocked", wall="2026-11-20T13:58:24.000+00:00",
            boot_id="11111111-2222-4333-8444-555555555555", boot_ms=1, nonce=bytes(16),
        )
    )  # fmt: skip


class TestProof:
    def test_leads_to_the_head_and_says_that_the_key_is_elsewhere(self, tmp_path) -> None:
        found = verify(_proof(tmp_path))
        assert verdicts(found) == {"proof.leads": ("holds", "ok"), "proof.signed": ("not_checked", "no-certificate")}
        assert found.claim("proof.leads").details["event"] == "vault.unlocked"

    def test_another_number_leads_elsewhere(self, tmp_path) -> None:
        assert verdicts(verify(_proof(tmp_path, seq=0)))["proof.leads"] == ("fails", "inclusion")

    def test_what_is_no_proof(self, tmp_path) -> None:
        path = tmp_path / "x.proof"
        path.write_bytes(canonical.encode({"type": "other"}))
        assert verdicts(verify(path)) == {"proof.leads": ("fails", "unreadable")}


@pytest.mark.parametrize("place", ["bundle.tar.age", ""], ids=["the file", "its folder"])
def test_an_encrypted_bundle_says_what_to_do_first(tmp_path, place) -> None:
    (tmp_path / "bundle.tar.age").write_bytes(b"age-encryption.org/v1\n-> X25519 abc\n")
    found = verify(tmp_path / place)
    assert (found.kind, found.verdict, found.exit_code) == ("encrypted", Holding.NOT_CHECKED, 6)
    assert verdicts(found) == {"closed.opened": ("not_checked", "encrypted")}
    assert "age -d" in found.claims[0].check_yourself[0]


def test_what_could_not_be_looked_into_is_not_called_consistent(tmp_path, capsys) -> None:
    path = tmp_path / "bundle.tar.age"
    path.write_bytes(b"age-encryption.org/v1\n-> X25519 abc\n")
    assert main(["verify", str(path), "--lang", "en"]) == 6
    said = capsys.readouterr().out
    assert said.startswith("Not checked here")
    assert "$ age -d -i KEY bundle.tar.age | tar -x" in said


def test_a_stick_says_who_opens_it(tmp_path) -> None:
    part = "ab" * 32
    (tmp_path / part).write_bytes(bytes(8))
    (tmp_path / "index").write_text(part + "\n", encoding="ascii")
    found = verify(tmp_path)
    assert (found.kind, found.verdict, found.exit_code) == ("stick", Holding.NOT_CHECKED, 6)
    assert verdicts(found) == {"closed.opened": ("not_checked", "stick")}
    assert "office receive" in found.claims[0].check_yourself[0]
    (tmp_path / "index").write_text("a list of something else\n", encoding="ascii")
    with pytest.raises(InputProblem, match=r"verify\.nothing"):
        verify(tmp_path)


def test_any_other_file_is_nothing_to_check(tmp_path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff")
    with pytest.raises(InputProblem, match=r"verify\.nothing"):
        verify(path)
