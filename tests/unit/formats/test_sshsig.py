"""SSHSIG: our own checks; tests/judges asks ssh-keygen."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spec_pages import example

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats import labels, sshsig
from field_doc.formats.base64text import from_b64
from field_doc.formats.framing import ssh_string
from field_doc.formats.keys import Purpose, SigningKey
from field_doc.formats.labels import NS_BUNDLE_STATEMENT, NS_RECEIPT_STORED, NS_TAG_MANIFEST
from field_doc.formats.sshsig import (
    Statement,
    TagManifest,
    allowed_signers_line,
    sign_statement,
    sign_tag_manifest,
    verify,
)

KEY = SigningKey.from_seed(Purpose.BUNDLE, bytes(range(32)))
DATA = b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  bagit.txt\n"
ARMORED = sign_tag_manifest(TagManifest(DATA), KEY)


def refuse(code, armored=ARMORED, data=DATA, namespace=NS_TAG_MANIFEST, key=KEY.public):
    with pytest.raises(IntegrityFailure) as caught:
        verify(armored, data, namespace, key)
    assert caught.value.code == code


def blob_of(armored):
    return from_b64("".join(armored.splitlines()[1:-1]))


def test_ours_holds_for_its_data_namespace_and_key():
    verify(ARMORED, DATA, NS_TAG_MANIFEST, KEY.public)
    verify(ARMORED.replace("\n", "\r\n"), DATA, NS_TAG_MANIFEST, KEY.public)
    refuse("sshsig.signature", data=DATA + b"x")
    refuse("sshsig.other-namespace", namespace=NS_BUNDLE_STATEMENT)
    refuse("sshsig.other-key", key=SigningKey.generate(Purpose.BUNDLE).public)


def test_a_key_known_for_something_else_vouches_for_no_bag():
    refuse("sshsig.signature", key=SigningKey.from_seed(Purpose.RECORD, KEY.seed()).public)
    with pytest.raises(Bug, match=r"key\.wrong-purpose"):
        sign_tag_manifest(TagManifest(DATA), SigningKey.generate(Purpose.RECORD))


def test_statements_are_signed_in_canonical_form():
    statement = Statement(NS_BUNDLE_STATEMENT, {"b": 1, "a": "Ї"})
    assert statement.data() == '{"a":"Ї","b":1}'.encode()
    verify(sign_statement(statement, KEY), statement.data(), NS_BUNDLE_STATEMENT, KEY.public)
    with pytest.raises(Bug, match=r"key\.wrong-purpose"):
        sign_statement(Statement(NS_RECEIPT_STORED, {}), KEY)
    for namespace in (labels.AUTH, labels.TYP_RECORD, labels.LEAF):
        with pytest.raises(Bug, match=r"sshsig\.namespace"):
            sign_statement(Statement(namespace, {}), KEY)


def rebuilt(**changes):
    """An armored signature with one part of the blob replaced."""
    public = ssh_string(b"ssh-ed25519") + ssh_string(KEY.public.raw)
    parts = {
        "magic": b"SSHSIG" + (1).to_bytes(4, "big"),
        "public": public,
        "namespace": NS_TAG_MANIFEST.data,
        "reserved": b"",
        "hash": b"sha512",
        "signature": blob_of(ARMORED)[-83:],
        "tail": b"",
    } | changes
    middle = [parts[name] for name in ("public", "namespace", "reserved", "hash", "signature")]
    return sshsig._armor(parts["magic"] + b"".join(map(ssh_string, middle)) + parts["tail"])


def test_the_blob_is_laid_out_as_specified():
    assert rebuilt() == ARMORED


@pytest.mark.parametrize(
    "changes",
    [
        {"magic": b"SSHSIG" + (2).to_bytes(4, "big")},
        {"magic": b"SSHSIh" + (1).to_bytes(4, "big")},
        {"reserved": b"x"},
        {"hash": b"sha256"},
        {"tail": b"x"},
        {"tail": ssh_string(b"x")},
        {"signature": b""},
        {"signature": ssh_string(b"ssh-rsa") + ssh_string(bytes(64))},
        {"signature": ssh_string(b"ssh-ed25519") + ssh_string(bytes(63))},
        {"signature": ssh_string(b"ssh-ed25519") + ssh_string(bytes(64)) + ssh_string(b"")},
    ],
)
def test_other_blobs_are_malformed(changes):
    refuse("sshsig.malformed", armored=rebuilt(**changes))


@pytest.mark.parametrize(
    "armored",
    ["", "x", ARMORED[:-1], ARMORED + "x", " " + ARMORED, ARMORED.replace("U1NI", "U1N!"), "A" * 5000],
)
def test_other_armor_is_malformed(armored):
    refuse("sshsig.malformed", armored=armored)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_bit_is_refused(data):
    blob = bytearray(blob_of(ARMORED))
    place = data.draw(st.integers(0, len(blob) - 1))
    blob[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(IntegrityFailure):
        verify(sshsig._armor(bytes(blob)), DATA, NS_TAG_MANIFEST, KEY.public)


def test_an_allowed_signer_is_a_code_with_namespaces_and_times():
    after, before = datetime(2026, 3, 1, tzinfo=UTC), datetime(2027, 3, 1, 12, 30, 5, tzinfo=UTC)
    line = allowed_signers_line("office-1", KEY.public, [NS_TAG_MANIFEST, NS_BUNDLE_STATEMENT], after, before)
    assert line == (
        'office-1 namespaces="tag-manifest@field-doc,bundle-statement@field-doc",'
        'valid-after="20260301000000Z",valid-before="20270301123005Z" ' + sshsig.public_key_line(KEY.public) + "\n"
    )


@pytest.mark.parametrize(
    ("principal", "namespaces"),
    [
        ("two words", [NS_TAG_MANIFEST]),
        ("", [NS_TAG_MANIFEST]),
        ("a\nb", [NS_TAG_MANIFEST]),
        ("*", [NS_TAG_MANIFEST]),
        ("o", []),
        ("o", [labels.AUTH]),
        ("o", [NS_RECEIPT_STORED]),
    ],
)
def test_other_signers_are_not_written(principal, namespaces):
    with pytest.raises(Bug, match=r"sshsig\.allowed-signer"):
        allowed_signers_line(principal, KEY.public, namespaces)


def test_the_page_shows_this_signature():
    assert example("sshsig.md", "signature") == ARMORED
    shown = json.loads(example("sshsig.md", "json"))
    assert shown["data"] == DATA.decode()
    assert shown["allowed_signers"] == allowed_signers_line("office-1", KEY.public, [NS_TAG_MANIFEST])
