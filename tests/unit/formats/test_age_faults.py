"""Damage and malice: nothing that was changed, cut, grown or reordered is opened."""

from __future__ import annotations

import base64
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import AccessRefused, FieldDocError, IntegrityFailure, Unsupported
from field_doc.formats import age
from field_doc.formats.age import armor
from field_doc.formats.age.payload import NONCE_LENGTH, SEALED_CHUNK, chunk_nonce, payload_cipher

IDENTITY = age.HybridIdentity(bytes(range(32)))
KEY = b"sixteen bytes ok"
PLAIN = random.Random(7).randbytes(3 * age.CHUNK + 100)
HEADER = age.seal_header(KEY, [IDENTITY.recipient()])
REFUSALS = (IntegrityFailure, AccessRefused, Unsupported)


def payload_of(plain):
    encryptor = age.PayloadEncryptor(KEY, b"0123456789abcdef")
    out = bytearray(age.payload_size(len(plain)) - NONCE_LENGTH)
    encryptor.encrypt_into(plain, out, last=True)
    return encryptor.nonce + bytes(out)


PAYLOAD = payload_of(PLAIN)
FILE = HEADER + PAYLOAD
SMALL = age.encrypt_bytes(b"forty bytes of a statement, sealed today", [IDENTITY.recipient()])


def read_all(payload):
    return b"".join(age.PayloadReader(io.BytesIO(payload), KEY).chunks())


@pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
def test_any_flipped_byte_of_a_small_file_is_refused(bit):
    for place in range(len(SMALL)):
        damaged = bytearray(SMALL)
        damaged[place] ^= bit
        with pytest.raises(REFUSALS):
            age.decrypt_bytes(bytes(damaged), [IDENTITY])


@given(st.integers(0, len(PAYLOAD) - 1), st.integers(1, 255))
@settings(max_examples=150)
def test_any_flipped_byte_of_a_payload_is_refused(place, bits):
    damaged = bytearray(PAYLOAD)
    damaged[place] ^= bits
    with pytest.raises(IntegrityFailure):
        read_all(bytes(damaged))


@given(st.integers(0, len(PAYLOAD) - 1))
@settings(max_examples=100)
def test_any_cut_is_refused_before_a_byte_is_given_out(length):
    with pytest.raises(IntegrityFailure):
        age.PayloadReader(io.BytesIO(PAYLOAD[:length]), KEY)


@pytest.mark.parametrize("chunks", [0, 1, 2, 3])
@pytest.mark.parametrize("around", [-1, 0, 1, 16, 17])
def test_cuts_around_every_chunk_border_are_refused(chunks, around):
    length = NONCE_LENGTH + chunks * SEALED_CHUNK + around
    with pytest.raises(IntegrityFailure):
        age.PayloadReader(io.BytesIO(PAYLOAD[:length]), KEY)
    target = io.BytesIO()
    with pytest.raises(IntegrityFailure):
        age.decrypt_stream(io.BytesIO(HEADER + PAYLOAD[:length]), target, [IDENTITY])
    assert target.getvalue() == b""


