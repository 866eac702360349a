"""Payloads: sizes, the encryptor's rules, random access, whole files."""

from __future__ import annotations

import io
import random
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats import age
from field_doc.formats.age.payload import SEALED_CHUNK
from field_doc.formats.age.reader import BATCH

KEY = b"sixteen bytes ok"
LENGTHS = [0, 1, age.CHUNK - 1, age.CHUNK, age.CHUNK + 1, 2 * age.CHUNK, BATCH * age.CHUNK,
           BATCH * age.CHUNK + 1, (BATCH + 1) * age.CHUNK + 7]  # fmt: skip


def noise(length, seed=1):
    return random.Random(seed).randbytes(length)


def sealed(plain, nonce=None, part=None):
    """A payload, written in parts of ``part`` bytes."""
    encryptor = age.PayloadEncryptor(KEY, nonce)
    step = part or max(1, len(plain))
    out = memoryview(bytearray(age.payload_size(step)))
    pieces = [plain[i : i + step] for i in range(0, len(plain), step)] or [b""]
    result = bytearray(encryptor.nonce)
    for number, piece in enumerate(pieces):
        result += out[: encryptor.encrypt_into(piece, out, last=number == len(pieces) - 1)]
    return bytes(result)


@pytest.mark.parametrize("length", LENGTHS)
def test_sizes_are_known_beforehand(length):
    payload = sealed(noise(length))
    assert len(payload) == age.payload_size(length)
    assert age.plain_size(len(payload)) == length


@pytest.mark.parametrize(
    ("length", "code"),
    [(0, "age.payload-nonce"), (15, "age.payload-nonce"), (16, "age.payload-size"), (31, "age.payload-size"),
     *[(16 + SEALED_CHUNK + extra, "age.payload-size") for extra in (1, 15, 16)]],
)  # fmt: skip
def test_lengths_no_payload_has(length, code):
    with pytest.raises(IntegrityFailure) as caught:
        age.plain_size(length)
    assert caught.value.code == code
    with pytest.raises(IntegrityFailure):
        age.PayloadReader(io.BytesIO(bytes(length)), KEY)


@given(st.integers(0, 2**50))
def test_size_functions_are_inverse(length):
    assert age.plain_size(age.payload_size(length)) == length


@pytest.mark.parametrize("length", LENGTHS)
def test_everything_comes_back(length):
    plain = noise(length)
    reader = age.PayloadReader(io.BytesIO(sealed(plain)), KEY)
    assert reader.plain_size == length
    assert b"".join(reader.chunks()) == plain
    assert reader.read_at(0, length + 100) == plain


def test_parts_of_whole_chunks_give_the_same_bytes():
    plain, nonce = noise(5 * age.CHUNK + 3), bytes(16)
    whole = sealed(plain, nonce)
    for chunks in (1, 2, 3, 5):
        assert sealed(plain, nonce, part=chunks * age.CHUNK) == whole


PLAIN = noise(3 * age.CHUNK + 500)
READER_PAYLOAD = sealed(PLAIN)


@given(st.lists(st.tuples(st.integers(0, len(PLAIN) + 10), st.integers(0, 3 * age.CHUNK)), max_size=6))
@settings(max_examples=120)
def test_random_access_is_a_slice(reads):
    reader = age.PayloadReader(io.BytesIO(READER_PAYLOAD), KEY)
    for offset, length in reads:
        assert reader.read_at(offset, length) == PLAIN[offset : offset + length]


@given(st.integers(0, len(PLAIN)), st.integers(0, 3 * age.CHUNK))
@settings(max_examples=60)
def test_read_into_fills_only_what_it_says(offset, length):
    reader = age.PayloadReader(io.BytesIO(READER_PAYLOAD), KEY)
    out = bytearray(b"\xaa" * length)
    count = reader.read_into(offset, out)
    assert out == PLAIN[offset : offset + length] + b"\xaa" * (length - count)


def test_a_file_that_gives_few_bytes_at_a_time_is_read_all_the_same():
    class Trickle(io.BytesIO):
        def readinto(self, buffer):
            return super().readinto(memoryview(buffer)[:1000])

    assert age.PayloadReader(Trickle(READER_PAYLOAD), KEY).read_at(0, len(PLAIN)) == PLAIN


