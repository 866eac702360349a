"""Acts on the vault: passphrase, side file, lock, newer formats, recovery, backup and restore."""

from __future__ import annotations

import json
import shutil

import pytest
from faults import PASSPHRASE, behind, cheap, made, unlocked

from field_doc.app.commands import custody, intake, records, upkeep, vaults
from field_doc.app.session import Session
from field_doc.base.errors import AccessRefused, FieldDocError, InputProblem, IntegrityFailure, Unsupported
from field_doc.formats import age, canonical, sdjwt
from field_doc.vault import side_file
from field_doc.vault.vault import Vault

NEW = "another six words nobody has guessed"


def all_events(session) -> list[str]:
    return [x.event for x in reversed(custody.entries(session, limit=10_000))]


def refused(path, passphrase: str) -> FieldDocError:
    """The error an unlock ends with."""
    with Session(derive=cheap) as session, pytest.raises(FieldDocError) as error:
        vaults.unlock(session, path, passphrase)
    return error.value


def test_wrong_passphrase_is_noted_outside_and_entered_at_the_next_unlock(session, vault_path) -> None:
    session.close()
    for wrong in ("wrong", "", PASSPHRASE + " "):
        error = refused(vault_path, wrong)
        assert (error.code, error.exit_code) == ("vault.passphrase-wrong", 3)
    noted = (vault_path / side_file.NAME).read_bytes()
    assert noted
    assert b"unlock" not in noted
    with unlocked(vault_path) as again:
        failed = [x for x in custody.entries(again) if x.event == "vault.unlock-failed"]
        assert len(failed) == 3
        assert {x.terms["reported"] for x in failed} == {"unprotected-file"}
        assert all(x.detail["at"] for x in failed)
    assert not (vault_path / side_file.NAME).exists()
    with unlocked(vault_path) as third:
        assert all_events(third).count("vault.unlock-failed") == 3


def test_forged_or_damaged_side_file_does_not_keep_the_owner_out(session, vault_path) -> None:
    session.close()
    for rubbish in (b"\0", b"\xff" * 100, b"\0\0\0\x10" + b"x" * 16, bytes(4), b"\0\0\0\x05ab"):
        (vault_path / side_file.NAME).write_bytes(rubbish)
        with unlocked(vault_path) as again:
            assert all_events(again)[-2:] == ["vault.unlock-failed", "vault.unlocked"]
            assert custody.verify(again) == ()


def test_nested_rubbish_in_a_forged_side_file_does_not_spoil_the_ledger(session, vault_path) -> None:
    """Anybody can seal to the vault's public recipient; what they write must not reach the ledger as they like."""
    recipient = session.run(lambda s: s.vault.header.recipient)
    session.close()
    nested: list = []
    for _ in range(29):
        nested = [nested]
    plain = canonical.encode({"at": nested, "event": "x" * 5000})
    sealed = age.encrypt_bytes(plain, [age.HybridRecipient.from_text(recipient)])
    (vault_path / side_file.NAME).write_bytes(len(sealed).to_bytes(4, "big") + sealed)
    with unlocked(vault_path) as again:
        assert custody.verify(again) == ()
        line = next(x for x in custody.entries(again) if x.event == "vault.unlock-failed")
        assert len(repr(line.detail)) < 200


def test_unlock_leaves_the_passphrase_nowhere(session, vault_path) -> None:
    session.close()
    refused(vault_path, "markedpassphrase")
    for path in vault_path.rglob("*"):
        if path.is_file():
            assert b"markedpassphrase" not in path.read_bytes()


def test_opened_twice(session, vault_path) -> None:
    assert refused(vault_path, PASSPHRASE).code == "vault.opened-twice"
    assert refused(vault_path, "wrong").code == "vault.opened-twice"
    session.close()
    with unlocked(vault_path) as again:
        assert again.is_open


def test_locked_session_refuses_everything(session) -> None:
    session.run_bare(session._close)
    with pytest.raises(AccessRefused, match=r"vault\.locked"):
        records.list_records(session)


@pytest.mark.parametrize("what", ["header", "floor", "schema"])
def test_newer_vault_is_told_and_left_as_it_is(session, vault_path, what) -> None:
    session.close()
    if what == "header":
        header = json.loads((vault_path / "vault.json").read_bytes())
        text = json.dumps({**header, "format": "field-doc/vault/v2"}, sort_keys=True, separators=(",", ":"))
        (vault_path / "vault.json").write_text(text)
    else:
        statement = "UPDATE meta SET value = '2' WHERE name = 'min_format'"
        with behind(vault_path) as vault:
            vault.records.execute(statement if what == "floor" else "PRAGMA user_version = 9999")
    before = (vault_path / "records.db").read_bytes()
    with Session(derive=cheap) as again, pytest.raises(Unsupported, match=r"vault\.newer-format"):
        vaults.unlock(again, vault_path, PASSPHRASE)
    assert (vault_path / "records.db").read_bytes() == before


