"""Files only custodians may open: the desk learns neither content nor name, and can still find them in the ledger."""

from __future__ import annotations

import pytest
import road
import sync_material as material

from field_doc.app.commands import desk, intake, records, sync
from field_doc.formats import age, canonical
from field_doc.formats.ledger_entry import parse_disclosed, parse_leaf, verify_detail
from field_doc.vault.vault import Vault

MARK, FOLDER, REASON = "ZQNAMEOFAWITNESS", "ZQFOLDEROFAWITNESS", "ZQREASONWITHANAME"


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    with material.bench(tmp_path_factory.mktemp("closed")) as bench:
        yield bench


@pytest.fixture(scope="module")
def sent(case):
    """A record with an open and a closed file, an identity that was opened once; all of it at the desk."""
    account = road.Account(case.field)
    folder = case.folder / FOLDER
    folder.mkdir()
    (folder / f"{MARK}.jpg").write_bytes(b"a paper with a name")
    (case.folder / "open.jpg").write_bytes(b"a view of a street")
    taken = intake.take_in(case.field, [folder / f"{MARK}.jpg"], account.statement, decode=False, protection="identity")
    intake.take_in(case.field, [case.folder / "open.jpg"], account.statement, decode=False, protection="restricted")
    records.open_identity(case.field, account.identity, REASON)
    account.seal()
    sync.sync_now(case.field)
    assert desk.pull(case.desk).refused == ()
    return str(taken.items[0].file_id)


def everything(services) -> bytes:
    """Every value of every table of the desk's record store."""
    database, found = services.vault.records, []
    for table in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        for row in database.rows(f'SELECT * FROM "{table["name"]}"'):
            found += [v if isinstance(v, bytes) else str(v).encode() for v in tuple(row)]
    return b"\n".join(found)


def test_the_desk_knows_no_name_no_path_no_reason(case, sent) -> None:
    seen = case.desk.run(everything)
    assert b"open.jpg" in seen
    for mark in (MARK, FOLDER, REASON):
        assert mark.encode() not in seen
    row = case.desk.run(lambda s: dict(s.vault.records.row("SELECT * FROM files WHERE id = ?", (sent,))))
    assert (row["name"], row["source_path"], row["source_modified"]) == (f"closed-{sent[:8]}", "", None)


def test_the_ledger_still_holds_it(case, sent) -> None:
    rows = case.desk.run(
        lambda s: [(bytes(r["leaf"]), r["detail"]) for r in s.vault.records.rows("SELECT * FROM device_ledger")]
    )
    (entry,) = [(leaf, detail) for leaf, detail in rows if parse_leaf(leaf).terms.get("file") == sent
                and parse_leaf(leaf).event == "intake.captured"]  # fmt: skip
    shown = parse_disclosed(bytes(entry[1]))
    verify_detail(shown, parse_leaf(entry[0]).detail)
    assert {m.name for m in shown.members} == {"series", "sha256"}
    assert shown.withheld


def test_both_custodians_read_the_name_and_one_alone_does_not(case, sent) -> None:
    query = "SELECT envelope FROM identity_envelopes WHERE record_id = ? AND number = 0"
    envelope = case.desk.run(lambda s: bytes(s.vault.records.value(query, (sent,))))
    identities = []
    for which in ("a", "b"):
        path, passphrase = case.site.custodian(which)
        vault = Vault.open(path, passphrase, derive=road.cheap)
        identities.append(vault.identity)
        vault.close()
    for alone in identities[1:]:
        with pytest.raises(Exception, match="no-identity-matched"):
            age.decrypt_bytes(envelope, [alone])
    inner = age.decrypt_bytes(envelope, [identities[0]])
    with pytest.raises(Exception, match="no-identity-matched"):
        age.decrypt_bytes(inner, [identities[0]])
    said = canonical.decode(age.decrypt_bytes(inner, [identities[1]]))
    assert said["name"] == f"{MARK}.jpg"
    assert said["source_path"].endswith(f"{MARK}.jpg")
