"""The worked examples of docs/spec/age-payload.md and canonical-json.md are true to the byte."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from field_doc.formats import age, canonical
from field_doc.formats.age import header as headers
from field_doc.formats.age import hybrid, payload, reader, scrypt
from field_doc.formats.age.keys import derive
from field_doc.formats.digest import sha256_text

SPEC = Path(__file__).resolve().parents[3] / "docs" / "spec"


def block(page, name):
    found = re.findall(rf"^```{re.escape(name)}\n(.*?)\n```$", page, flags=re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return found[0]


@pytest.fixture
def age_page():
    return (SPEC / "age-payload.md").read_text(encoding="utf-8")


@pytest.fixture
def json_page():
    return (SPEC / "canonical-json.md").read_text(encoding="utf-8")


def test_the_age_example_opens(age_page):
    identity = age.HybridIdentity.from_text(block(age_page, "identity"))
    header = block(age_page, "header").encode("ascii") + b"\n"
    sealed = bytes.fromhex(block(age_page, "payload-hex"))
    plain = bytes.fromhex(block(age_page, "plaintext-hex"))
    assert age.decrypt_bytes(header + sealed, [identity]) == plain
    assert plain.decode() == "Ізюм, 12.03.2022\n"
    file_key = age.open_header(header, [identity])
    encryptor = age.PayloadEncryptor(file_key, sealed[:16])
    out = bytearray(len(sealed) - 16)
    encryptor.encrypt_into(plain, out, last=True)
    assert sealed == encryptor.nonce + out
    assert age.PayloadReader(io.BytesIO(sealed), file_key).plain_size == len(plain)


def test_the_age_example_names_its_keys(age_page):
    identity = age.HybridIdentity.from_text(block(age_page, "identity"))
    recipient = identity.recipient().text()
    sealed = bytes.fromhex(block(age_page, "payload-hex"))
    file_key = age.open_header(block(age_page, "header").encode("ascii") + b"\n", [identity])
    for text in (
        f"File key `{file_key.hex()}`",
        f"info `payload`) = `{derive(file_key, sealed[:16], b'payload').hex()}`",
        f"info `header`) = `{derive(file_key, b'', b'header').hex()}`",
        f"begins `{recipient[:40]}…`; the digest of the whole text is `{sha256_text(recipient.encode())}`",
        hybrid.HPKE_INFO.decode(),
    ):
        assert text in age_page


def test_the_age_page_names_its_limits(age_page):
    assert f"{headers.MAX_HEADER_BYTES // 1024} KiB | `header.MAX_HEADER_BYTES`" in age_page
    assert f"| {headers.MAX_STANZAS} | `header.MAX_STANZAS`" in age_page
    assert f"2^{scrypt.MAX_LOG_N} (1 GiB of memory) | `scrypt.MAX_LOG_N`" in age_page
    assert f"{payload.SEALED_CHUNK:,}".replace(",", " ") in age_page
    assert reader.BATCH * payload.CHUNK == 1 << 20


def test_the_json_example(json_page):
    source = json.loads(block(json_page, "json source"))
    expected = block(json_page, "json canonical").encode("utf-8")
    assert canonical.encode(source) == expected
    assert canonical.decode(expected) == source
    assert f"Canonical, {len(expected)} bytes" in json_page
    assert f"Digest: `{sha256_text(expected)}`" in json_page
