"""A record names another that never came to the desk: its bundle is made all the same, and says the code is not here."""

from __future__ import annotations

import pytest
import road

from field_doc.app.commands import bundles, desk, records, sync
from field_doc.base.clock import SystemClock
from field_doc.export.signing import make_signer

PURPOSE = "cp_ua_authorities"


@pytest.fixture
def site(tmp_path):
    with road.site(tmp_path / "office") as made:
        yield made


def test_a_statement_whose_person_was_never_sealed(site, tmp_path) -> None:
    with road.made(tmp_path / "field.fdvault") as field:
        site.enrol(field)
        account = road.Account(field)
        for record in (account.case, account.consent, account.statement):
            records.seal(field, record)
        sync.sync_now(field)
        assert desk.pull(site.desk).refused == ()
    chosen = {"edition": "pseudonymised", "purpose": PURPOSE, "language": "uk", "records": [account.statement]}
    seen = bundles.look_ahead(site.desk, **chosen)
    assert len(seen.items) == 1
    assert seen.items[0].consent.covers  # the consent names the person too, and it came
    root, root_pem = site.root()
    signer = tmp_path / "signer.p12"
    signer.write_bytes(make_signer(root, root_pem, "Signer", b"pass", SystemClock()))
    made = bundles.issue(
        site.desk, out=tmp_path / "out", recipient="Court", signer=signer, signer_passphrase="pass",
        reviewed=seen.suspects, **chosen,
    )  # fmt: skip
    assert not [c.claim for c in bundles.verify(made.out, None).claims if c.verdict.value == "fails"]