def test_no_vault_there_and_place_taken(tmp_path, vault_path, session) -> None:
    for path in (tmp_path, tmp_path / "nothing", tmp_path / "file"):
        (tmp_path / "file").write_bytes(b"")
        assert refused(path, PASSPHRASE).code == "vault.none-here"
    for path in (vault_path, tmp_path / "file"):
        with pytest.raises(InputProblem, match=r"vault\.place-taken"):
            made(path)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"documenter": " "}, "vault.documenter-name"), ({"documenter": "n" * 201}, "vault.documenter-name"),
        ({"code": ""}, "vault.documenter-code"), ({"passphrase": ""}, "vault.passphrase-empty"),
        ({"passphrase": " \n"}, "vault.passphrase-empty"),
    ],
)  # fmt: skip
def test_nothing_is_made_of_bad_input(tmp_path, given, code) -> None:
    with pytest.raises(InputProblem) as error:
        made(tmp_path / "new.fdvault", **given)
    assert error.value.code == code
    assert not (tmp_path / "new.fdvault").exists()


def test_changed_passphrase(session, vault_path) -> None:
    with pytest.raises(AccessRefused):
        vaults.change_passphrase(session, "wrong", NEW)
    with pytest.raises(InputProblem, match=r"vault\.passphrase-empty"):
        vaults.change_passphrase(session, PASSPHRASE, "")
    vaults.change_passphrase(session, PASSPHRASE, NEW)
    session.close()
    assert refused(vault_path, PASSPHRASE).code == "vault.passphrase-wrong"
    with unlocked(vault_path, NEW) as again:
        assert "vault.passphrase-changed" in all_events(again)
        assert custody.verify(again) == ()


# recovery


@pytest.fixture
def shares(session, incident, vault_path):
    records.seal(session, incident)
    made_shares = vaults.make_shares(session, 2, 3).mnemonics
    session.close()
    return made_shares


def test_recovery_gives_new_keys_and_a_new_epoch(session, incident, vault_path, shares) -> None:
    with behind(vault_path) as vault:
        old = vault.signing_keys.device_keys()
        old_epoch = dict(vault.records.row("SELECT origin, size FROM epochs"))
    with Session(derive=cheap) as again:
        info = vaults.recover(again, vault_path, shares[1:], NEW)
        assert info.epoch == 2
        assert info.device != old.device
        entry = next(x for x in custody.entries(again) if x.event == "epoch.started" and x.epoch == 2)
        assert entry.seq == 0
        assert entry.terms["cause"] == "recovered"
        assert old_epoch["origin"].endswith("/" + entry.terms["continues"])
        assert entry.terms["continues_size"] == str(old_epoch["size"])
        assert records.show(again, incident).shown.version == 1
        sealing, _ = records.amend(again, incident, {"title": "After recovery"}, "recovered")
        sealed = again.run(lambda s: s.records.sealed(incident, sealing.version))
        assert sdjwt.key_thumbprint(sealed) != old.device
        assert upkeep.check(again, full=True).findings == ()
    assert refused(vault_path, PASSPHRASE).code == "vault.passphrase-wrong"
    with unlocked(vault_path, NEW) as later:
        assert vaults.info(later).epoch == 2


def test_shares_alone_sign_nothing(session, vault_path, shares) -> None:
    vault = Vault.open_with_shares(vault_path, shares[:2])
    try:
        assert not vault.may_sign
        with pytest.raises(AccessRefused, match=r"vault\.reads-only"):
            _ = vault.signing_keys
    finally:
        vault.close()


