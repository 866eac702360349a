"""``check --full`` finds what was changed behind the program's back, and nothing on a good vault."""

from __future__ import annotations

import os

import pytest
from faults import PASSPHRASE, behind, cheap, unlocked

from field_doc.app.commands import custody, files, intake, records, upkeep, vaults
from field_doc.app.session import Session
from field_doc.base.errors import FieldDocError, IntegrityFailure


@pytest.fixture
def lived_in(session, incident, tmp_path, vault_path):
    """A vault with two files, sealed and amended records, an identity; closed again."""
    for name, size in (("a", 200_000), ("b", 10)):
        (tmp_path / name).write_bytes(os.urandom(size))
    intake.take_in(session, [tmp_path / "a", tmp_path / "b"], incident)
    records.seal(session, incident)
    records.amend(session, incident, {"title": "Second"}, "why")
    records.seal(session, records.new_record(session, "identity", {"surname": "Name"}).id)
    assert upkeep.check(session, full=True).findings == ()
    assert upkeep.check(session, full=False).findings == ()
    session.close()
    return vault_path


def found(path, *, full: bool = True) -> set[str]:
    with unlocked(path) as session:
        return {f.code for f in upkeep.check(session, full=full).findings}


def payloads(path):
    return sorted((p for p in (path / "payloads").rglob("*") if p.is_file()), key=lambda p: -p.stat().st_size)


