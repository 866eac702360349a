"""Digest texts: one spelling, known algorithms, groups for the eye."""

from __future__ import annotations

import hashlib

import pytest

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import digest

EMPTY_256 = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_texts_of_known_bytes():
    assert digest.sha256_text(b"") == EMPTY_256
    assert digest.sha512_text(memoryview(b"abc")) == "sha512:" + hashlib.sha512(b"abc").hexdigest()


def test_parse_gives_algorithm_and_bytes():
    assert digest.parse(EMPTY_256) == ("sha256", hashlib.sha256(b"").digest())
    assert digest.parse("hmac-sha256:" + "00" * 32) == ("hmac-sha256", bytes(32))
    assert digest.parse("sha512:" + "ff" * 64) == ("sha512", b"\xff" * 64)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "digest.malformed"),
        ("e3b0", "digest.malformed"),
        (EMPTY_256.upper(), "digest.malformed"),
        (EMPTY_256.replace("e3b0", "E3B0"), "digest.malformed"),
        (EMPTY_256 + "\n", "digest.malformed"),
        (" " + EMPTY_256, "digest.malformed"),
        (EMPTY_256[:-1], "digest.malformed"),
        (EMPTY_256[:-2], "digest.length"),
        ("sha512:" + "00" * 32, "digest.length"),
        ("md5:" + "00" * 16, "digest.unknown-algorithm"),
        ("sha256:" + "٣" * 64, "digest.malformed"),
    ],
)
def test_any_other_spelling_is_refused(text, code):
    with pytest.raises(IntegrityFailure) as caught:
        digest.parse(text)
    assert caught.value.code == code


def test_grouped_for_reading_aloud():
    assert digest.grouped(EMPTY_256).startswith("e3b0 c442 98fc ")
    assert digest.grouped(EMPTY_256).replace(" ", "") == EMPTY_256.partition(":")[2]
    assert digest.grouped(EMPTY_256, groups=2) == "e3b0 c442 …"
    assert digest.grouped(EMPTY_256, groups=16) == digest.grouped(EMPTY_256)
