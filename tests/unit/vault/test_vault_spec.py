"""The worked examples of docs/spec/vault.md, backup.md and payload-intake.md are true to the byte."""

import re
from pathlib import Path

import pytest

from field_doc.formats import labels
from field_doc.formats.canonical import decode
from field_doc.vault import backup, header, kdf, passphrase, shares, side_file
from field_doc.vault.derive import hkdf
from field_doc.vault.header import SlotKind
from field_doc.vault.payloads import PayloadFolder

SPEC = Path(__file__).resolve().parents[3] / "docs" / "spec"


def page(name: str) -> str:
    return (SPEC / name).read_text(encoding="utf-8")


def block(name: str, kind: str) -> str:
    found = re.findall(rf"^```{re.escape(kind)}\n(.*?)\n```$", page(name), flags=re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return found[0]


def value(name: str) -> str:
    return re.search(rf"^\| {re.escape(name)} \| `?([0-9a-f]+)`? \|$", page("vault.md"), flags=re.MULTILINE)[1]


@pytest.fixture(scope="module")
def opened():
    parsed = header.parse(block("vault.md", "vault-json").encode("ascii"))
    secret = kdf.derive(block("vault.md", "passphrase"), parsed.kdf_salt, parsed.kdf)
    return parsed, secret, header.open_slot(parsed, secret)


def test_the_example_vault_opens_with_the_passphrase_beside_it(opened):
    _, secret, (number, content) = opened
    assert secret.hex() == value("Argon2id output")
    assert number == int(value("slot that opens"))
    assert content.kind is SlotKind.PASSPHRASE
    assert content.vault_key.hex() == value("vault key")
    assert content.signing_wrap.hex() == value("signing wrap key")
    assert content.slot_id.hex() == value("slot id")


def test_the_example_is_spelled_as_the_program_spells_it(opened):
    parsed, _, (_, content) = opened
    assert parsed.to_bytes() == block("vault.md", "vault-json").encode("ascii")
    assert parsed.expected_mac(content.vault_key) == parsed.mac


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("key of records.db", labels.VAULT_RECORDS_DB),
        ("key of identities.db", labels.VAULT_IDENTITIES_DB),
        ("header MAC key", labels.VAULT_HEADER_MAC),
    ],
)
def test_the_example_keys_follow_from_the_vault_key(name, label):
    assert hkdf(bytes.fromhex(value("vault key")), label).hex() == value(name)
    shown = {labels.VAULT_IDENTITIES_DB: "`…/identities-db/v1`"}
    assert shown.get(label, f"`{label.text}`") in page("vault.md")


def test_the_page_names_the_layout_of_a_slot():
    text = page("vault.md")
    assert f"A slot has {header.SLOT_BYTES} bytes" in text
    assert labels.VAULT_SLOT_WRAP.text in text
    assert labels.VAULT_SIGN_WRAP.text in text
    assert labels.VAULT_SIDE_FILE.text in text


def test_the_page_names_its_limits():
    text = page("vault.md")
    assert f"{header.MAX_HEADER_BYTES // 1024} KiB | `header.MAX_HEADER_BYTES`" in text
    assert f"{kdf.MEMORY_KIB_MIN // 1024} MiB to {kdf.MEMORY_KIB_MAX // 1024**2} GiB" in text
    assert f"1 to {kdf.PASSES_MAX}, 1 to {kdf.LANES_MAX} |" in text
    assert f"{kdf.MAX_PASSPHRASE_BYTES} bytes | `kdf.MAX_PASSPHRASE_BYTES`" in text
    assert f"2 to {shares.MAX_SHARES} |" in text
    assert f"{side_file.MAX_EVENTS} noted" in text


def test_the_page_names_the_levels_of_passphrases():
    rows = re.findall(r"^\| ([0-4]) \| (\d+) \| ", page("vault.md"), flags=re.MULTILINE)
    assert [(int(a), int(b)) for a, b in rows] == [(0, 0), *enumerate(passphrase.LEVELS_LOG10, 1)]


def test_the_example_of_a_backup_list(tmp_path):
    (tmp_path / backup.MANIFEST).write_text(block("backup.md", "backup-json"), encoding="ascii")
    body, mac, table = backup.read_manifest(tmp_path)
    backup.verify_manifest(body, mac, hkdf(bytes.fromhex(value("vault key")), labels.BACKUP_MAC))
    assert set(table) == {"records.db", "vault.json"}
    assert decode(body)["type"] == labels.BACKUP.text
    assert labels.BACKUP_MAC.text in page("backup.md")


def test_the_example_of_recovery(tmp_path):
    folder = PayloadFolder(tmp_path)
    folder.prepare()
    for name in block("payload-intake.md", "incoming").split():
        (folder.incoming / name).write_bytes(b"staged")
    folder.recover(block("payload-intake.md", "rows").split())
    lying = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert lying == block("payload-intake.md", "after").split()
