"""A vault: made, opened, refused, recovered; nothing of it readable from outside."""

import base64
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from vault_fixtures import FAST, PASSPHRASE

from field_doc.base.errors import AccessRefused, FieldDocError, InputProblem, IntegrityFailure, Unsupported
from field_doc.formats.keys import Purpose
from field_doc.vault import header as slots
from field_doc.vault.kdf import KdfParameters
from field_doc.vault.vault import HEADER, Vault, read_header

SECRET = "Оксана Мельник-Свідок 050-555-01-01"


def reopen(vault: Vault, passphrase: str = PASSPHRASE) -> Vault:
    vault.close()
    return Vault.open(vault.path, passphrase)


def test_what_was_written_is_there_after_opening_again(make_vault):
    vault = make_vault()
    with vault.records.transaction():
        vault.records.execute("INSERT INTO meta VALUES ('note', ?)", (SECRET,))
    again = reopen(vault)
    assert again.records.value("SELECT value FROM meta WHERE name = 'note'") == SECRET
    again.close()


def test_the_passphrase_is_the_same_words_in_any_unicode_form(make_vault):
    vault = make_vault()
    vault.set_passphrase("Їжак і йод")
    again = reopen(vault, unicodedata.normalize("NFD", "Їжак і йод"))
    again.close()


def test_wrong_passphrase_is_refused(make_vault):
    vault = make_vault()
    vault.close()
    with pytest.raises(AccessRefused) as refused:
        Vault.open(vault.path, PASSPHRASE + "x")
    assert refused.value.code == "vault.passphrase-wrong"


def test_a_second_opening_is_refused_and_the_first_goes_on(make_vault):
    vault = make_vault()
    with pytest.raises(AccessRefused) as refused:
        Vault.open(vault.path, PASSPHRASE)
    assert refused.value.code == "vault.opened-twice"
    vault.records.value("SELECT count(*) FROM meta")
    vault.close()


