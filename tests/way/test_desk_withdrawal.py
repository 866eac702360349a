"""A withdrawal made in the field closes the account at the desk, whichever of the two came first (DOMAIN 2.4)."""

from __future__ import annotations

import pytest
import road

from field_doc.app.commands import consents, desk, records, sync
from field_doc.base.errors import AccessRefused


@pytest.fixture
def site(tmp_path):
    with road.site(tmp_path / "office") as made:
        yield made


def test_a_withdrawal_arrives_and_closes(site, tmp_path) -> None:
    with road.made(tmp_path / "field.fdvault") as field:
        site.enrol(field)
        account = road.Account(field)
        for record in (account.case, account.consent, account.statement):
            records.seal(field, record)
        sync.sync_now(field)
        assert desk.pull(site.desk).refused == ()
        assert records.show(site.desk, account.statement).shown.version == 1
        done = consents.withdraw(field, account.consent, reason="подзвонила: більше не хоче")
        assert [r.id for r in done.blocked] == [account.statement]
        assert ("office", "", "") in {(r.kind, r.recipient, r.at) for r in done.recall}, "the office has it: tell it"
        sync.sync_now(field)
        assert desk.pull(site.desk).refused == ()
    with pytest.raises(AccessRefused, match=r"record\.blocked"):
        records.show(site.desk, account.statement)
    assert records.show(site.desk, account.consent).shown.fields["status"] == "cs_withdrawn"