def test_shares_that_do_not_fit_change_nothing(session, vault_path, shares, tmp_path) -> None:
    before = (vault_path / "vault.json").read_bytes()
    with made(tmp_path / "other.fdvault") as other:
        foreign = vaults.make_shares(other, 2, 3).mnemonics
    words = shares[0].split()
    for given in (
        [shares[0]], [shares[0], shares[0]], [shares[0], foreign[1]], foreign[:2], [], ["", ""], ["не слова", "x"],
        [shares[0], " ".join([*words[:-1], "academic" if words[-1] != "academic" else "acid"])],
    ):  # fmt: skip
        with Session(derive=cheap) as again, pytest.raises((InputProblem, AccessRefused)):
            vaults.recover(again, vault_path, given, NEW)
    with Session(derive=cheap) as again, pytest.raises(InputProblem, match=r"vault\.passphrase-empty"):
        vaults.recover(again, vault_path, shares[:2], "")
    assert (vault_path / "vault.json").read_bytes() == before
    with unlocked(vault_path) as still:
        assert vaults.info(still).epoch == 1


def test_new_shares_make_the_old_ones_useless(session, vault_path, shares) -> None:
    with unlocked(vault_path) as again:
        new = vaults.make_shares(again, 2, 2).mnemonics
    with Session(derive=cheap) as again, pytest.raises(AccessRefused):
        vaults.recover(again, vault_path, shares[:2], NEW)
    with Session(derive=cheap) as again:
        assert vaults.recover(again, vault_path, [m.upper() + "  " for m in new], NEW).epoch == 2


@pytest.mark.parametrize(("threshold", "count"), [(0, 0), (1, 1), (3, 2), (2, 17), (1, 3)])
def test_impossible_numbers_of_shares(session, threshold, count) -> None:
    with pytest.raises(InputProblem, match=r"shares\.numbers"):
        vaults.make_shares(session, threshold, count)
    assert not vaults.info(session).has_shares


# backup


@pytest.fixture
def backup(session, incident, tmp_path):
    (tmp_path / "photo.bin").write_bytes(b"photo" * 50_000)
    (tmp_path / "other.bin").write_bytes(b"other")
    intake.take_in(session, [tmp_path / "photo.bin", tmp_path / "other.bin"], incident)
    records.seal(session, incident)
    done = upkeep.backup(session, tmp_path / "backup")
    assert done.files == 5
    assert upkeep.backup_size(tmp_path / "backup") == done.bytes
    return tmp_path / "backup"


def public_keys(services) -> set[bytes]:
    """Of every signing key a vault holds."""
    return {bytes(r["public"]) for r in services.vault.records.rows("SELECT public FROM signing_keys")}


def test_backup_restores_into_a_new_epoch_without_the_old_keys(session, incident, backup, tmp_path) -> None:
    before = vaults.info(session)
    old = custody.head(session)
    new_path = tmp_path / "restored.fdvault"
    with Session(derive=cheap) as again:
        info = upkeep.restore(again, backup, new_path, PASSPHRASE)
        assert (info.vault_id, info.epoch) == (before.vault_id, 2)
        assert info.device != before.device
        entry = next(x for x in custody.entries(again) if x.event == "epoch.started" and x.epoch == 2)
        assert entry.seq == 0
        assert entry.terms["cause"] == "restored"
        size = int(entry.terms["continues_size"])
        # The backup was made before its own entry: what it continues is the old log one entry shorter.
        assert (old.origin.rpartition("/")[2], old.size) == (entry.terms["continues"], size + 1)
        root = again.run(lambda s: s.vault.records.value("SELECT continues_root FROM epochs WHERE number = 2"))
        assert entry.terms["continues_root"] == "sha256:" + bytes(root).hex()
        assert not again.run(public_keys) & session.run(public_keys)
        assert records.show(again, incident).shown.version == 1
        checked = upkeep.check(again, full=True)
        assert (checked.findings, checked.payloads) == ((), 2)
        assert "backup.restored" in all_events(again)
    with unlocked(new_path) as later:
        assert vaults.info(later).epoch == 2
        assert later.run(lambda s: s.keys.record.public).thumbprint() == info.device


def test_backup_holds_no_signing_key(session, backup, tmp_path) -> None:
    shutil.copytree(backup, tmp_path / "opened")
    with behind(tmp_path / "opened") as vault:
        assert vault.records.rows("SELECT * FROM signing_keys") == []