def test_a_second_opening_by_another_process_is_refused(make_vault):
    vault = make_vault()
    code = (
        "import sys; from pathlib import Path; from field_doc.vault.vault import Vault\n"
        "from field_doc.base.errors import AccessRefused\n"
        "try: Vault.open(Path(sys.argv[1]), 'x')\n"
        "except AccessRefused as e: print(e.code)\n"
    )
    out = subprocess.run([sys.executable, "-c", code, str(vault.path)], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "vault.opened-twice"
    vault.close()


def test_no_byte_of_text_stands_in_any_file(make_vault):
    vault = make_vault()
    with vault.records.transaction():
        vault.records.execute("INSERT INTO meta VALUES ('note', ?)", (SECRET,))
        vault.records.execute("INSERT INTO search (record_id, body) VALUES ('r', ?)", (SECRET,))
    with vault.identities() as identities, identities.transaction():
        identities.execute("INSERT INTO identities VALUES ('p', ?, '')", (SECRET,))
    seen = [p for p in vault.path.rglob("*") if p.is_file()]
    for form in (SECRET.encode("utf-8"), SECRET.encode("utf-16-le"), b"050-555-01-01"):
        for path in seen:
            assert form not in path.read_bytes(), path.name
    vault.close()
    for path in vault.path.rglob("*"):
        if path.is_file():
            assert b"050-555-01-01" not in path.read_bytes()


def test_after_closing_the_write_ahead_log_is_empty(make_vault):
    vault = make_vault()
    with vault.records.transaction():
        vault.records.execute("INSERT INTO meta VALUES ('note', ?)", (SECRET,))
    vault.close()
    logs = [p for p in vault.path.glob("*-wal") if p.stat().st_size]
    assert not logs


def test_vault_json_tells_neither_how_many_slots_nor_of_which_kind(make_vault):
    vault = make_vault()
    one = json.loads((vault.path / HEADER).read_text())
    vault.make_shares(2, 3)
    two = json.loads((vault.path / HEADER).read_text())
    assert [len(base64.b64decode(s)) for s in one["slots"]] == [slots.SLOT_BYTES] * 8
    assert [len(s) for s in two["slots"]] == [len(s) for s in one["slots"]]
    assert set(one) == set(two)
    vault.close()


def test_every_flipped_byte_of_vault_json_is_refused(make_vault):
    vault = make_vault()
    vault.close()
    data = (vault.path / HEADER).read_bytes()
    opened = slots.open_slot(read_header(vault.path), _secret(vault))[1]
    accepted = 0
    for position in range(0, len(data), 7):
        changed = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
        try:
            header = slots.parse(changed)
            header.authenticate(opened.vault_key)
            accepted += 1
        except FieldDocError:
            continue
    assert accepted == 0


def _secret(vault: Vault) -> bytes:
    from field_doc.vault import kdf

    header = read_header(vault.path)
    return kdf.derive(PASSPHRASE, header.kdf_salt, header.kdf)


@pytest.mark.parametrize("memory", [0, 1024, 2**40])
def test_kdf_parameters_out_of_bounds_are_refused_before_use(make_vault, memory):
    vault = make_vault()
    vault.close()
    document = json.loads((vault.path / HEADER).read_bytes())
    document["kdf"]["memory_kib"] = memory
    (vault.path / HEADER).write_text(json.dumps(document, sort_keys=True, separators=(",", ":")))
    with pytest.raises(IntegrityFailure) as refused:
        Vault.open(vault.path, PASSPHRASE)
    assert refused.value.code == "vault.kdf-out-of-bounds"


def test_a_newer_vault_is_refused_and_left_as_it_is(make_vault):
    vault = make_vault()
    vault.records.execute("PRAGMA user_version = 999")
    vault.close()
    before = {p.name: p.read_bytes() for p in vault.path.iterdir() if p.is_file()}
    with pytest.raises(Unsupported) as refused:
        Vault.open(vault.path, PASSPHRASE)
    assert refused.value.code == "vault.newer-format"
    assert {p.name: p.read_bytes() for p in vault.path.iterdir() if p.is_file() and "-" not in p.name} == {
        k: v for k, v in before.items() if "-" not in k
    }


def test_a_newer_header_is_refused(make_vault):
    vault = make_vault()
    vault.close()
    document = json.loads((vault.path / HEADER).read_bytes())
    document["format"] = "field-doc/vault/v2"
    (vault.path / HEADER).write_text(json.dumps(document, sort_keys=True, separators=(",", ":")))
    with pytest.raises(Unsupported):
        Vault.open(vault.path, PASSPHRASE)


def test_a_place_that_is_taken_is_refused_and_untouched(tmp_path: Path):
    place = tmp_path / "x.fdvault"
    place.mkdir()
    (place / "something").write_text("mine")
    with pytest.raises(InputProblem):
        Vault.create(place, PASSPHRASE, parameters=FAST)
    assert (place / "something").read_text() == "mine"


def test_a_failed_creation_leaves_nothing(tmp_path: Path):
    def failing(*_: object) -> bytes:
        raise IntegrityFailure("vault.kdf-out-of-bounds")

    with pytest.raises(IntegrityFailure):
        Vault.create(tmp_path / "x.fdvault", PASSPHRASE, parameters=FAST, derive=failing)
    assert not (tmp_path / "x.fdvault" / HEADER).exists()
    Vault.create(tmp_path / "x.fdvault", PASSPHRASE, parameters=FAST).close()


def test_shares_read_but_never_sign(make_vault):
    vault = make_vault()
    with vault.records.transaction():
        vault.signing_keys.renew_device_keys()
    mnemonics = vault.make_shares(2, 3)
    vault.close()
    opened = Vault.open_with_shares(vault.path, [mnemonics[2], mnemonics[0]])
    assert not opened.may_sign
    with pytest.raises(AccessRefused):
        _ = opened.signing_keys
    opened.close()


def test_one_share_too_few_opens_nothing(make_vault):
    vault = make_vault()
    mnemonics = vault.make_shares(2, 3)
    vault.close()
    with pytest.raises(InputProblem):
        Vault.open_with_shares(vault.path, mnemonics[:1])


def test_new_shares_revoke_the_old_ones(make_vault):
    vault = make_vault()
    old = vault.make_shares(2, 3)
    new = vault.make_shares(2, 3)
    vault.close()
    with pytest.raises(AccessRefused):
        Vault.open_with_shares(vault.path, old[:2])
    Vault.open_with_shares(vault.path, new[:2]).close()


def test_after_recovery_the_old_signing_keys_are_closed_for_ever(make_vault):
    vault = make_vault()
    with vault.records.transaction():
        vault.signing_keys.renew_device_keys()
    mnemonics = vault.make_shares(2, 2)
    vault.close()
    recovered = Vault.open_with_shares(vault.path, mnemonics)
    recovered.set_passphrase("нова фраза з шести слів тут")
    assert not recovered.signing_keys.has_device_keys()
    recovered.close()
    again = Vault.open(vault.path, "нова фраза з шести слів тут")
    with pytest.raises(AccessRefused):
        again.signing_keys.load(Purpose.RECORD)
    again.close()
    with pytest.raises(AccessRefused):
        Vault.open(vault.path, PASSPHRASE)


def test_a_changed_passphrase_replaces_the_old_one(make_vault):
    vault = make_vault()
    with vault.records.transaction():
        keys = vault.signing_keys.renew_device_keys()
    vault.set_passphrase("інша фраза")
    vault.close()
    with pytest.raises(AccessRefused):
        Vault.open(vault.path, PASSPHRASE)
    again = Vault.open(vault.path, "інша фраза")
    assert again.signing_keys.device_keys().device == keys.device
    again.close()


@pytest.mark.skipif(os.geteuid() != 0 and sys.platform == "win32", reason="POSIX permissions")
def test_evidence_is_refused_update_and_delete_by_the_database_itself(make_vault):
    vault = make_vault()
    with vault.records.transaction():
        vault.records.execute(
            "INSERT INTO epochs (number, origin, log_public, log_pq_public, record_public, cause, started_at)"
            " VALUES (1, 'o', x'00', x'00', x'00', 'created', '')"
        )
        vault.records.execute("INSERT INTO ledger (epoch, seq, leaf, event, at) VALUES (1, 0, x'00', 'e', '')")
    for statement in ("UPDATE ledger SET event = 'x'", "DELETE FROM ledger"):
        with pytest.raises(IntegrityFailure) as refused:
            vault.records.execute(statement)
        assert refused.value.code == "vault.append-only"
    vault.close()


def test_parameters_have_the_documented_default():
    assert KdfParameters() == KdfParameters(memory_kib=262144, passes=3, lanes=4)
