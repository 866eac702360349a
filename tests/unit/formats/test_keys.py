"""One key, one purpose; and what a login signs is good for nothing else (R02)."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from spec_pages import example

from field_doc.base.errors import AccessRefused, Bug, IntegrityFailure
from field_doc.formats import checkpoint, cosignature, labels, login, sshsig
from field_doc.formats.base64text import b64url, from_b64, from_b64url
from field_doc.formats.checkpoint import Checkpoint
from field_doc.formats.framing import ssh_string
from field_doc.formats.keys import (
    LogKeys,
    MlDsaKey,
    Purpose,
    SigningKey,
    VerifyKey,
    ml_dsa_verifies,
    refuse_shared,
)
from field_doc.formats.login import LoginChallenge, sign_login, signed_bytes, verify_login

SEED = bytes(range(32))
ORIGIN = "field-doc/log/v1/" + "ab" * 16
JWS_HEADER = b'{"alg":"Ed25519","kid":"k","typ":"fieldoc-record+sd-jwt"}'
JWS_INPUT = f"{b64url(JWS_HEADER)}.{b64url(b'{}')}".encode()


def key(purpose, seed=SEED):
    return SigningKey.from_seed(purpose, seed)


# --- keys as values


def test_a_key_survives_its_seed():
    made = SigningKey.generate(Purpose.RECORD)
    assert SigningKey.from_seed(Purpose.RECORD, made.seed()).public == made.public
    pq = MlDsaKey.generate()
    assert MlDsaKey.from_seed(pq.seed()).public_raw == pq.public_raw
    assert len(pq.public_raw) == 1312


def test_randomness_is_injected():
    assert SigningKey.generate(Purpose.AUTH, lambda n: SEED[:n]).seed() == SEED
    assert MlDsaKey.generate(lambda n: SEED[:n]).seed() == SEED


def test_thumbprint_is_the_rfc_7638_digest():
    public = key(Purpose.RECORD).public
    text = json.dumps(public.jwk(), sort_keys=True, separators=(",", ":"))
    assert public.thumbprint() == b64url(hashlib.sha256(text.encode()).digest())
    assert public.fingerprint() == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_the_page_shows_this_key():
    public = key(Purpose.RECORD).public
    shown = json.loads(example("keys.md", "json"))
    assert shown["seed"] == SEED.hex()
    assert shown["jwk"] == public.jwk()
    assert shown["thumbprint"] == public.thumbprint()
    assert shown["fingerprint"] == public.fingerprint()
    assert shown["ml_dsa_44_public_sha256"] == hashlib.sha256(MlDsaKey.from_seed(SEED).public_raw).hexdigest()


def test_a_jwk_is_read_in_one_spelling_only():
    public = key(Purpose.RECORD).public
    assert VerifyKey.from_jwk(Purpose.RECORD, public.jwk()) == public
    jwk = public.jwk()
    for wrong in (
        {},
        jwk | {"d": "AAAA"},
        jwk | {"crv": "X25519"},
        jwk | {"x": jwk["x"] + "="},
        jwk | {"x": 7},
        jwk | {"x": jwk["x"][:-2]},
    ):
        with pytest.raises(IntegrityFailure) as caught:
            VerifyKey.from_jwk(Purpose.RECORD, wrong)
        assert caught.value.code == "key.malformed"


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_of_wrong_length_are_refused(length):
    for make in (
        lambda raw: SigningKey.from_seed(Purpose.LOG, raw),
        MlDsaKey.from_seed,
        lambda raw: VerifyKey.from_raw(Purpose.LOG, raw),
    ):
        with pytest.raises(IntegrityFailure, match=r"key\.malformed"):
            make(bytes(length))


def test_a_private_key_is_neither_printed_nor_copied_out():
    for private in (key(Purpose.RECORD), MlDsaKey.from_seed(SEED)):
        assert SEED.hex() not in repr(private)
        assert b64url(SEED) not in str(private)
        for leave in (pickle.dumps, copy.deepcopy):
            with pytest.raises(Bug, match=r"key\.not-portable"):
                leave(private)


@given(st.binary(max_size=40))
def test_base64_has_one_spelling(data):
    assert from_b64url(b64url(data)) == data
    for text in (b64url(data) + "=", b64url(data) + "\n", " " + b64url(data), b64url(data) + "é"):
        assert from_b64url(text) is None
        assert from_b64(text) in (None, data) or not text.endswith("=")


def test_base64_with_left_over_bits_is_refused():
    assert from_b64url("AA") == b"\0"
    assert from_b64url("AB") is None
    assert from_b64("AB==") is None


# --- one purpose


SIGNING_LABELS = [label for label in labels.ALL if label.purposes]


@pytest.mark.parametrize("purpose", Purpose)
def test_a_key_signs_under_its_own_labels_only(purpose):
    private = key(purpose)
    for label in SIGNING_LABELS:
        if purpose not in label.purposes:
            with pytest.raises(Bug, match=r"key\.wrong-purpose"):
                private.sign_as(label, label.data + b"\0")
            assert not private.public.verifies(label, label.data + b"\0", bytes(64))


def test_a_key_signs_only_what_carries_the_label():
    for message in (b"", JWS_INPUT, b"field-doc/auth/v1", b"field-doc/auth/v10\0", labels.AUTH.data + b"1\0"):
        with pytest.raises(Bug, match=r"key\.wrong-framing"):
            key(Purpose.AUTH).sign_as(labels.AUTH, message)
    with pytest.raises(Bug, match=r"key\.wrong-framing"):
        MlDsaKey.from_seed(SEED).sign_as(labels.COSIGNATURE, b"subtree/v1\n")


def test_a_public_key_believes_only_its_own_purpose():
    """The same 32 bytes known for two purposes: the signature of one is none of the other."""
    challenge = challenge_of()
    signature = sign_login(challenge, key(Purpose.AUTH))
    verify_login(challenge, signature, key(Purpose.AUTH).public)
    for purpose in set(Purpose) - {Purpose.AUTH}:
        with pytest.raises(AccessRefused, match=r"login\.refused"):
            verify_login(challenge, signature, key(purpose).public)


def test_one_key_under_two_purposes_is_found():
    record, log, auth = (SigningKey.generate(purpose).public for purpose in (Purpose.RECORD, Purpose.LOG, Purpose.AUTH))
    refuse_shared([record, log, auth, record])
    with pytest.raises(IntegrityFailure, match=r"key\.two-purposes"):
        refuse_shared([record, log, VerifyKey(Purpose.AUTH, log.raw)])


def test_only_the_root_signs_certificates():
    for purpose in set(Purpose) - {Purpose.ROOT}:
        with pytest.raises(Bug, match=r"key\.wrong-purpose"):
            key(purpose).sign_certificate(x509.CertificateBuilder())


def test_log_keys_are_log_keys():
    with pytest.raises(Bug, match=r"key\.wrong-purpose"):
        LogKeys(key(Purpose.RECORD), MlDsaKey.from_seed(SEED))


def test_ml_dsa_refuses_other_labels_and_keys():
    pq = MlDsaKey.from_seed(SEED)
    message = labels.COSIGNATURE.data + b"x"
    signature = pq.sign_as(labels.COSIGNATURE, message)
    assert ml_dsa_verifies(pq.public_raw, labels.COSIGNATURE, message, signature)
    assert not ml_dsa_verifies(pq.public_raw, labels.COSIGNATURE, message + b"y", signature)
    assert not ml_dsa_verifies(pq.public_raw, labels.AUTH, message, signature)
    assert not ml_dsa_verifies(b"short", labels.COSIGNATURE, message, signature)
    assert not ml_dsa_verifies(MlDsaKey.generate().public_raw, labels.COSIGNATURE, message, signature)
    with pytest.raises(Bug, match=r"key\.wrong-purpose"):
        pq.sign_as(labels.TYP_RECORD, JWS_INPUT)


# --- login


def challenge_of(**changes):
    values = {
        "server_id": "office-1",
        "server_nonce": b"s" * 32,
        "device_nonce": b"d" * 32,
        "time": "2026-03-02T12:00:00Z",
        "tls_spki": hashlib.sha256(b"spki").digest(),
    }
    return LoginChallenge(**(values | changes))


def test_a_login_holds_for_this_challenge_only():
    signature = sign_login(challenge_of(), key(Purpose.AUTH))
    verify_login(challenge_of(), signature, key(Purpose.AUTH).public)
    for change in (
        {"server_id": "office-2"},
        {"server_nonce": b"S" * 32},
        {"device_nonce": b"D" * 32},
        {"time": "2026-03-02T12:00:01Z"},
        {"tls_spki": hashlib.sha256(b"other").digest()},
        {"server_nonce": b"d" * 32, "device_nonce": b"s" * 32},
    ):
        with pytest.raises(AccessRefused, match=r"login\.refused"):
            verify_login(challenge_of(**change), signature, key(Purpose.AUTH).public)
    with pytest.raises(AccessRefused, match=r"login\.refused"):
        verify_login(challenge_of(), signature, SigningKey.generate(Purpose.AUTH).public)
    with pytest.raises(AccessRefused, match=r"login\.refused"):
        verify_login(challenge_of(), signature[:-1], key(Purpose.AUTH).public)


@pytest.mark.parametrize(
    "change",
    [
        {"server_nonce": b"short"},
        {"device_nonce": b"x" * 33},
        {"server_id": ""},
        {"server_id": "Office 1"},
        {"server_id": "a\n"},
        {"time": "2026-03-02 12:00"},
        {"time": "2026-03-02T12:00:00+00:00"},
        {"tls_spki": b""},
    ],
)
def test_a_challenge_of_another_shape_is_refused(change):
    with pytest.raises(IntegrityFailure, match=r"login\.malformed"):
        challenge_of(**change)


def test_the_page_shows_the_signed_bytes():
    message = signed_bytes(challenge_of())
    assert bytes.fromhex(example("keys.md", "login-hex").replace("\n", "")) == message
    signature = sign_login(challenge_of(), key(Purpose.AUTH))
    assert bytes.fromhex(example("keys.md", "login-signature-hex").replace("\n", "")) == signature


def hostile_nonces():
    """Messages a hijacked server would like to see signed, each as some artefact of ours or others'."""
    head = Checkpoint(ORIGIN, 7, hashlib.sha256(b"forged").digest())
    sshsig_message = b"SSHSIG" + b"".join(
        map(ssh_string, (labels.NS_TAG_MANIFEST.data, b"", b"sha512", hashlib.sha512(b"forged").digest()))
    )
    cms_attributes = bytes.fromhex("314b301806092a864886f70d010903310b06092a864886f70d010701")
    cosigned = cosignature.cosigned_message(ORIGIN, 0, ORIGIN, 7, head.root)
    return [head.text().encode(), JWS_INPUT, sshsig_message, cms_attributes, cosigned]