def change_first(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def payload_of(backup):
    return next(p for p in sorted((backup / "payloads").rglob("*")) if p.is_file())


SPOILS = {
    "payload-changed": lambda b: change_first(payload_of(b)),
    "payload-missing": lambda b: payload_of(b).unlink(),
    "payload-added": lambda b: (payload_of(b).parent / "added").write_bytes(b"x"),
    "payload-cut": lambda b: payload_of(b).write_bytes(payload_of(b).read_bytes()[:-1]),
    "database-changed": lambda b: change_first(b / "records.db"),
    "database-swapped": lambda b: shutil.copyfile(b / "identities.db", b / "records.db"),
    "header-changed": lambda b: change_first(b / "vault.json"),
    "log-added": lambda b: (b / "records.db-wal").write_bytes(b"x" * 100),
    "file-added": lambda b: (b / "note.txt").write_bytes(b"x"),
    "manifest-changed": lambda b: change_first(b / "backup.json"),
    "manifest-empty": lambda b: (b / "backup.json").write_bytes(b""),
    "manifest-list": lambda b: (b / "backup.json").write_bytes(b"[]"),
    "manifest-missing": lambda b: (b / "backup.json").unlink(),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_spoiled_backup_is_refused_and_nothing_stays(session, backup, tmp_path, spoil) -> None:
    SPOILS[spoil](backup)
    before = sorted(p.name for p in tmp_path.iterdir())
    with Session(derive=cheap) as again, pytest.raises((IntegrityFailure, InputProblem)):
        upkeep.restore(again, backup, tmp_path / "restored.fdvault", PASSPHRASE)
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_manifest_rewritten_to_fit_the_change_is_refused(session, backup, tmp_path) -> None:
    """Whoever changes a file can compute its digest, but not the MAC."""
    from field_doc.formats import canonical
    from field_doc.vault import backup as backups

    path = payload_of(backup)
    path.write_bytes(b"replaced")
    outer = canonical.decode((backup / "backup.json").read_bytes())
    body = canonical.decode(outer["body"].encode())
    for entry in body["files"]:
        named = backup / entry["path"]
        entry["bytes"], entry["sha256"] = named.stat().st_size, backups._digest(named)
    changed = canonical.encode({**outer, "body": canonical.encode(body).decode()})
    (backup / "backup.json").write_bytes(changed)
    with Session(derive=cheap) as again, pytest.raises(IntegrityFailure, match=r"backup\.manifest-changed"):
        upkeep.restore(again, backup, tmp_path / "restored.fdvault", PASSPHRASE)
    assert not (tmp_path / "restored.fdvault").exists()


def test_backup_and_restore_never_write_over_anything(session, vault_path, backup, tmp_path) -> None:
    with pytest.raises(InputProblem, match=r"backup\.place-taken"):
        upkeep.backup(session, backup)
    for inside in (vault_path / "backup", vault_path / "payloads" / "ab", vault_path):
        with pytest.raises(InputProblem, match=r"backup\."):
            upkeep.backup(session, inside)
    (tmp_path / "empty").mkdir()
    for place in (vault_path, backup, tmp_path / "empty", tmp_path / "photo.bin"):
        with Session(derive=cheap) as again, pytest.raises(InputProblem, match=r"vault\.place-taken"):
            upkeep.restore(again, backup, place, PASSPHRASE)
    assert upkeep.check(session, full=True).findings == ()


def test_restore_with_a_wrong_passphrase_leaves_nothing(session, backup, tmp_path) -> None:
    before = sorted(p.name for p in tmp_path.iterdir())
    with Session(derive=cheap) as again, pytest.raises(AccessRefused, match=r"vault\.passphrase-wrong"):
        upkeep.restore(again, backup, tmp_path / "restored.fdvault", "wrong")
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_restore_with_shares_needs_a_new_passphrase(session, incident, tmp_path) -> None:
    mnemonics = vaults.make_shares(session, 2, 2).mnemonics
    upkeep.backup(session, tmp_path / "backup")
    target = tmp_path / "restored.fdvault"
    with Session(derive=cheap) as again, pytest.raises(InputProblem, match=r"vault\.passphrase-empty"):
        upkeep.restore(again, tmp_path / "backup", target, "", mnemonics=mnemonics)
    with Session(derive=cheap) as again:
        upkeep.restore(again, tmp_path / "backup", target, NEW, mnemonics=mnemonics)
    with unlocked(target, NEW) as later:
        assert upkeep.check(later, full=True).findings == ()


def test_backup_onto_a_full_disk_is_not_called_a_backup(session, incident, tmp_path) -> None:
    from faults import small_disk

    (tmp_path / "photo.bin").write_bytes(bytes(2**20))
    intake.take_in(session, [tmp_path / "photo.bin"], incident)
    with small_disk(tmp_path / "stick", "1m") as stick:
        with pytest.raises(FieldDocError, match=r"disk\."):
            upkeep.backup(session, stick / "backup")
        assert list(stick.iterdir()) == []
    assert "backup.made" not in all_events(session)