@pytest.mark.parametrize("length", [0, 1, age.CHUNK - 1, age.CHUNK, 2 * age.CHUNK])
@pytest.mark.parametrize("extra", [1, 15, 16, 17, SEALED_CHUNK])
def test_extra_bytes_are_refused(length, extra):
    payload = payload_of(PLAIN[:length])
    chunks = payload[NONCE_LENGTH:]
    for tail in (bytes(extra), (chunks * (extra // len(chunks) + 1))[:extra]):
        with pytest.raises(IntegrityFailure):
            age.PayloadReader(io.BytesIO(payload + tail), KEY)


def chunk(number):
    start = NONCE_LENGTH + number * SEALED_CHUNK
    return PAYLOAD[start : start + SEALED_CHUNK]


@pytest.mark.parametrize("order", [(1, 0, 2, 3), (0, 0, 2, 3), (0, 2, 3), (0, 1, 2, 2, 3), (3,), (0, 1, 2)])
def test_chunks_swapped_repeated_or_dropped_are_refused(order):
    with pytest.raises(IntegrityFailure):
        read_all(PAYLOAD[:NONCE_LENGTH] + b"".join(chunk(number) for number in order))


def test_a_payload_under_another_key_or_nonce_is_refused():
    with pytest.raises(IntegrityFailure):
        age.PayloadReader(io.BytesIO(PAYLOAD), b"another file key")
    with pytest.raises(IntegrityFailure):
        read_all(b"0123456789abcdeX" + PAYLOAD[NONCE_LENGTH:])


def test_an_empty_last_chunk_is_refused_though_its_tag_is_right():
    cipher = payload_cipher(KEY, PAYLOAD[:NONCE_LENGTH])
    first = cipher.encrypt(chunk_nonce(0, last=False), PLAIN[: age.CHUNK], None)
    empty = cipher.encrypt(chunk_nonce(1, last=True), b"", None)
    with pytest.raises(IntegrityFailure) as caught:
        age.PayloadReader(io.BytesIO(PAYLOAD[:NONCE_LENGTH] + first + empty), KEY)
    assert caught.value.code == "age.payload-size"


def test_sound_chunks_are_read_beside_a_damaged_one_which_leaves_nothing_behind():
    damaged = bytearray(PAYLOAD)
    damaged[NONCE_LENGTH + SEALED_CHUNK + 40_000] ^= 1
    reader = age.PayloadReader(io.BytesIO(bytes(damaged)), KEY)
    assert reader.read_at(0, age.CHUNK) == PLAIN[: age.CHUNK]
    assert reader.read_at(2 * age.CHUNK, 10) == PLAIN[2 * age.CHUNK :][:10]
    out = bytearray(2 * age.CHUNK)
    with pytest.raises(IntegrityFailure) as caught:
        reader.read_into(0, memoryview(out))
    assert (caught.value.code, caught.value.details) == ("age.payload-chunk", {"chunk": 1})
    assert out[age.CHUNK :] == bytes(age.CHUNK), "unauthenticated plaintext was left in the buffer"
    for _ in range(2):
        with pytest.raises(IntegrityFailure):
            reader.read_at(age.CHUNK + 5, 10)
    assert reader.read_at(10, 10) == PLAIN[10:20]


def test_a_file_that_shrinks_while_it_is_read_is_refused():
    source = io.BytesIO(PAYLOAD)
    reader = age.PayloadReader(source, KEY)
    source.truncate(NONCE_LENGTH + SEALED_CHUNK + 5)
    assert reader.read_at(0, 10) == PLAIN[:10]
    with pytest.raises(IntegrityFailure) as caught:
        reader.read_at(age.CHUNK, 10)
    assert caught.value.code == "age.payload-size"


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_arbitrary_bytes_are_refused_with_a_code(data):
    for file in (data, b"age-encryption.org/v1\n" + data, armor.BEGIN + b"\n" + data):
        with pytest.raises(REFUSALS):
            age.decrypt_bytes(file, [IDENTITY, age.X25519Identity(bytes(32))])


@given(st.data())
@settings(max_examples=150)
def test_lines_of_a_header_cut_out_doubled_or_swapped_are_refused(data):
    lines = SMALL[: SMALL.index(b"--- ") + 48].split(b"\n")
    place = data.draw(st.integers(0, len(lines) - 2))
    other = data.draw(st.integers(0, len(lines) - 2))
    act = data.draw(st.sampled_from(["drop", "double", "swap"]))
    changed = list(lines)
    if act == "drop":
        del changed[place]
    elif act == "double":
        changed.insert(place, changed[place])
    else:
        changed[place], changed[other] = changed[other], changed[place]
    if changed == lines:
        return
    with pytest.raises(FieldDocError) as caught:
        age.open_header(b"\n".join(changed), [IDENTITY])
    assert isinstance(caught.value, REFUSALS)


def armored(data):
    body = base64.encodebytes(data).replace(b"\n", b"")
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    return b"\n".join([armor.BEGIN, *lines, armor.END]) + b"\n"


def test_armor_has_one_spelling():
    text = armored(SMALL)
    assert age.decrypt_bytes(text, [IDENTITY]) == age.decrypt_bytes(SMALL, [IDENTITY])
    assert armor.decode(b" \r\n\t" + text.replace(b"\n", b"\r\n") + b"\n \n") == SMALL
    lines = text.split(b"\n")
    for damaged in (
        text.replace(b"AGE ENCRYPTED FILE", b"AGE"),
        text.lower(),
        text + b"x",
        b"x" + text,
        b"\n".join([lines[0], lines[1][:-1], lines[1][-1:] + lines[2], *lines[3:]]),
        b"\n".join([lines[0], b"", *lines[1:]]),
        b"\n".join([lines[0], b"A", *lines[1:]]),
        b"\n".join(lines[:-2]),
        armor.BEGIN,
        b"",
    ):
        with pytest.raises(IntegrityFailure) as caught:
            armor.decode(damaged)
        assert caught.value.code == "age.armor"


def test_refusals_name_no_evidence_and_no_key():
    damaged = SMALL[:-1] + bytes([SMALL[-1] ^ 1])
    with pytest.raises(IntegrityFailure) as caught:
        age.decrypt_bytes(damaged, [IDENTITY])
    assert str(caught.value) == "age.payload-chunk chunk=0"
    assert caught.value.__suppress_context__