def layout_with(nonce: bytes) -> bytes:
    """What a careless client would sign: the same layout, the nonce of any length."""
    parts = (b"office-1", nonce, b"d" * 32, b"2026-03-02T12:00:00Z", bytes(32))
    return labels.AUTH.data + b"\0" + b"".join(len(p).to_bytes(2, "big") + p for p in parts)


@pytest.mark.parametrize("nonce", hostile_nonces())
def test_a_hostile_nonce_is_refused_by_its_length(nonce):
    with pytest.raises(IntegrityFailure, match=r"login\.malformed"):
        challenge_of(server_nonce=nonce)


@pytest.mark.parametrize("nonce", hostile_nonces())
def test_a_hostile_nonce_signed_is_no_other_artefact(nonce):
    """Worst case: no length check, and the same 32 bytes are known as a key of every purpose."""
    message = layout_with(nonce)
    signature = key(Purpose.AUTH).sign_as(labels.AUTH, message)
    for label in SIGNING_LABELS:
        for purpose in label.purposes - {Purpose.AUTH}:
            public = key(purpose).public
            assert not public.verifies(label, message, signature)
            assert not public.verifies(label, nonce, signature)
    head = Checkpoint(ORIGIN, 7, hashlib.sha256(b"forged").digest())
    line = checkpoint.note.SignatureLine(
        ORIGIN, checkpoint.note.key_id(ORIGIN, 1, key(Purpose.LOG).public.raw), signature
    )
    with pytest.raises(IntegrityFailure, match=r"checkpoint\.signature"):
        checkpoint.open_checkpoint(
            checkpoint.note.write(head.text(), [line]), key(Purpose.LOG).public, None, require_pq=False
        )
    genuine = sshsig.sign_tag_manifest(sshsig.TagManifest(b"forged"), key(Purpose.BUNDLE))
    blob = from_b64("".join(genuine.splitlines()[1:-1]))
    swapped = sshsig._armor(blob[:-64] + signature)
    with pytest.raises(IntegrityFailure, match=r"sshsig\.signature"):
        sshsig.verify(swapped, b"forged", labels.NS_TAG_MANIFEST, key(Purpose.BUNDLE).public)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_nonce_makes_a_login_anything_else(nonce):
    message = layout_with(nonce)
    from field_doc.formats.framing import carries

    assert [label for label in labels.ALL if carries(label, message)] == [labels.AUTH]


def test_layout_is_unambiguous_between_fields():
    longer = layout_with(b"ab"), layout_with(b"a")
    assert longer[0] != longer[1]
    assert signed_bytes(challenge_of()) == login.AUTH.data + b"\0" + signed_bytes(challenge_of())[18:]
