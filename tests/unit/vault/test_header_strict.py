"""vault.json has one spelling, and what is not authenticated cannot stand in it (R32)."""

import base64
import json

import pytest

from field_doc.base.errors import FieldDocError, InputProblem, IntegrityFailure, Unsupported
from field_doc.formats import age
from field_doc.vault import header as slots
from field_doc.vault import kdf
from field_doc.vault.kdf import KdfParameters

SECRET = bytes(32)
KEY = bytes(range(32))


@pytest.fixture(scope="module")
def made():
    recipient = age.HybridIdentity.generate().recipient().text()
    return slots.new_header("3f0b9a52-6c1d-4e27-9a51-0d4c8e7b2f10", recipient, KdfParameters(65536, 1, 4))


def sealed(header, kind=slots.SlotKind.PASSPHRASE):
    content = slots.SlotContent(kind, KEY, bytes(32), bytes(16))
    slot = slots.seal_slot(header, SECRET, content, lambda n: bytes(n))
    return slots.with_slot(header, 3, slot, KEY)


def written(document) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def test_it_opens_as_written(made):
    number, content = slots.open_slot(slots.parse(sealed(made).to_bytes()), SECRET)
    assert (number, content.vault_key) == (3, KEY)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["kdf"].update(comment=1),
        lambda d: d.update(comment="x"),
        lambda d: d.update(vault=5),
        lambda d: d.update(recipient=None),
        lambda d: d.pop("mac"),
        lambda d: d["slots"].pop(),
        lambda d: d["slots"].append(d["slots"][0]),
        lambda d: d["kdf"].update(memory_kib=True),
        lambda d: d["kdf"].update(lanes="4"),
        lambda d: d["kdf"].update(salt=""),
    ],
)
def test_what_is_not_in_the_specification_is_refused(made, change):
    document = json.loads(sealed(made).to_bytes())
    change(document)
    with pytest.raises(IntegrityFailure) as refused:
        slots.parse(written(document))
    assert refused.value.code == "vault.header-malformed"


def test_base64_has_one_spelling(made):
    document = json.loads(sealed(made).to_bytes())
    mac = document["mac"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = mac[:42] + letters[letters.index(mac[42]) ^ 1] + "="
    assert base64.b64decode(twin) == base64.b64decode(mac)
    document["mac"] = twin
    with pytest.raises(IntegrityFailure):
        slots.parse(written(document))


def test_every_bit_of_the_file_matters(made):
    data = sealed(made).to_bytes()
    accepted = []
    for position in range(len(data)):
        changed = data[:position] + bytes([data[position] ^ 1 << position % 7]) + data[position + 1 :]
        try:
            slots.parse(changed).authenticate(KEY)
            accepted.append(position)
        except FieldDocError:
            continue
    assert accepted == []


def test_a_slot_of_a_kind_to_come_is_a_newer_programs(made):
    with pytest.raises(Unsupported) as refused:
        slots.open_slot(sealed(made, kind=7), SECRET)
    assert refused.value.code == "vault.newer-format"


@pytest.mark.parametrize(
    ("text", "code"), [("я" * 2049, "vault.passphrase-too-long"), ("a\ud800", "vault.passphrase-not-text")]
)
def test_what_is_no_passphrase_is_refused_before_the_child_is_asked(text, code, monkeypatch):
    monkeypatch.setattr(kdf.subprocess, "run", None)
    with pytest.raises(InputProblem) as refused:
        kdf.derive(text, bytes(16), KdfParameters(65536, 1, 4))
    assert refused.value.code == code


def test_the_longest_passphrase_is_taken():
    assert len(kdf.derive("я" * 2048, bytes(16), KdfParameters(65536, 1, 4))) == 32