def test_reading_needs_no_negative_offset():
    reader = age.PayloadReader(io.BytesIO(READER_PAYLOAD), KEY)
    with pytest.raises(Bug) as caught:
        reader.read_at(-1, 5)
    assert caught.value.code == "age.payload-offset"
    assert reader.read_at(5, -3) == b""


def test_parts_given_out_are_not_overwritten_later():
    plain = noise(2 * BATCH * age.CHUNK + 9)
    parts = list(age.PayloadReader(io.BytesIO(sealed(plain)), KEY).chunks())
    assert all(part.readonly for part in parts)
    assert b"".join(parts) == plain


def encrypt(encryptor, length, *, last, room=None):
    out = bytearray(age.payload_size(length) if room is None else room)
    return encryptor.encrypt_into(bytes(length), out, last=last)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([(100, False)], "age.payload-part"),
        ([(age.CHUNK + 1, False)], "age.payload-part"),
        ([(100, True), (100, True)], "age.payload-finished"),
        ([(100, True), (0, False)], "age.payload-finished"),
        ([(age.CHUNK, False), (0, True)], "age.payload-empty-last"),
        ([(100, True, 115)], "age.payload-room"),
        ([(age.CHUNK + 1, True, age.CHUNK + 32)], "age.payload-room"),
    ],
)
def test_the_encryptor_refuses_what_nobody_could_open(steps, code):
    encryptor = age.PayloadEncryptor(KEY)
    for length, last, *_ in steps[:-1]:
        encrypt(encryptor, length, last=last)
    length, last, *room = steps[-1]
    with pytest.raises(Bug) as caught:
        encrypt(encryptor, length, last=last, room=room[0] if room else None)
    assert caught.value.code == code


def test_an_empty_part_before_the_end_is_nothing():
    encryptor = age.PayloadEncryptor(KEY)
    assert encrypt(encryptor, 0, last=False) == 0
    assert encrypt(encryptor, 0, last=True) == age.TAG


def test_nonce_and_key_lengths_are_checked():
    for make in (lambda: age.PayloadEncryptor(KEY, b"x"), lambda: age.PayloadEncryptor(b"x")):
        with pytest.raises(Bug):
            make()
    assert age.PayloadEncryptor(KEY, random=lambda n: b"n" * n).nonce == b"n" * 16
    assert age.PayloadEncryptor(KEY).nonce != age.PayloadEncryptor(KEY).nonce


def test_the_same_key_with_another_nonce_gives_other_bytes():
    assert sealed(PLAIN, bytes(16))[16:] != sealed(PLAIN, b"\1" + bytes(15))[16:]


def test_two_threads_encrypt_two_payloads():
    results = {}

    def work(number):
        results[number] = sealed(noise(8 * age.CHUNK, number), bytes([number]) * 16, part=age.CHUNK)

    threads = [threading.Thread(target=work, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in (1, 2):
        assert age.PayloadReader(io.BytesIO(results[number]), KEY).read_at(0, 8 * age.CHUNK) == noise(
            8 * age.CHUNK, number
        )


@pytest.mark.parametrize("length", LENGTHS)
def test_whole_files(length):
    identity, plain = age.HybridIdentity.generate(), noise(length)
    file = age.encrypt_bytes(plain, [identity.recipient()])
    assert age.decrypt_bytes(file, [identity]) == plain
    written, opened = io.BytesIO(), io.BytesIO()
    age.encrypt_stream(io.BytesIO(plain), written, [identity.recipient()])
    written.seek(0)
    age.decrypt_stream(written, opened, [identity])
    assert opened.getvalue() == plain
    assert len(written.getvalue()) == len(file)


def test_two_headers_over_one_payload_are_two_files():
    """Seal to office adds or removes a header; payload and digest stay (R06)."""
    vault, office = age.HybridIdentity.generate(), age.HybridIdentity.generate()
    file_key = age.new_file_key()
    encryptor = age.PayloadEncryptor(file_key)
    out = bytearray(age.payload_size(len(PLAIN)) - 16)
    encryptor.encrypt_into(PLAIN, out, last=True)
    payload = encryptor.nonce + bytes(out)
    for identity in (vault, office):
        header = age.seal_header(file_key, [identity.recipient()])
        assert age.decrypt_bytes(header + payload, [identity]) == PLAIN
        joined = io.BytesIO(header + payload)
        reader = age.PayloadReader(joined, file_key, start=len(header))
        assert reader.read_at(70_000, 10) == PLAIN[70_000:70_010]
