"""The layout's own bytes: description, manifests, trust file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from field_doc.base.errors import Bug, InputProblem, IntegrityFailure
from field_doc.formats import bundle, bundle_ledger, canonical, trust


def test_description_round_trip(written) -> None:
    data = (written.bag / "data/bundle.json").read_bytes()
    assert bundle.encode(bundle.decode(data)) == data


@pytest.mark.parametrize("member", ["records", "issued_at", "revocation_position", "exhibits"])
def test_description_of_another_shape(written, member) -> None:
    value = canonical.decode((written.bag / "data/bundle.json").read_bytes())
    for wrong in (None, True, {"a": 1}, [1], [{"file": 1}]):
        with pytest.raises(IntegrityFailure):
            bundle.decode(canonical.encode({**value, member: wrong}))
    value.pop(member)
    with pytest.raises(IntegrityFailure):
        bundle.decode(canonical.encode(value))


def test_entries_round_trip_and_shape(written) -> None:
    data = (written.bag / "data/ledger/1/entries.json").read_bytes()
    assert bundle_ledger.encode(bundle_ledger.decode(data)) == data
    for wrong in (
        b"[]", b'{"earlier":[],"entries":[1],"type":"field-doc/proof/v1"}', b'{"earlier":[],"entries":[],"type":"x"}',
        b"x", b'{"entries":[],"type":"field-doc/proof/v1"}', b'{"earlier":[1],"entries":[],"type":"field-doc/proof/v1"}',
        b'{"earlier":[{"proof":[],"size":0}],"entries":[],"type":"field-doc/proof/v1"}',
        b'{"earlier":[{"proof":["x"],"size":1}],"entries":[],"type":"field-doc/proof/v1"}',
    ):  # fmt: skip
        with pytest.raises(IntegrityFailure):
            bundle_ledger.decode(wrong)


H = "0" * 64


@pytest.mark.parametrize(
    "text",
    [f"{H} data/a\n", f"{H}  ../a\n", f"{H}  /a\n", f"{H}  data/a", f"{H}  data/a\n{H}  data/a\n",
     f"{H[:-1]}  data/a\n",     f"{H}  data//a\n", f"{H}  data/.hidden\n", f"{H}  data/а\n",
     f"{H.replace('0', 'A')}  data/a\n", f"{H}  data/a\r\n"],
)  # fmt: skip
def test_manifest_lines_that_are_refused(text) -> None:
    with pytest.raises(IntegrityFailure):
        bundle.parse_manifest(text.encode())


def test_names_we_would_not_write() -> None:
    with pytest.raises(Bug):
        bundle.manifest_line(H, "data/ім’я")
    assert bundle.parse_manifest(bundle.manifest_line(H, "data/a_1.jpg").encode()) == {"data/a_1.jpg": H}


class TestTrust:
    def test_round_trip_with_revocation(self, made_case) -> None:
        since = datetime(2026, 10, 1, tzinfo=UTC)
        item = trust.TrustedRevocation("A" * 43, since)
        text = trust.encode(made_case.office.root_pem, made_case.trust.allowed_signers, (item,))
        found = trust.decode(text.encode())
        assert found.fingerprints == {made_case.office.fingerprint}
        assert found.revoked == (item,)
        assert trust.decode(text.replace("\n", "\r\n").encode()) == found

    def test_fingerprint_as_people_type_it(self, made_case) -> None:
        fingerprint = made_case.office.fingerprint
        digits = fingerprint.partition(":")[2]
        spaced = " ".join(digits[i : i + 4] for i in range(0, 64, 4)).upper()
        assert trust.from_fingerprint(spaced).fingerprints == {fingerprint}
        for wrong in ("", "sha256:", digits[:-1], digits + "00", "г" * 64):
            with pytest.raises(InputProblem):
                trust.from_fingerprint(wrong)

    @pytest.mark.parametrize(
        "change", ["no-header", "other-root", "two-fingerprints", "no-root", "cut", "bad-line", "bad-since", "binary"]
    )
    def test_refused(self, made_case, change) -> None:
        text = made_case.office.trust_text()
        changed = {
            "no-header": text.split("\n", 1)[1],
            "other-root": text.replace("# root sha256:", "# root sha256:0"),
            "two-fingerprints": text.replace("-----BEGIN", "# root sha256:" + "0" * 64 + "\n-----BEGIN"),
            "no-root": text[: text.index("-----BEGIN")],
            "cut": text[: text.index("-----END")],
            "bad-line": text.replace("office namespaces", "office"),
            "bad-since": text.replace("office ", "# revoked " + "A" * 43 + " since yesterday\noffice ", 1),
            "binary": "\u2603" + text,
        }[change]
        if change == "bad-line":
            changed = text.replace("ssh-ed25519", "ssh-rsa")
        with pytest.raises(InputProblem):
            trust.decode(changed.encode())

    def test_own_copy_of_the_root_comes_before_the_one_in_the_bag(self, made_case) -> None:
        assert made_case.trust.root_for("anything") == made_case.office.root_pem
        named = replace(made_case.trust, roots=())
        assert named.root_for(made_case.office.root_pem) == made_case.office.root_pem
        assert named.root_for(None) is None