def flip(path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x40
    path.write_bytes(data)


@pytest.mark.parametrize("offset", [0, 16, 70_000, -1])
def test_flipped_byte_in_a_payload(lived_in, offset) -> None:
    flip(payloads(lived_in)[0], offset)
    assert found(lived_in) == {"check.payload-damaged"}


def test_payload_cut_short_or_longer(lived_in) -> None:
    big, small = payloads(lived_in)[:2]
    big.write_bytes(big.read_bytes()[:-1])
    small.write_bytes(small.read_bytes() + b"x")
    with unlocked(lived_in) as session:
        assert [f.code for f in upkeep.check(session, full=True).findings] == ["check.payload-damaged"] * 2


def test_two_payloads_exchanged(lived_in) -> None:
    big, small = payloads(lived_in)[:2]
    content = big.read_bytes()
    big.write_bytes(small.read_bytes())
    small.write_bytes(content)
    assert found(lived_in) == {"check.payload-damaged"}


@pytest.mark.parametrize("full", [True, False])
def test_missing_and_unknown_payload(lived_in, full) -> None:
    payloads(lived_in)[0].unlink()
    (lived_in / "payloads" / "ff").mkdir(exist_ok=True)
    (lived_in / "payloads" / "ff" / ("f" * 32)).write_bytes(b"x")
    assert found(lived_in, full=full) == {"check.payload-missing", "check.payload-unknown"}


def test_what_file_managers_leave_behind_is_told(lived_in) -> None:
    (lived_in / "payloads" / "Thumbs.db").write_bytes(b"x")
    (payloads(lived_in)[0].parent / "folder").mkdir()
    (lived_in / "incoming" / ".DS_Store").write_bytes(b"x")
    with unlocked(lived_in) as session:
        assert {f.subject for f in upkeep.check(session, full=True).findings} == {"Thumbs.db", "folder"}


def test_digest_changed_in_the_database(lived_in) -> None:
    with behind(lived_in) as vault:
        vault.records.execute("UPDATE payloads SET sha256 = ? WHERE bytes = 10", ("sha256:" + "0" * 64,))
    assert "check.payload-differs" in found(lived_in)


def test_header_gone_or_of_another_payload(lived_in) -> None:
    with behind(lived_in) as vault:
        vault.records.execute("DELETE FROM headers WHERE payload = (SELECT name FROM payloads WHERE bytes = 10)")
        vault.records.execute("UPDATE headers SET header = X'00'")
    assert found(lived_in) == {"check.payload-damaged"}


# Each: what somebody with the database's key does, and the finding that tells of it.
TAMPERED = {
    "leaf-changed": (
        "UPDATE ledger SET leaf = CAST(replace(CAST(leaf AS TEXT), '.created', '.unlocked') AS BLOB) WHERE seq = 1",
        "check.ledger-tree",
    ),
    "leaf-rubbish": ("UPDATE ledger SET leaf = X'00' WHERE seq = 3", "check.ledger-entry"),
    "leaf-missing-inside": ("DELETE FROM ledger WHERE seq = 3", "check.ledger-order"),
    "leaves-exchanged": (
        ("UPDATE ledger SET leaf = (SELECT leaf FROM ledger WHERE seq = 7 - l.seq) FROM (SELECT seq FROM ledger) l"
        " WHERE ledger.seq = l.seq AND l.seq IN (3, 4)"),
        "check.ledger-order",
    ),
    "detail-changed": (
        "UPDATE ledger_details SET detail = (SELECT detail FROM ledger_details WHERE seq = 1)", "check.ledger-detail",
    ),
    "detail-rubbish": ("UPDATE ledger_details SET detail = X'5b5d'", "check.ledger-entry"),
    "version-changed": ("UPDATE versions SET sealed = replace(sealed, '.', 'A.')", "check.version"),
    "version-other": (
        ("UPDATE versions SET sealed = (SELECT sealed FROM versions v WHERE v.number = 1"
        " AND v.record_id = versions.record_id) WHERE number = 2"),
        "check.version-digest",
    ),
    "version-without-entry": ("UPDATE versions SET seq = 0 WHERE number = 2", "check.version-entry"),
    "device-key-replaced": ("UPDATE epochs SET record_public = randomblob(32)", "check.version"),
}  # fmt: skip


@pytest.mark.parametrize("case", TAMPERED)
def test_changed_database_is_found(lived_in, case) -> None:
    statement, code = TAMPERED[case]
    with behind(lived_in) as vault:
        vault.records.execute(statement)
    assert code in found(lived_in)
    assert code in found(lived_in), "a check must not heal what it found"


OLD_HEAD = "UPDATE epochs SET head = :head, size = :size"
CUTS = {
    "head-rubbish": ("UPDATE epochs SET head = 'rubbish'",),
    "head-emptied": ("UPDATE epochs SET head = ''",),
    "head-older": ("UPDATE epochs SET head = :head",),
    "size-changed": ("UPDATE epochs SET size = size - 1",),
    "entries-cut": ("DELETE FROM ledger_details WHERE seq >= :size", "DELETE FROM ledger WHERE seq >= :size"),
    "entries-and-nodes-cut": (
        "DELETE FROM ledger_details WHERE seq >= :size", "DELETE FROM ledger WHERE seq >= :size",
        "DELETE FROM ledger_nodes WHERE (idx + 1) << level > :size", "UPDATE epochs SET size = :size",
    ),
    "everything-cut": (
        "DELETE FROM ledger_details", "DELETE FROM ledger", "DELETE FROM ledger_nodes", "UPDATE epochs SET size = 0",
    ),
    "node-changed": ("UPDATE ledger_nodes SET hash = zeroblob(32)",),
}  # fmt: skip


@pytest.mark.parametrize("case", CUTS)
def test_cut_ledger_and_replaced_head_stay_to_be_found(lived_in, incident, case) -> None:
    """Whoever holds the database's key but not the passphrase cannot sign: the next unlock must not do it for them."""
    with behind(lived_in) as vault:
        older = dict(vault.records.row("SELECT head, size FROM epochs"))
    with unlocked(lived_in) as session:
        first = vaults.info(session)
        records.new_record(session, "note", {"title": "what shall disappear"})
    with behind(lived_in) as vault:
        for statement in CUTS[case]:
            given = {name: value for name, value in older.items() if f":{name}" in statement}
            vault.records.execute(statement, given)
    for epoch in (2, 2):
        with unlocked(lived_in) as session:
            info = vaults.info(session)
            assert (info.epoch, info.device != first.device) == (epoch, True)
            entry = next(x for x in custody.entries(session) if x.epoch == 2 and x.seq == 0)
            assert entry.terms["cause"] == "ledger-broken"
            codes = {f.code for f in upkeep.check(session, full=True).findings}
            assert any(code.startswith("check.ledger") for code in codes), codes
            assert records.show(session, incident).shown.version == 2


def test_recovery_of_a_vault_whose_ledger_was_cut(lived_in, incident) -> None:
    with unlocked(lived_in) as session:
        shares = vaults.make_shares(session, 2, 2).mnemonics
    with behind(lived_in) as vault:
        vault.records.execute("DELETE FROM ledger_nodes")
    with Session(derive=cheap) as session:
        vaults.recover(session, lived_in, shares, "six other words")
        assert records.show(session, incident).shown.version == 2
        assert upkeep.check(session, full=True).findings


def test_broken_ledger_is_listed_with_everything_else(lived_in) -> None:
    with behind(lived_in) as vault:
        vault.records.execute("UPDATE ledger SET leaf = X'00' WHERE seq = 3")
    payloads(lived_in)[0].unlink()
    assert found(lived_in) >= {"check.ledger-entry", "check.ledger-tree", "check.payload-missing"}


def test_check_itself_is_entered_with_what_it_found(lived_in) -> None:
    payloads(lived_in)[0].unlink()
    with unlocked(lived_in) as session:
        upkeep.check(session, full=True)
        last = custody.entries(session, limit=1)[0]
    assert (last.event, last.terms["findings"], last.terms["extent"]) == ("fixity.checked", "1", "full")


def test_flipped_pages_are_damage_and_not_a_bug(lived_in) -> None:
    whole = (lived_in / "records.db").read_bytes()
    for offset in range(2000, len(whole), 4096 * 7):
        flip(lived_in / "records.db", offset)
        try:
            with Session(derive=cheap) as session:
                vaults.unlock(session, lived_in, PASSPHRASE)
                assert upkeep.check(session, full=True).findings
        except IntegrityFailure:
            pass
        except FieldDocError as error:
            pytest.fail(f"page {offset // 4096}: {error.family} {error.code}")
        (lived_in / "records.db").write_bytes(whole)


def test_listing_still_works_on_a_vault_with_findings(lived_in) -> None:
    """Damage is told, and what is whole stays readable."""
    payloads(lived_in)[0].unlink()
    with unlocked(lived_in) as session:
        assert len(records.list_records(session)) >= 2
        assert len(files.list_files(session)) == 2
